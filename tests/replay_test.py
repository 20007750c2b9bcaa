"""Replays: the same numbers whatever the machine, every record accounted for, damaged files named.

The oracle counts the archive again in Python and shares no code with the program.
"""

import calendar
import gzip
import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))
import kinds  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT.parent / "shared"))
BURST = SHARED / "data/real/replay/burst.jsonl.zst"


def post(number, text="国货之光", time_text="Mon Jan 27 20:15:03 +0800 2025", **more):
    mid = str(5127522548373127 + number)
    return {"created_at": time_text, "id": int(mid), "idstr": mid, "mid": mid, "text": text,
            "user": {"id": 1, "idstr": "1", "followers_count": 5}, "reposts_count": 0,
            "comments_count": 0, "attitudes_count": 0, **more}


def line(number, **more):
    return json.dumps(post(number, **more), ensure_ascii=False).encode() + b"\n"


class Replay(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)
        self.config("")

    def tearDown(self):
        self.folder.cleanup()

    def config(self, text):
        (self.here / "yuqing.toml").write_text(text)

    def command(self, *inputs, out="out", options=()):
        return [YUQING, "replay", "-c", self.here / "yuqing.toml", *inputs, "--out",
                self.here / out, *options]

    def replay(self, *inputs, out="out", options=(), code=0):
        done = subprocess.run(self.command(*inputs, out=out, options=options),
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def summary(self, out="out"):
        summary = json.loads((self.here / out / "summary.json").read_text())
        self.assertEqual(
            summary["consumed"],
            summary["counted"] + summary["late"] + summary["duplicate"] +
            sum(summary["rejected"].values()) + sum(summary["filtered"].values()))
        return summary

    def sha(self, out="out"):
        return hashlib.sha256((self.here / out / "windows.jsonl").read_bytes()).hexdigest()

    def lines(self, name):
        return [json.loads(row) for row in (self.here / name).read_text().splitlines()]

    def rows(self, out="out"):
        return self.lines(f"{out}/windows.jsonl")


class RealArchive(Replay):
    def setUp(self):
        super().setUp()
        if not BURST.exists():
            if os.environ.get("CI") == "true":
                self.fail(f"{BURST} is missing")
            self.skipTest(f"SKIPPED: {BURST} is missing")

    def test_real_posts_are_all_counted_and_add_up_to_the_same_bytes(self):
        self.replay(BURST, out="1", options=["--threads", "1"])
        summary = self.summary("1")
        self.assertEqual(summary["consumed"], 116652)
        self.assertEqual(summary["counted"], 116652)
        for threads in ("2", "4"):
            self.replay(BURST, out=threads, options=["--threads", threads])
            self.assertEqual(self.sha(threads), self.sha("1"))
        self.config("[pipeline]\nbatch_posts = 7\n")
        self.replay(BURST, out="7")
        self.assertEqual(self.sha("7"), self.sha("1"))

    def test_windows_equal_a_count_of_the_archive_in_another_language(self):
        self.replay(BURST)
        posts = [json.loads(row) for row in
                 subprocess.run(["zstd", "-dc", BURST], capture_output=True, check=True)
                 .stdout.splitlines()]
        read = [kinds.read(post) for post in posts]
        own = self.scores(post["text"] for post in posts)
        quoted = self.scores(text for _, text in read)
        expected = {}
        for p, (kind, text), score, other in zip(posts, read, own, quoted):
            # 'Wed Feb 05 00:03:00 +0800 2020', always +0800 in this archive
            local = time.strptime(p["created_at"].replace("+0800 ", ""), "%a %b %d %H:%M:%S %Y")
            begin = (calendar.timegm(local) - 8 * 3600) // 60 * 60
            minute = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(begin))
            reach = p["user"].get("followers_count", 0)
            other = other if text else None
            for topic in ["all", *kinds.topics_of(kind, score, other)]:
                cell = expected.setdefault((minute, topic), kinds.Cell())
                cell.add(kind, reach, score["sentiment"], other["sentiment"] if other else None)
            for tag, sentiment in kinds.opinions_of(kind, score).items():
                cell = expected.setdefault((minute, tag), kinds.Cell())
                cell.add_opinion(kind, reach, sentiment)
        actual = {(r["start"], r["topic"]): kinds.facts(r) for r in self.rows()}
        wanted = {key: cell.sums for key, cell in expected.items()}
        self.assertEqual(kinds.first_differences(actual, wanted), [])

    def scores(self, texts):
        lines = "".join(re.sub("[\r\n]", " ", text) + "\n" for text in texts)
        done = subprocess.run([YUQING, "score"], input=lines, capture_output=True, text=True,
                              check=True)
        return list(map(json.loads, done.stdout.split("\n")[:-1]))


