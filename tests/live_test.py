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

POSTS = int(os.environ.get("YUQING_TEST_POSTS", "200000"))
SEED = int(os.environ.get("YUQING_TEST_SEED", "7"))
KILLS = 5
PARTITIONS = 4


def keyed(record, number):
    """Posts are keyed by their id, so that a duplicate comes to the same partition."""
    found = re.search(rb'"mid":"(\d+)"', record)
    return (found.group(1) if found else b"%d" % number) + b"\t" + record


def sums(rows):
    return {key: kinds.facts(row) for key, row in rows.items()}


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
        records = posts.read_bytes().splitlines()
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        job = self.job()

        seconds = max(8, POSTS / 8000)
        sending = threading.Thread(target=self.produce_slowly, args=(
            [keyed(record, number) for number, record in enumerate(records)], seconds))
        sending.start()
        self.kill_at_random(job, seconds)
        sending.join()
        self.wait_for_all(job, len(records))
        outcomes = job.metrics("yuqing_partition_records_total")
        code, took = job.stop()

        self.assertEqual((code, took < 5), (0, True), job.log())
        partitions = self.broker.read("posts")
        self.assertEqual(sum(map(len, partitions.values())), len(records))
        found = [oracle.post_of(record) for record in records]
        found = [post for post in found if not isinstance(post, str)]
        for kind in ("original", "comment", "repost_bare", "repost_commented"):
            self.assertIn(kind, {post[4] for post in found})
        texts = {post[2] for post in found} | {post[5] for post in found if post[5]}
        labels = oracle.labels_of(texts, BINARY)
        wanted = oracle.expected(partitions, labels)
        self.assertEqual(kinds.first_differences(sums(job.rows()), wanted.facts()), [])
        self.assertEqual(sum(outcomes.values()), len(records))
        for outcome, count in wanted.outcomes.items():
            self.assertGreater(count, 0, f"the posts have no {outcome} one among them")
        print(f"{len(records)} records, {KILLS} kills, {len(wanted.cells)} cells, "
              f"{wanted.outcomes}, SIGTERM {took:.2f} s", flush=True)

        files = []
        for partition, values in sorted(partitions.items()):
            files.append(self.folder / f"partition{partition}.jsonl")
            files[-1].write_bytes(b"".join(value + b"\n" for value in values))
        table, counted = replayed(job.config, files, "10m", self.folder)
        self.assertEqual(kinds.first_differences(table, wanted.facts()), [])
        self.assertEqual(counted, wanted.outcomes["counted"])
        table, _ = replayed(job.config, [posts], "unbounded", self.folder)
        every = oracle.expected({0: records}, labels, lateness_ms=None)
        self.assertEqual(kinds.first_differences(table, every.facts()), [])

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
