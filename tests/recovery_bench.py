#!/usr/bin/python3
"""How soon a killed job has caught up, and how much memory a backlog costs. Prints, and judges nothing.

    python3 tests/recovery_bench.py [--binary build/release/yuqing] [--posts 1000000] [--rate 20000]
        [--kills 5]

First a job finds a backlog, in a memory limit of 512 MiB where control groups may be made. Then posts
come at an even rate, and the job is killed and started again: how long until it is ready, and until it
is at most half a second behind what was sent? Kafka is real, the member static, the state in files.
"""

import argparse
import contextlib
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import job as jobs  # noqa: E402

LIMIT = 512 << 20
GROUPS = pathlib.Path("/sys/fs/cgroup/memory")
PARTITIONS = 4
BETWEEN = 12.0  # seconds, from kill to kill


class Limit:
    """A control group (version 1) for one process; without the right to make one there is none."""

    def __init__(self):
        self.folder = GROUPS / "yuqing_recovery_bench"
        try:
            self.folder.mkdir()
            (self.folder / "memory.limit_in_bytes").write_text(str(LIMIT))
        except OSError:
            self.folder = None

    def take(self, pid):
        if self.folder:
            (self.folder / "cgroup.procs").write_text(str(pid))

    def told(self):
        if not self.folder:
            return "no limit, control groups cannot be made here"
        peak = int((self.folder / "memory.max_usage_in_bytes").read_text()) / 2**20
        kills = (self.folder / "memory.oom_control").read_text().split()[-1]
        return f"limit {LIMIT >> 20} MiB, with the cache of files {peak:.0f} MiB, killed {kills} times"

    def close(self):
        if self.folder:
            with contextlib.suppress(OSError):
                self.folder.rmdir()


def peak_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def posts_of(seed, count, folder):
    path = folder / f"posts{seed}.jsonl"
    subprocess.run([jobs.BINARY, "demo", "--write", path, "--posts", str(count), "--seed", str(seed)],
                   check=True, capture_output=True)
    return path


def keyed(path):
    with open(path, "rb") as lines:
        for number, line in enumerate(lines):
            yield b"%d\t%s" % (number, line)


class Feed:
    """Sends at an even rate, in another thread, and remembers how many had been sent when."""

    def __init__(self, broker, path, rate, before):
        self.sender = broker.producer("posts")
        self.sent = [(time.monotonic(), before)]
        self.thread = threading.Thread(target=self.run, args=(keyed(path), rate, before))

    def run(self, lines, rate, total):
        begin = time.monotonic()
        part = []
        for number, line in enumerate(lines, 1):
            part.append(line)
            if number % (rate // 20) == 0:
                try:
                    self.sender.stdin.write(b"".join(part))
                    self.sender.stdin.flush()
                except BrokenPipeError:  # the bench is over
                    return
                part.clear()
                self.sent.append((time.monotonic(), total + number))
                time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        self.sender.stdin.close()
        self.sender.wait()

    def sent_before(self, seconds):
        then = time.monotonic() - seconds
        return max((count for at, count in self.sent if at <= then), default=0)


def consumed(job):
    return sum(job.metrics("yuqing_records_consumed_total").values())


def seconds_until(met, begin, patience=120):
    while not met():
        if time.monotonic() - begin > patience:
            return float("inf")
        time.sleep(0.01)
    return time.monotonic() - begin


def backlog(job, count, limit):
    begin = time.monotonic()
    job.start()
    limit.take(job.process.pid)
    took = seconds_until(lambda: consumed(job) >= count, begin, 600)
    print(f"backlog: {count} posts in {took:.1f} s, {count / took:.0f}/s; "
          f"peak of resident memory {peak_mib(job.process.pid):.0f} MiB; {limit.told()}", flush=True)


def recovery(job, feed, asked):
    found = []
    for _ in range(asked.kills):
        time.sleep(BETWEEN)
        behind = feed.sent_before(0) - consumed(job)
        job.process.kill()
        job.process.wait()
        begin = time.monotonic()
        job.start()
        ready = seconds_until(job.ready, begin)
        caught_up = seconds_until(lambda: consumed(job) >= feed.sent_before(0.5), begin)
        found.append((ready, caught_up))
        print(f"killed {behind:.0f} records behind: ready after {ready:.2f} s, caught up after "
              f"{caught_up:.2f} s", flush=True)
    ready, caught_up = zip(*found)
    print(f"{asked.rate}/s: ready median {statistics.median(ready):.2f} s, most {max(ready):.2f} s; caught up "
          f"median {statistics.median(caught_up):.2f} s, most {max(caught_up):.2f} s", flush=True)


def state_mib(job):
    return sum(file.stat().st_size for file in (job.folder / "state").iterdir()) / 2**20


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--binary", default=jobs.BINARY)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--rate", type=int, default=20_000)
    options.add_argument("--kills", type=int, default=5)
    asked = options.parse_args()
    jobs.BINARY = pathlib.Path(asked.binary).resolve()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yuqing_recovery_")))
        broker = kafka.Broker()
        stack.callback(broker.close)
        broker.start()
        broker.create_topic("posts", PARTITIONS)
        limit = Limit()
        stack.callback(limit.close)
        job = jobs.Job(broker.address, kafka.free_ports(1)[0])
        stack.callback(job.close)
        job.config.write_text(job.config.read_text().replace('interval = "300ms"', ""))

        path = posts_of(1, asked.posts, folder)
        sender = broker.producer("posts")
        for line in keyed(path):
            sender.stdin.write(line)
        sender.stdin.close()
        sender.wait()
        path.unlink()
        backlog(job, asked.posts, limit)
        time.sleep(11)  # a snapshot of all of it
        print(f"state {state_mib(job):.0f} MiB", flush=True)
        if asked.kills > 0:
            more = posts_of(2, int(asked.rate * (BETWEEN + 10) * asked.kills), folder)
            feed = Feed(broker, more, asked.rate, asked.posts)
            feed.thread.start()
            stack.callback(feed.sender.kill)
            recovery(job, feed, asked)
        print(f"then: peak {peak_mib(job.process.pid):.0f} MiB, state {state_mib(job):.0f} MiB; exit code "
              f"{job.stop()[0]}", flush=True)


if __name__ == "__main__":
    main()
