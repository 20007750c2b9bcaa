#!/usr/bin/python3
"""An hour of a live job that is killed now and then: does anything leak, is anything lost?

    python3 tests/soak.py [--minutes 60] [--rate 5000] [--store kafka|file] [--lives 6]

Posts come to a real Kafka at a steady rate; the job is killed so that it lives as often as asked for,
in an hour every 10 minutes, four times the broker is bounced, in good order and hard in turn, and every
5 s the job is scraped. It
prints how memory grows (a line through all samples, each life of the process by itself and without
its first fifth, and the mean of every tenth of a life), how many descriptors and threads there are, and the rate. At the end the windows must equal
what was sent: nothing lost, nothing doubled; exit code 1 otherwise. The topic keeps 256 MiB of each
partition. Not a test: figures of an hour fail nothing here but wrong sums.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import kinds  # noqa: E402
import oracle  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402

PARTITIONS = 4
TEXTS = 2000
BOUNCES = 4
SCRAPE_EVERY = 5
WINDOW = 10  # seconds: trends, which are kept for 70 windows, are then full within the warm-up
IDS = 200_000  # full long before the end of the warm-up
SLICES = 10  # a second

MORE = """\
[store_kafka]
brokers = "{brokers}"
topic = "state"
"""


class Posts:
    """Invented originals that are written again and again, with new ids and the time of now."""

    def __init__(self, folder):
        path = folder / "posts.jsonl"
        subprocess.run([BINARY, "demo", "--write", path, "--posts", str(4 * TEXTS), "--seed", "1"],
                       check=True, capture_output=True)
        posts = [json.loads(line) for line in path.read_bytes().splitlines()]
        self.posts = [post for post in posts if "retweeted_status" not in post][:TEXTS]
        self.templates = [self.template(dict(post)) for post in self.posts]
        self.sent = collections.Counter()  # by start of the window and place in posts
        self.next_id = 5_200_000_000_000_000
        self.dice = random.Random(1)

    @staticmethod
    def template(post):
        post.update({"id": "#", "mid": "#", "idstr": "#", "created_at": "@"})
        line = json.dumps(post, ensure_ascii=False, separators=(",", ":")).replace("%", "%%")
        return line.replace('"@"', '"%(time)s"').replace('"#"', '"%(id)d"').encode()

    def lines(self, count, now):
        """So many records as kcat takes them."""
        written = time.strftime("%a %b %d %H:%M:%S +0000 %Y", time.gmtime(now)).encode()
        start, made = int(now) // WINDOW * WINDOW * 1000, []
        for _ in range(count):
            place = self.dice.randrange(len(self.templates))
            self.sent[start, place] += 1
            made.append(b"%d\t%s\n" % (self.next_id, self.templates[place] % {
                b"time": written, b"id": self.next_id}))
            self.next_id += 1
        return b"".join(made)

    def expected(self):
        """The sums over partitions by start and topic."""
        known = [oracle.read(json.dumps(post).encode())[1] for post in self.posts]
        labels = oracle.labels_of({post["text"] for post in known}, BINARY)
        table = {}
        for (start, place), count in self.sent.items():
            for (_, begin, topic), part in oracle.Cells().parts(0, start, known[place], labels):
                add(table.setdefault((begin, topic), {}), part.sums, count)
        return table


def add(total, sums, times=1):
    for name, value in sums.items():
        if isinstance(value, dict):
            add(total.setdefault(name, {}), value, times)
        else:
            total[name] = total.get(name, 0) + value * times


class Soak:
    def __init__(self, given):
        self.seconds, self.rate = given.minutes * 60, given.rate
        self.kill_every = self.seconds / given.lives  # the last one would be at the end
        self.warm_up = self.kill_every / 5
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_soak_"))
        self.broker = kafka.Broker()
        self.posts = Posts(self.folder)
        self.job = Job(self.broker.address, kafka.free_ports(1)[0],
                       MORE.format(brokers=self.broker.address))
        text = self.job.config.read_text().replace("300ms", "5s")
        text = text.replace('"60s"', f'"{WINDOW}s"').replace('"10m"', f'"{10 * WINDOW}s"')
        text = text.replace("[window]", f"[window]\nids = {IDS}\nretractable = 20000")
        if given.store == "kafka":
            text = text.replace('dir = "state"', 'store = "kafka"')
        self.job.config.write_text(text)
        self.samples = []  # (life, seconds since its start, RSS, descriptors, threads)
        self.scrapes = []
        self.done = collections.Counter()
        self.behind = 0.0  # the longest that the sender was late
        self.sending_took = 0.0
        self.over = threading.Event()

    def close(self):
        self.over.set()
        self.job.close()
        self.broker.close()
        subprocess.run(["rm", "-rf", self.folder], check=False)

    def send(self):
        sender = self.broker.producer("posts", "-E")  # the only broker is away now and then
        begin = time.monotonic()
        for turn in range(int(self.seconds * SLICES)):
            if self.over.is_set():
                break
            sender.stdin.write(self.posts.lines(self.rate // SLICES, time.time()))
            sender.stdin.flush()
            late = time.monotonic() - begin - (turn + 1) / SLICES
            self.behind = max(self.behind, late)
            time.sleep(max(0.0, -late))
        self.sending_took = time.monotonic() - begin
        sender.stdin.close()
        if sender.wait() != 0:
            raise AssertionError("kcat cannot produce")

    def look(self, since):
        begin = time.monotonic()
        status, _ = self.job.get("/metrics")
        if status == 200:
            self.scrapes.append(time.monotonic() - begin)
        else:
            self.done["scrapes without an answer"] += 1
        proc = pathlib.Path(f"/proc/{self.job.process.pid}")
        status = (proc / "status").read_text()
        rss = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024
        threads = int(re.search(r"Threads:\s+(\d+)", status).group(1))
        self.samples.append((self.done["SIGKILL"], begin - since, rss,
                             len(list((proc / "fd").iterdir())), threads))

    def live(self):
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS, retention_bytes=256 << 20)
        self.broker.create_topic("state", 1, cleanup_policy="compact", segment_ms=60000)
        self.job.start()
        wait_until(self.job.ready, self.job.log)
        sending = threading.Thread(target=self.send)
        sending.start()
        begin = since = time.monotonic()
        bounce_every = self.seconds / BOUNCES
        kill_at, bounce_at = begin + self.kill_every, begin + bounce_every / 2
        bouncing = threading.Thread()
        while sending.is_alive():
            if time.monotonic() >= kill_at:
                kill_at, since = kill_at + self.kill_every, time.monotonic()
                self.job.kill()
                self.job.start()
                self.done["SIGKILL"] += 1
            if time.monotonic() >= bounce_at and not bouncing.is_alive():
                bounce_at += bounce_every
                bouncing = threading.Thread(target=self.bounce)
                bouncing.start()
            self.look(since)
            time.sleep(SCRAPE_EVERY)
        sending.join()
        wait_until(self.caught_up, self.job.log, 120)
        code, _ = self.job.stop()
        if code != 0:
            raise AssertionError(f"exit code {code}: {self.job.log()[-3000:]}")

    def bounce(self):
        (self.broker.kill if self.done["bounces"] % 2 else self.broker.stop)()
        self.broker.start()
        self.done["bounces"] += 1

    def caught_up(self):
        """Twice, with time between them for what the broker tells each second."""
        for _ in range(2):
            lags = self.job.metrics("yuqing_consumer_lag")
            if len(lags) < PARTITIONS or sum(lags.values()) > 0:
                return False
            time.sleep(2)
        return True

    def differences(self):
        table = {}
        for (_, start, topic), row in self.job.rows().items():
            add(table.setdefault((start, topic), {}), kinds.facts(row))
        return kinds.first_differences(table, self.posts.expected()), len(table)

    def report(self):
        lives = collections.defaultdict(list)
        for life, age, rss, _, _ in self.samples:
            if age >= self.warm_up:
                lives[life].append((age / 3600, rss))
        sent = sum(self.posts.sent.values())
        print(f"{sent:,} posts in {self.sending_took:.0f} s: {sent / self.sending_took:,.0f} a second "
              f"of {self.rate:,} asked for, at most {self.behind:.0f} s behind; {dict(self.done)}")
        print(f"RSS slope {slope(lives.values()):+.2f} MiB/h after {self.warm_up:.0f} s of "
              f"each of {len(lives)} lives; RSS {self.spread(2)} MiB, descriptors {self.spread(3)}, "
              f"threads {self.spread(4)}")
        for life in range(self.done["SIGKILL"] + 1):
            tenths = collections.defaultdict(list)
            for of, age, rss, _, _ in self.samples:
                if of == life:
                    tenths[int(age / self.kill_every * 10)].append(rss)
            print(f"life {life + 1}: RSS by tenths "
                  f"{' '.join(f'{statistics.fmean(tenths[i]):.0f}' for i in sorted(tenths))} MiB")
        print(f"{len(self.scrapes)} scrapes: median {statistics.median(self.scrapes) * 1000:.0f} ms, "
              f"most {max(self.scrapes) * 1000:.0f} ms")

    def spread(self, place):
        values = [sample[place] for sample in self.samples if sample[1] >= self.warm_up]
        return f"{min(values):.0f}-{max(values):.0f}"


def slope(lives):
    """Of one line through all lives, each of which may begin at another height."""
    above = below = 0.0
    for points in lives:
        mid_x, mid_y = (statistics.fmean(values) for values in zip(*points))
        above += sum((x - mid_x) * (y - mid_y) for x, y in points)
        below += sum((x - mid_x) ** 2 for x, _ in points)
    return above / below if below else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=int, default=5000, help="posts a second")
    parser.add_argument("--lives", type=int, default=6)
    parser.add_argument("--store", choices=("kafka", "file"), default="kafka")
    soak = Soak(parser.parse_args())
    try:
        soak.live()
        soak.report()
        found, cells = soak.differences()
    finally:
        soak.close()
    print(f"{cells} sums of windows: {found or 'exact'}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
