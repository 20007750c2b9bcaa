"""Archives of a real Kafka: killed at any time they hold every record once, and their replay has
the numbers of the live run, byte for byte.

YUQING_TEST_SEED chooses the moments of the kills, YUQING_TEST_POSTS how many posts there are.
"""

import base64
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
from job import BINARY, PROJECT, Job, wait_until  # noqa: E402

POSTS = int(os.environ.get("YUQING_TEST_POSTS", "24000"))
SEED = int(os.environ.get("YUQING_TEST_SEED", "7"))
SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT.parent / "shared"))
BURST = SHARED / "data/real/replay/burst.jsonl.zst"
PARTITIONS = 4
RATE = 4000


def yuqing(*arguments, code=0):
    """Runs to its end; the end must be the one that is expected."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          check=False)
    if done.returncode != code:
        raise AssertionError(f"{arguments}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def records_of(folder):
    """What stands in the segments of a topic: partition -> [(offset, time, key, payload)].

    Reads the form of schemas/segment.md without the program, and checks names and ends."""
    found = {}
    for path in sorted(folder.rglob("*.yqs.zst")):
        content = subprocess.run(["zstdcat", path], capture_output=True, check=True).stdout
        first, end = map(int, re.fullmatch(r"(\d{20})-(\d{20})\.yqs\.zst", path.name).groups())
        line, rest = content.split(b"\n", 1)
        head = json.loads(line)
        partition = int(path.parent.name)
        records = found.setdefault(partition, [])
        assert (head["partition"], head["topic"], head["first"]) == (
            partition, path.parent.parent.name, first), path
        assert first == (records[-1][0] + 1 if records else 0), f"{path}: a hole before it"
        while True:
            line, rest = rest.split(b"\n", 1)
            head = json.loads(line)
            if "next" in head:
                assert head["next"] == end and rest == b"", path
                break
            key = head.get("key")
            key = base64.b64decode(head["key_base64"]) if "key_base64" in head else (
                None if key is None else key.encode())
            size = head["size"]
            payload = None if size is None else rest[:size]
            assert rest[size or 0:(size or 0) + 1] == b"\n", path
            records.append((head["offset"], head["time"], key, payload))
            rest = rest[(size or 0) + 1:]
    return found


def newest_rows(path):
    """The newest row of each window as its bytes: the higher version, then the final one."""
    newest = {}
    for line in path.read_bytes().splitlines():
        row = json.loads(line)
        key = (row["source"], row["partition"], row["start"], row["topic"])
        age = (row["version"], row["final"])
        if key not in newest or age >= newest[key][0]:
            newest[key] = (age, line)
    return sorted(line for _, line in newest.values())


class ArchiveTest(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.broker = kafka.Broker()
        cls.addClassCleanup(cls.broker.close)
        cls.broker.start()

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_archive_"))
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=False)
        self.published = threading.Event()

    def job(self, topic):
        """A job that reads a topic of its own; Kafka keeps it whatever times its records carry."""
        self.broker.create_topic(topic, PARTITIONS, retention_ms=-1)
        job = Job(self.broker.address, kafka.free_ports(1)[0])
        self.addCleanup(job.close)
        job.config.write_text(job.config.read_text().replace('topic = "posts"', f'topic = "{topic}"'))
        return job

    def demo_posts(self, count):
        posts = self.folder / "posts.jsonl"
        yuqing("demo", "--write", posts, "--posts", count, "--seed", SEED, "--flaws")
        return posts

    def kill_in_turn(self, start, moments):
        """Runs a program anew after each SIGKILL; the last one is left running."""
        process = start()
        begin = time.monotonic()
        for moment in moments:
            time.sleep(max(0.0, begin + moment - time.monotonic()))
            self.assertIsNone(process.poll(), "it had ended by itself")
            process.kill()
            process.wait()
            process = start()
        return process

    def archive_while_killed(self, job, out, moments):
        with open(self.folder / "archive.log", "ab") as log:
            def start():
                return subprocess.Popen([BINARY, "archive", "-c", job.config, "--out", out,
                                         "--segment-bytes", "100KiB", "--segment-time", "700ms"],
                                        stdout=log, stderr=log)
            process = self.kill_in_turn(start, moments)
            self.published.wait(60)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(20), 0, (self.folder / "archive.log").read_text())

    def run_live_and_archive(self, job, posts, out):
        """Publishes at a pace while the job and the archiver are killed again and again."""
        seconds = POSTS / RATE
        dice = random.Random(SEED)
        moments = [sorted(dice.uniform(0.4, seconds) for _ in range(n)) for n in (3, 5)]
        sender = subprocess.Popen([BINARY, "publish", posts, "--to-kafka", self.broker.address,
                                   "--topic", "live", "--rate", f"{RATE}/s"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        archiver = threading.Thread(target=self.archive_while_killed, args=(job, out, moments[1]))
        archiver.start()
        job.start()
        begin = time.monotonic()
        for moment in moments[0]:
            time.sleep(max(0.0, begin + moment - time.monotonic()))
            job.kill()
            job.start()
        told = sender.communicate()[0]
        self.published.set()
        archiver.join()
        self.assertIn(f"{POSTS} records sent to 'live', {POSTS} acknowledged", told)

    def test_archive_replay_and_past_have_the_numbers_of_the_live_run(self):
        posts = self.demo_posts(POSTS)
        job, out = self.job("live"), self.folder / "archive"
        self.run_live_and_archive(job, posts, out)

        def consumed():
            return sum(job.metrics("yuqing_records_consumed_total").values())
        wait_until(lambda: consumed() >= POSTS, lambda: f"{consumed()} of {POSTS}: {job.log()}")
        self.assertEqual(job.stop()[0], 0, job.log())
        told = yuqing("archive", "-c", job.config, "--out", out, "--until-end")
        committed = self.broker.offsets("yuqing")

        self.check_archive(out, posts)
        live = job.folder / "windows.jsonl"
        self.check_replay(job, out, live)
        self.check_past(job, out, live)
        self.assertEqual(self.broker.offsets("yuqing"), committed)
        print(f"{POSTS} posts, 3 kills of the job, 5 of the archiver; the last run: {told}", flush=True)

    def check_archive(self, out, posts):
        found = records_of(out / "live")
        read = self.broker.read("live")
        self.assertEqual({p: [r[3] for r in records] for p, records in found.items()}, read)
        sent = sorted(posts.read_bytes().splitlines())
        self.assertEqual(sorted(r[3] for records in found.values() for r in records), sent)
        for records in found.values():
            self.assertEqual([r[0] for r in records], list(range(len(records))))
            for _, _, key, payload in records:
                if key is not None:
                    self.assertRegex(payload, rb'"(mid|id|idstr)": *"?%s\b' % re.escape(key))
        self.assertEqual(list(out.rglob("*.part")), [])

    def check_replay(self, job, out, live):
        results = self.folder / "results"
        yuqing("replay", "-c", job.config, out, "--out", results, "--lateness", "10m")
        rows = results / "partitions.jsonl"
        self.assertEqual(sorted(rows.read_bytes().splitlines()), newest_rows(live))
        told = yuqing("verify", live, results)
        self.assertIn("equal", told)
        self.assertIn("equal", yuqing("verify", live, results / "windows.jsonl"))
        self.check_verify_finds_a_changed_figure(live, rows)
        print(told.strip(), flush=True)

    def check_verify_finds_a_changed_figure(self, live, rows):
        changed = self.folder / "changed.jsonl"
        lines = rows.read_bytes().splitlines()
        row = json.loads(lines[1000])
        before = row["score_positive"]
        lines[1000] = lines[1000].replace(b'"score_positive":%d' % before,
                                          b'"score_positive":%d' % (before + 1))
        changed.write_bytes(b"\n".join(lines[:-1]) + b"\n")
        told = yuqing("verify", live, changed, code=1)
        self.assertIn(f"window {row['start']}, topic {row['topic']}, live[{row['partition']}]: "
                      f"score_positive is {before} in LIVE and {before + 1} in REPLAY", told)
        self.assertIn("2 of", told)
        yuqing("verify", live, self.folder / "nothing", code=2)

    def check_past(self, job, out, live):
        everything = self.folder / "everything"
        yuqing("replay", "-c", job.config, "--from-kafka", "--out", everything, "--lateness", "10m")
        self.assertIn("equal", yuqing("verify", live, everything))

        records = records_of(out / "live")
        times = sorted(r[1] for part in records.values() for r in part)
        since, until = times[len(times) // 4], times[len(times) // 2]
        wanted = 0
        for part in records.values():
            offsets = [next((r[0] for r in part if r[1] >= bound), len(part))
                       for bound in (since, until)]
            wanted += max(0, offsets[1] - offsets[0])
        piece = self.folder / "piece"
        yuqing("replay", "-c", job.config, "--from-kafka", "--since", beijing(since),
               "--until", utc(until), "--out", piece)
        self.assertGreater(wanted, 0)
        summary = json.loads((piece / "summary.json").read_text())
        self.assertEqual(summary["consumed"], wanted)
        yuqing("replay", "-c", job.config, "--from-kafka", "--since", "yesterday", "--out", piece,
               code=2)

    def test_real_posts_give_the_same_windows_through_kafka_and_from_the_file(self):
        if not BURST.exists():
            kafka.unavailable(f"{BURST} is not there")
        job, out = self.job("burst"), self.folder / "archive"
        told = yuqing("publish", BURST, "--to-kafka", self.broker.address, "--topic", "burst")
        yuqing("archive", "-c", job.config, "--out", out, "--until-end", "--segment-bytes", "1MiB")
        sums = []
        for name, given in (("kafka", out), ("file", BURST)):
            results = self.folder / name
            yuqing("replay", "-c", job.config, given, "--out", results)
            sums.append(hashlib.sha256((results / "windows.jsonl").read_bytes()).hexdigest())
        self.assertEqual(sums[0], sums[1])
        self.assertEqual(yuqing("verify", self.folder / "file", self.folder / "kafka" /
                                "windows.jsonl").count("equal"), 1)
        print(f"{told.splitlines()[0]}; windows.jsonl {sums[0][:16]} both ways", flush=True)

    def test_a_full_disk_leaves_whole_segments_and_says_so(self):
        posts = self.demo_posts(3000)
        job, out = self.job("full"), self.folder / "archive"
        yuqing("publish", posts, "--to-kafka", self.broker.address, "--topic", "full")

        def small_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        done = subprocess.run([BINARY, "archive", "-c", job.config, "--out", out, "--until-end"],
                              capture_output=True, text=True, check=False, preexec_fn=small_disk)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("cannot write: File too large", done.stderr)
        self.assertIn("make room and start again", done.stderr)
        self.assertEqual(list(out.rglob("*.part")), [])
        yuqing("archive", "-c", job.config, "--out", out, "--until-end")
        self.assertEqual(sum(map(len, records_of(out / "full").values())), 3000)


def utc(time_ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time_ms // 1000)) + "Z"


def beijing(time_ms):
    """Without a zone, as people in Beijing write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time_ms // 1000 + 8 * 3600))


if __name__ == "__main__":
    unittest.main()
