"""An archive at its original time, in VictoriaMetrics: every panel shows what windows.jsonl says."""

import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from archive_fixture import Archive, replay  # noqa: E402
from archive_servers import YUQING, run, shown, victoria  # noqa: E402
from prometheus import ask, fetch, free_port, require, wait_until  # noqa: E402


class InVictoria(Archive):
    one_sample_is_enough = True

    def setUp(self):
        require("victoria-metrics", "VictoriaMetrics (apt install victoria-metrics)")

    def count(self, server):
        whole = f"[{self.windows.last - self.windows.first + 1}s]"
        return server.values(f'sum(count_over_time({{archive!=""}}{whole}))', self.windows.last)[()]

    def wait_for_all(self, server):
        """What is imported can be asked for a little later, on a busy machine seconds."""
        def counted():
            fetch(server.url + "/internal/force_flush")
            return self.count(server)
        wait_until(lambda: counted() >= len(self.samples), 60, "every sample can be asked for")
        self.assertEqual(counted(), len(self.samples))

    def test_a_replay_sends_the_windows_and_a_second_one_doubles_nothing(self):
        data = self.here() / "data"
        with victoria(data) as server:
            asked = {"query": "sum(yuqing_window_posts)", "start": self.windows.first,
                     "end": self.windows.last, "step": 600}
            self.assertEqual(ask(server.url, "query_range", **asked)["result"], [])
            for out in ("first", "second"):
                replay(self.posts, data / out, "--victoria", server.url + "/", "--archive-name", "a")
                self.wait_for_all(server)
                # The answer of before is not remembered.
                self.assertNotEqual(ask(server.url, "query_range", **asked)["result"], [])
            self.check_panels(server)

    def test_the_file_shows_the_same_in_a_server_of_its_own_and_a_second_run_takes_it_up(self):
        data = self.here() / "data"
        for _ in range(2):
            with shown(self.file, "--victoria", "--data", data) as server:
                wait_until(lambda: server.url in server.text(), 60, "the archive is imported")
                self.wait_for_all(server)
        made = (data / "made").read_text("utf-8")
        self.assertIn(str(self.file), made)

    def test_a_server_that_is_down_is_told_once_and_the_results_stay(self):
        here = self.here()
        few = here / "few.jsonl"
        run(YUQING, "demo", "--write", few, "--posts", 200, "--seed", 2)
        replay(few, here / "calm")
        url = f"http://me:secret@127.0.0.1:{free_port()}"

        done = replay(few, here / "out", "--victoria", url, code=1)

        told = [line for line in done.stderr.splitlines() if "VictoriaMetrics" in line]
        self.assertEqual(len(told), 1, done.stderr)
        self.assertRegex(told[0], r"VictoriaMetrics at http://127\.0\.0\.1:\d+ cannot be reached")
        self.assertNotIn("secret", done.stderr)
        self.assertEqual((here / "out/windows.jsonl").read_bytes(),
                         (here / "calm/windows.jsonl").read_bytes())
        with victoria(here / "data") as server:
            again = replay(few, here / "out", "--victoria", server.url)
            fetch(server.url + "/internal/force_flush")
            found = server.values("sum(last_over_time(yuqing_kind_posts_total[5y]))", time.time())
        self.assertEqual(found, {(): 200})
        self.assertIn("going on", again.stderr)
        self.assertFalse((here / "out/.replay").exists())

    def test_a_url_that_is_none_is_told_before_anything_is_read(self):
        for url in ("127.0.0.1:8428", "ftp://127.0.0.1", "http://", "http:///x"):
            out = self.here() / "out"
            done = replay(self.posts, out, "--victoria", url, code=2)
            self.assertIn("write, for example, http://127.0.0.1:8428", done.stderr)
            self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
