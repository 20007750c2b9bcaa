"""A replay that dies, or whose disk fails, at any system call of its snapshots is finished exactly.

strace kills it at the n-th open, write, fsync, rename or unlink of the state folder, for every n, or
lets that call fail for want of room or with an error of the disk. The same command then goes on, and
every result must be what an undisturbed replay gives.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
from broker import unavailable  # noqa: E402
from job import BINARY  # noqa: E402

CALLS = ("openat", "write", "fsync", "fdatasync", "rename", "unlink", "ftruncate")
FAULTS = {"killed": "signal=KILL", "no room": "error=ENOSPC", "broken disk": "error=EIO"}
RESULTS = ("windows.jsonl", "windows.csv", "dead_letters.jsonl")
# One thread, so that strace counts the calls of one thread. Posts are 150 ms apart at this speed.
CONFIG = """\
[source_kafka]
brokers = "127.0.0.1:1"
topic = "posts"
[pipeline]
threads = 1
batch_posts = 1
[state]
dir = "unused"
interval = "100ms"
"""
POSTS = 8
SPEED = "400x"


def archive():
    """A post a minute, and among them one that comes twice and a record that is none."""
    for number in range(POSTS):
        yield json.dumps({"id": str(5126129678005851 + number), "own_text": "这个太棒了，国产之光",
                          "created_ms": 1737648017000 + 60_000 * number,
                          "author": {"id": str(number % 3), "followers": number}})
        if number == 2:
            yield json.dumps({"id": "5126129678005852", "own_text": "again",
                              "created_ms": 1737648077000})
            yield "no post"


class Replay:
    """A folder of its own with the archive, and what was made of it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_crash_"))
        (self.folder / "yuqing.toml").write_text(CONFIG)
        (self.folder / "posts.jsonl").write_text("".join(line + "\n" for line in archive()))
        self.out = self.folder / "out"
        self.state = self.out / ".replay"

    def run(self, *arguments, under=()):
        return subprocess.run([*under, BINARY, "replay", "-c", "yuqing.toml", "posts.jsonl", "--out",
                               self.out, *arguments], cwd=self.folder, capture_output=True,
                              text=True, check=False)

    def traced(self, *inject):
        """A paced run; what it did to the snapshots is in the file `calls`."""
        paths = [self.state, *(self.state / f"files-0{name}" for name in (
            ".snapshot", ".snapshot.tmp", ".before.snapshot"))]
        under = ["strace", "-f", "-qq", "-o", self.folder / "calls", "-e",
                 f"trace={','.join(CALLS)}", *(word for path in paths for word in ("-P", path)),
                 *inject, "--"]
        return self.run("--speed", SPEED, under=under)

    def calls(self):
        return (self.folder / "calls").read_text()

    def results(self):
        summary = json.loads((self.out / "summary.json").read_text())
        counts = {key: summary[key] for key in ("consumed", "counted", "duplicate", "rejected")}
        return counts, [(self.out / name).read_bytes() for name in RESULTS]

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def undisturbed():
    """The results, and how often each call was made."""
    replay = Replay()
    try:
        done = replay.traced()
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return replay.results(), collections.Counter(
            re.findall(r"^\d+ +(\w+)\(", replay.calls(), re.M))
    finally:
        replay.close()


def fault_at(call, number, fault, expected):
    """Whether that call was made, and what went wrong then; empty: nothing."""
    replay = Replay()
    try:
        broken = replay.traced("-e", f"inject={call}:{FAULTS[fault]}:when={number}")
        came = broken.returncode == -9 or "(INJECTED)" in replay.calls()
        if broken.returncode not in (0, 1, -9):
            return came, f"exit code {broken.returncode}: {broken.stderr[-300:]}"
        if broken.returncode == 1 and str(replay.state) not in broken.stderr:
            return came, f"does not name the file: {broken.stderr[-300:]}"
        again = replay.run() if broken.returncode != 0 else broken
        if again.returncode != 0:
            return came, f"cannot go on: {again.stderr[-300:]}"
        return came, "" if replay.results() == expected else "other results"
    finally:
        replay.close()


def faults_at_all(call, fault, expected):
    """The first, the second, ... until there is no more such call: how many, and what went wrong."""
    wrong = {}
    for number in range(1, 1000):
        came, why = fault_at(call, number, fault, expected)
        if why:
            wrong[call, number, fault] = why
        if not came:
            return number - 1, wrong
    raise AssertionError(f"no end of {call}")


class CrashPoints(unittest.TestCase):
    def test_after_a_fault_at_any_call_the_same_command_gives_the_same_results(self):
        if shutil.which("strace") is None:
            unavailable("strace is missing (apt install strace)")
        expected, calls = undisturbed()
        self.assertGreaterEqual(calls["rename"], 4, f"too few snapshots: {calls}")

        chains = [(call, fault, expected) for call in calls for fault in FAULTS]
        with concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
            found = list(pool.map(lambda chain: faults_at_all(*chain), chains))

        self.assertEqual({point: why for _, wrong in found for point, why in wrong.items()}, {})
        counts = collections.Counter()
        for (_, fault, _), (count, _) in zip(chains, found):
            counts[fault] += count
        for fault in FAULTS:
            self.assertGreaterEqual(counts[fault], 12, counts)
        print(f"every call of {calls['rename'] // 2} snapshots and what they stand in: "
              f"{dict(counts)}", flush=True)


if __name__ == "__main__":
    unittest.main()
