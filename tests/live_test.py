"""The job against a real Kafka: killed, stopped and left alone by its broker, it counts exactly.

YUQING_TEST_SEED chooses the moments of the kills, YUQING_TEST_POSTS how many posts there are.
"""

import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import kinds  # noqa: E402
import oracle  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402

RETRACTABLE = 5000  # few, so that posts are forgotten before they are deleted
POSTS = int(os.environ.get("YUQING_TEST_POSTS", "200000"))
SEED = int(os.environ.get("YUQING_TEST_SEED", "7"))
KILLS = 5
PARTITIONS = 4


def keyed(record, number):
    """Posts are keyed by their id, so that what happens to one comes to the same partition."""
    if isinstance(record, int):
        return b"%d\t" % record
    found = re.search(rb'"(?:mid|id)":"(\d+)"', record)
    return (found.group(1) if found else b"%d" % number) + b"\t" + record


def removal(post_id, dice):
    """Of a post: a tombstone, or the status as Weibo leaves it."""
    if dice.random() < 0.5:
        return post_id
    return json.dumps({"mid": str(post_id), "text": "抱歉，此微博已被作者删除。", "deleted": "1"},
                      ensure_ascii=False, separators=(",", ":")).encode()


def edit(post, text, dice):
    return json.dumps({"event": "update", "id": str(post["id"]), "own_text": text,
                       "created_ms": post["ms"] + dice.choice((0, 0, 60_000)),
                       "author": {"id": post["author"], "followers": post["reach"] + 1}},
                      ensure_ascii=False, separators=(",", ":")).encode()


def with_changes(records, dice):
    """The records, and among them deletions and edits of 4 % of the posts, most of them behind."""
    posts = [(n, post) for n, (change, post) in enumerate(map(oracle.read, records))
             if change == "add"]
    originals = [post["text"] for _, post in posts if post["kind"] == "original"]
    more = []
    for number, post in posts:
        if dice.random() > 0.04:
            continue
        for change in dice.choice(("d", "d", "dd", "e", "e", "ee", "ed", "de")):
            far = dice.choice((-20, 50, 5000, 5000, 40_000))
            made = removal(post["id"], dice) if change == "d" else \
                edit(post, dice.choice(originals), dice)
            more.append((number + dice.uniform(0, far), made))
    places = sorted([*enumerate(records), *more], key=lambda place: place[0])
    return [record for _, record in places]


def sums(rows):
    return {key: oracle.row_facts(row) for key, row in rows.items()}


