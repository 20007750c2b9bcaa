"""A replay at a pace: posts are shown when their time has come, /metrics says that it is a replay, and
a stop loses nothing.
"""

import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from prometheus import PROJECT, fetch, free_port, require, wait_until  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
NOON = 1_737_950_400_000


def line(number, seconds):
    return json.dumps({"id": str(number), "created_ms": NOON + 1000 * seconds,
                       "own_text": "国货之光！"}, ensure_ascii=False) + "\n"


class Watched(unittest.TestCase):
    def setUp(self):
        require(YUQING, "the built program (ninja -C build/release)")
        self.here = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.here / "yuqing.toml").write_text("", "utf-8")
        # The third post is older than the two before it; the fourth is an hour away.
        (self.here / "posts.jsonl").write_text(
            line(1, 0) + line(2, 1) + line(3, -30) + line(4, 3600), "utf-8")

    def command(self, *options):
        return [YUQING, "replay", "-c", self.here / "yuqing.toml", self.here / "posts.jsonl", "--out",
                self.here / "out", *options]

    def metric(self, name):
        found = re.search(rf"^{name} (\S+)$", fetch(self.metrics), re.M)
        return float(found[1])

    def test_posts_come_when_their_time_has_come_and_a_stop_loses_nothing(self):
        address = f"127.0.0.1:{free_port()}"
        self.metrics = f"http://{address}/metrics"
        with open(self.here / "log", "w", encoding="utf-8") as log:
            job = subprocess.Popen(self.command("--speed", "realtime", "--listen", address),
                                   stderr=log)
        self.addCleanup(job.wait)
        self.addCleanup(job.kill)
        wait_until(lambda: self.metric("yuqing_records_counted_total") == 3, 60,
                   "three posts are due at once, or nearly")

        self.assertEqual(self.metric("yuqing_replay_mode"), 1)
        self.assertEqual(self.metric("yuqing_event_time_seconds"), NOON / 1000 + 1)
        self.assertEqual(json.loads(fetch(f"http://{address}/livez")), {"live": True})
        job.send_signal(signal.SIGINT)
        self.assertEqual(job.wait(30), 0)
        self.assertFalse((self.here / "out/windows.jsonl").exists())

        done = subprocess.run(self.command("--speed", "max"), capture_output=True, text=True,
                              check=False)

        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads((self.here / "out/summary.json").read_text("utf-8"))
        self.assertEqual(summary["counted"], 4)

    def test_the_numbers_are_those_of_a_replay_without_a_pace(self):
        subprocess.run(self.command(), check=True, capture_output=True)
        expected = (self.here / "out/windows.jsonl").read_bytes()

        subprocess.run(self.command("--speed", "1000000x"), check=True, capture_output=True)

        self.assertEqual((self.here / "out/windows.jsonl").read_bytes(), expected)

    def test_a_speed_that_is_none_is_told_with_the_mend(self):
        for options, mend in ((("--speed", "fast"), "write max, realtime, or, for example, 10x"),
                              (("--listen", "9464"), "write, for example, 127.0.0.1:9464")):
            done = subprocess.run(self.command(*options), capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(mend, done.stderr)


if __name__ == "__main__":
    unittest.main()