class Interrupted(Replay):
    """A replay killed in the middle goes on where its last snapshot stands."""

    def setUp(self):
        super().setUp()
        self.archive = self.here / "posts.jsonl"
        subprocess.run([YUQING, "demo", "--write", self.archive, "--posts", "400000", "--flaws"],
                       check=True, capture_output=True)
        self.config('[pipeline]\nbatch_posts = 16\n[state]\ninterval = "100ms"\n')

    def snapshot_times(self):
        return {path.name: path.stat().st_mtime_ns
                for path in (self.here / "cut/.replay").glob("*.snapshot")}

    def killed_after_a_snapshot(self):
        """Whether the replay could be killed: it was still running when it made a snapshot."""
        before = self.snapshot_times()
        running = subprocess.Popen(self.command(self.archive, out="cut"),
                                   stderr=subprocess.DEVNULL)
        while running.poll() is None and self.snapshot_times() == before:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        return running.wait() == -signal.SIGKILL

    def test_kills_and_restarts_change_no_byte(self):
        self.replay(self.archive, out="whole")
        self.assertTrue(self.killed_after_a_snapshot())
        for _ in range(3):
            self.killed_after_a_snapshot()
        self.replay(self.archive, out="cut")
        self.assertEqual(self.sha("cut"), self.sha("whole"))
        self.assertEqual((self.here / "cut/dead_letters.jsonl").read_bytes(),
                         (self.here / "whole/dead_letters.jsonl").read_bytes())
        self.assertFalse((self.here / "cut/.replay").exists())

    def test_a_graceful_stop_goes_on_later(self):
        self.replay(self.archive, out="whole")
        running = subprocess.Popen(self.command(self.archive, out="cut"), stderr=subprocess.PIPE)
        time.sleep(0.15)
        running.terminate()
        self.assertLess(self.seconds_to_end(running), 5)
        self.replay(self.archive, out="cut")
        self.assertEqual(self.sha("cut"), self.sha("whole"))

    def seconds_to_end(self, running):
        begin = time.monotonic()
        running.communicate(timeout=30)
        return time.monotonic() - begin


class Files(Replay):
    def test_damaged_files_are_named_and_the_others_count(self):
        whole = gzip.compress(b"".join(line(n) for n in range(1000)), mtime=0)
        (self.here / "cut.jsonl.gz").write_bytes(whole[:len(whole) // 2])
        (self.here / "empty.jsonl").write_bytes(b"")
        (self.here / "noise.gz").write_bytes(bytes(range(256)) * 8)
        (self.here / "sound.jsonl").write_bytes(line(5000) + line(5001).rstrip(b"\n"))
        subprocess.run(["zstd", "-q", self.here / "sound.jsonl", "-o",
                        self.here / "sound.jsonl.zst"], check=True)

        done = self.replay(*(self.here / name for name in (
            "cut.jsonl.gz", "empty.jsonl", "noise.gz", "sound.jsonl", "sound.jsonl.zst")))

        summary = self.summary()
        self.assertIn("cut.jsonl.gz: is damaged", done.stderr)
        self.assertIn("noise.gz: is named .gz but is not compressed", done.stderr)
        self.assertEqual({pathlib.Path(f["file"]).name for f in summary["damaged_files"]},
                         {"cut.jsonl.gz", "noise.gz"})
        self.assertEqual(summary["files"], 5)
        self.assertEqual(summary["duplicate"], 2, "the two files with sound lines hold the same")
        self.assertGreater(summary["counted"], 2, "the sound ones and those before the cut")

    def test_a_missing_file_is_a_usage_error_that_names_it(self):
        done = self.replay(self.here / "nowhere.jsonl", code=2)
        self.assertIn("nowhere.jsonl: no such file or folder", done.stderr)

    def test_folders_are_read_in_the_order_of_their_paths(self):
        for name, number in (("b.jsonl", 1), ("a.jsonl", 2)):
            (self.here / "in").mkdir(exist_ok=True)
            (self.here / "in" / name).write_bytes(line(number) + b"no post\n")
        self.replay(self.here / "in")
        self.assertEqual([(r["source"], r["partition"], r["offset"])
                          for r in self.lines("out/dead_letters.jsonl")],
                         [("a.jsonl", 0, 1), ("b.jsonl", 1, 1)])

    def test_a_post_that_stands_in_two_files_counts_once(self):
        (self.here / "a.jsonl").write_bytes(line(1) + line(2))
        (self.here / "b.jsonl").write_bytes(line(2) + line(3))
        self.replay(self.here / "a.jsonl", self.here / "b.jsonl")
        self.assertEqual((self.summary()["counted"], self.summary()["duplicate"]), (3, 1))

    def test_a_late_post_is_late_only_where_lateness_is_bounded(self):
        (self.here / "posts.jsonl").write_bytes(
            line(1, time_text="Mon Jan 27 21:00:00 +0800 2025") +
            line(2, time_text="Mon Jan 27 20:00:00 +0800 2025") + line(1))
        self.replay(self.here / "posts.jsonl")
        self.assertEqual((self.summary()["late"], self.summary()["duplicate"]), (0, 1))
        self.replay(self.here / "posts.jsonl", out="live", options=["--lateness", "10m"])
        self.assertEqual((self.summary("live")["late"], self.summary("live")["duplicate"]), (1, 1))


if __name__ == "__main__":
    unittest.main()