def replayed(config, files, lateness, folder):
    """The sums by (place of the file, start, topic), and how many posts counted.

    Each file is replayed by itself: together they would be one lane, and a partition is a lane.
    """
    table, counted = {}, 0
    for number, file in enumerate(files):
        out = folder / f"out_{lateness}_{file.name}"
        done = subprocess.run([BINARY, "replay", "-c", config, file, "--out", out, "--lateness",
                               lateness], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        for row in map(json.loads, (out / "windows.jsonl").read_text().splitlines()):
            table[number, row["start"], row["topic"]] = row
        counted += json.loads((out / "summary.json").read_text())["counted"]
    return sums(table), counted


class LiveTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_live_"))
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=False)

    def written(self, name, records):
        """A file without tombstones: an archive of lines cannot hold them."""
        path = self.folder / name
        path.write_bytes(b"".join(record + b"\n" for record in records))
        return path

    def job(self, more=""):
        job = Job(self.broker.address, kafka.free_ports(1)[0], more)
        self.addCleanup(job.close)
        return job

    def produce_slowly(self, records, seconds):
        """Hands the records to Kafka in slices, evenly over some seconds."""
        sender = self.broker.producer("posts")
        slices = int(seconds * 10)
        begin = time.monotonic()
        for turn in range(slices):
            part = records[turn * len(records) // slices:(turn + 1) * len(records) // slices]
            sender.stdin.write(b"".join(line + b"\n" for line in part))
            sender.stdin.flush()
            time.sleep(max(0.0, begin + (turn + 1) / 10 - time.monotonic()))
        sender.stdin.close()
        self.assertEqual(sender.wait(), 0)

    def kill_at_random(self, job, seconds):
        dice = random.Random(SEED)
        moments = sorted(dice.uniform(0.5, seconds) for _ in range(KILLS))
        begin = time.monotonic()
        job.start()
        for moment in moments:
            time.sleep(max(0.0, begin + moment - time.monotonic()))
            job.kill()
            job.start()

    def watch_totals(self, job, fell, over):
        """Scrapes all the time; totals that fall would look like a beginning at zero."""
        newest, scrapes = {}, 0
        while not over.is_set():
            page = job.get("/metrics")[1]
            totals = {name: float(value) for name, value in
                      re.findall(r"^(yuqing_(?!process|snapshot|rebalances|topics_reload|series)\w+_total"
                                 r"(?:\{.*?\})?) (\S+)$", page, re.M)}
            fell += [(name, newest[name], value) for name, value in totals.items()
                     if value < newest.get(name, 0)]
            newest |= totals
            scrapes += bool(totals)
            time.sleep(0.01)
        if scrapes <= KILLS:
            fell.append(f"only {scrapes} scrapes")

    def wait_for_all(self, job, count):
        def consumed():
            return sum(job.metrics("yuqing_records_consumed_total").values())
        wait_until(lambda: consumed() >= count, lambda: f"{consumed()} of {count}: {job.log()}", 120)
        wait_until(lambda: sum(job.metrics("yuqing_consumer_lag").values()) == 0,
                   lambda: job.metrics("yuqing_consumer_lag"))

    def test_every_window_is_exact_after_five_kills(self):
        posts = self.folder / "posts.jsonl"
        subprocess.run([BINARY, "demo", "--write", posts, "--posts", str(POSTS), "--seed",
                        str(SEED), "--flaws"], check=True, capture_output=True)
        records = with_changes(posts.read_bytes().splitlines(), random.Random(SEED))
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        job = self.job()
        job.config.write_text(job.config.read_text().replace(
            "[window]", f"[window]\nretractable = {RETRACTABLE}"))

        seconds = max(8, POSTS / 8000)
        sending = threading.Thread(target=self.produce_slowly, args=(
            [keyed(record, number) for number, record in enumerate(records)], seconds))
        sending.start()
        over, fell = threading.Event(), []
        watching = threading.Thread(target=self.watch_totals, args=(job, fell, over))
        watching.start()
        self.kill_at_random(job, seconds)
        sending.join()
        self.wait_for_all(job, len(records))
        outcomes = job.metrics("yuqing_partition_records_total")
        changes = [sum(job.metrics(f"yuqing_posts_{what}_total").values())
                   for what in ("retracted", "replaced")]
        over.set()
        watching.join()
        code, took = job.stop()

        self.assertEqual((code, took < 5), (0, True), job.log())
        self.assertEqual(fell[:3], [])
        partitions = self.broker.read("posts")
        self.assertEqual(sum(map(len, partitions.values())), len(records))
        found = [post for change, post in map(oracle.read, records) if change in ("add", "update")]
        for kind in ("original", "comment", "repost_bare", "repost_commented"):
            self.assertIn(kind, {post["kind"] for post in found})
        texts = {post["text"] for post in found} | {post["quoted"] for post in found} - {""}
        labels = oracle.labels_of(texts, BINARY)
        wanted = oracle.expected(partitions, labels, retractable=RETRACTABLE)
        self.assertEqual(kinds.first_differences(sums(job.rows()), wanted.facts()), [])
        self.assertEqual(sum(outcomes.values()), len(records))
        for outcome, count in wanted.outcomes.items():
            self.assertGreater(count, 0, f"the posts have no {outcome} one among them")
            self.assertEqual(sum(value for labels_, value in outcomes.items()
                                 if f'"{outcome}"' in labels_), count)
        self.assertEqual(changes, [wanted.retracted, wanted.replaced])
        print(f"{len(records)} records, {KILLS} kills, {len(wanted.cells)} cells, "
              f"{wanted.outcomes}, {wanted.retracted} retracted, {wanted.replaced} replaced, "
              f"SIGTERM {took:.2f} s", flush=True)

        lines = {partition: [record for record in partitions[partition]
                             if not isinstance(record, int)] for partition in sorted(partitions)}
        files = [self.written(f"partition{partition}.jsonl", values)
                 for partition, values in lines.items()]
        table, counted = replayed(job.config, files, "10m", self.folder)
        wanted = oracle.expected(lines, labels, retractable=RETRACTABLE)
        self.assertEqual(kinds.first_differences(table, wanted.facts()), [])
        self.assertEqual(counted, wanted.outcomes["counted"])
        every = [record for record in records if not isinstance(record, int)]
        table, _ = replayed(job.config, [self.written("every.jsonl", every)], "unbounded",
                            self.folder)
        wanted = oracle.expected({0: every}, labels, lateness_ms=None, retractable=RETRACTABLE)
        self.assertEqual(kinds.first_differences(table, wanted.facts()), [])

    def test_a_missing_broker_or_topic_is_waited_for_and_told(self):
        job = self.job()
        job.start()
        wait_until(lambda: "cannot be reached" in job.reason(), job.log)
        self.assertEqual(job.log().count("cannot be reached"), 1)
        self.assertIn(self.broker.address, job.reason())
        self.assertEqual(job.get("/livez")[0], 200)

        self.broker.start()
        wait_until(lambda: "create it" in job.reason(), lambda: job.reason() + job.log())
        self.broker.create_topic("posts", PARTITIONS)
        wait_until(job.ready, lambda: job.reason() + job.log())
        self.broker.produce("posts", [b"1\tno post"])
        self.wait_for_all(job, 1)

        self.broker.stop()
        wait_until(lambda: "cannot be reached" in job.reason(), job.log)
        self.assertEqual(job.log().count("cannot be reached"), 2)
        self.broker.start()
        wait_until(job.ready, lambda: job.reason() + job.log())
        self.broker.produce("posts", [b"2\tno post either"])
        self.wait_for_all(job, 2)

        self.broker.kill()
        wait_until(lambda: not job.ready(), job.log)
        code, took = job.stop()
        self.assertEqual((code, took < 5), (0, True), f"{took} s: {job.log()}")
        print(f"SIGTERM without a broker {took:.2f} s", flush=True)

    def test_a_start_reaches_its_first_record_soon(self):
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        self.broker.produce("posts", [b"%d\tno post" % n for n in range(100)])
        for attempt in range(2):
            job = self.job()
            begin = time.monotonic()
            job.start()
            while sum(job.metrics("yuqing_records_consumed_total").values()) < 1:
                self.assertLess(time.monotonic() - begin, 30, job.log())
                time.sleep(0.002)
            print(f"start {attempt + 1}: first record folded after "
                  f"{(time.monotonic() - begin) * 1000:.0f} ms", flush=True)
            self.assertEqual(job.stop()[0], 0)


if __name__ == "__main__":
    unittest.main()
