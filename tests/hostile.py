"""Records of any bytes through a replay: the verdict on each, and what came out."""

import collections
import contextlib
import csv
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))
import prometheus  # noqa: E402
from job import wait_until  # noqa: E402
from segments import write_segment  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
MID = 5127522548373127
TIME = "Mon Jan 27 20:15:03 +0800 2025"
POST_MS = 1_737_980_103_000
HOUR_MS = 3_600_000


def status(number, **members):
    """A post, as bytes; members stand before and in the place of the usual ones."""
    post = {"created_at": TIME, "mid": str(MID + number), "text": "国货之光", "user": {"id": 1},
            "reposts_count": 0}
    return json.dumps({**post, **members}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def get(port, path):
    """What the port serves; nothing while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return ""


class Hostile(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.here = pathlib.Path(self.folder.name)
        (self.here / "yuqing.toml").write_text("")

    def replay(self, records, options=(), log_time=POST_MS):
        """Replays bytes, or (time in the log, bytes). Keeps summary, standard error, memory."""
        timed = [record if isinstance(record, tuple) else (log_time, record) for record in records]
        segment = write_segment(self.here / "in", timed)
        command = [YUQING, "replay", "-c", self.here / "yuqing.toml", segment, "--out",
                   self.here / "out", *options]
        begin = time.monotonic()
        with open(self.here / "errors", "wb") as errors:
            running = subprocess.Popen(command, stderr=errors)
        _, status_, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status_)
        self.took = time.monotonic() - begin
        self.peak_kib = usage.ru_maxrss
        self.errors = (self.here / "errors").read_bytes()
        self.assertEqual(running.returncode, 0, self.errors)
        segment.unlink()
        for folder in (segment.parent, segment.parent.parent, segment.parent.parent.parent):
            folder.rmdir()
        self.summary = json.loads((self.here / "out/summary.json").read_text())
        self.assertEqual(self.summary["consumed"], len(timed))
        return self.summary

    def lines(self, name):
        path = self.here / "out" / name
        text = path.read_bytes() if path.exists() else b""
        return [json.loads(line) for line in text.split(b"\n")[:-1]]

    def verdicts(self, records, **more):
        """Why each record was rejected; "sound" if it was counted or filtered."""
        self.replay(records, **more)
        found = ["sound"] * len(records)
        for letter in self.lines("dead_letters.jsonl"):
            found[letter["offset"]] = letter["reason"]
        rejected = collections.Counter(found)
        del rejected["sound"]
        self.assertEqual(rejected, {k: n for k, n in self.summary["rejected"].items() if n})
        return found

    def table(self, name):
        with open(self.here / "out" / name, encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, strict=True))

    @contextlib.contextmanager
    def serving(self, timed, count):
        """The port of a replay that has counted these records and waits for one of an hour later."""
        later = (POST_MS + HOUR_MS, status(10**9, created_at=str(POST_MS + HOUR_MS)))
        segment = write_segment(self.here / "in", itertools.chain(timed, [later]), count=count + 1)
        port = prometheus.free_port()
        with open(self.here / "errors", "wb") as errors:
            self.running = subprocess.Popen(
                [YUQING, "replay", "-c", self.here / "yuqing.toml", segment, "--out",
                 self.here / "out", "--speed", "realtime", "--listen", f"127.0.0.1:{port}"],
                stderr=errors)
        try:
            consumed = re.compile(rf"^yuqing_records_consumed_total\{{.*\}} {count}$", re.M)
            wait_until(lambda: consumed.search(get(port, "/metrics")),
                       (self.here / "errors").read_text, patience=300)
            yield port
        finally:
            self.running.kill()
            self.running.wait()

    def proc(self, name):
        return pathlib.Path(f"/proc/{self.running.pid}/{name}").read_text()
