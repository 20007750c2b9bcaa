"""`yuqing top` against answers that the test makes: the table for people and for pipes, in both languages,
and what it says when nobody answers.

The program is $YUQING, or build/release/yuqing.
"""

import fcntl
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import page_story  # noqa: E402
from prometheus import PROJECT, free_port, require  # noqa: E402

PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")


def top(*arguments, **environment):
    return subprocess.run([PROGRAM, "top", *arguments], capture_output=True, encoding="utf-8", timeout=60,
                          check=False, env={**os.environ, "LC_ALL": "C", **environment})


def columns(text):
    """How many columns a terminal gives the text, as Unicode has it."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class OnTerminal:
    """top on a terminal of its own; what it wrote so far is in `written`."""

    def __init__(self, width, *arguments):
        self.end, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 20, width, 0, 0))
        self.process = subprocess.Popen([PROGRAM, "top", *arguments], stdout=inner, stderr=inner,
                                        env={**os.environ, "LC_ALL": "C"})
        os.close(inner)
        self.written = ""

    def wait_for(self, pattern, patience=30):
        deadline = time.monotonic() + patience
        while not re.search(pattern, self.written):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {patience} s: {pattern}\n{self.written}")
            self.written += os.read(self.end, 1 << 16).decode("utf-8", "replace")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        os.close(self.end)
        return code


class Top(unittest.TestCase):
    def setUp(self):
        require(PROGRAM, "the built program (ninja -C build/release)")
        self.stage = page_story.Stage(page_story.story())
        self.addCleanup(self.stage.stop)
        self.url = self.stage.url.rstrip("/")

    def test_each_topic_is_a_line_with_the_numbers_of_the_answer(self):
        done = top("--once", "--url", self.url)

        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotIn("\033", done.stdout)
        self.assertIn("2025-01-27 20:15 Beijing   counted 120000   lag 0", done.stdout)
        self.assertIn("2025-01-27 20:00 to 20:10", done.stdout)
        lines = done.stdout.splitlines()[4:]
        topics = self.stage.told["topics"]
        self.assertEqual(len(lines), len(topics))
        for topic in topics:
            now = topic["now"]
            line = next(line for line in lines if line.startswith(topic["name_en"][:26] + " "))
            net = now["net_all"]
            expected = [str(now["posts"]), f"{now['posts'] - topic['previous']['posts']:+}",
                        str(now["authors"]), "#" + topic["hashtags"][0]["text"][:15]]
            if net is None:
                expected.append("too few")
            elif abs(net["value"] * 1000 % 10 - 5) > 1:  # a half may go either way
                expected.append(f"{net['value'] * 100:+.0f}%")
            for text in expected:
                self.assertRegex(line, rf"(^|\s){re.escape(text)}", line)
            self.assertEqual("!" in line[60:95], topic["burst"] is not None, line)
        posts = [int(re.search(r" (\d+) +[+-]\d", line)[1]) for line in lines[1:]]
        self.assertEqual(posts, sorted(posts, reverse=True))

    def test_columns_stand_below_each_other_in_chinese(self):
        done = top("--once", "--url", self.url, "--lang", "zh")

        lines = done.stdout.splitlines()[3:]
        self.assertIn("国货之光 / 中国制造", done.stdout)
        places = {columns(line[:re.search(r" [+-]\d+ ", line).end()]) for line in lines[1:]}
        self.assertEqual(len(places), 1)
        self.assertEqual(columns(lines[0][:lines[0].index("变化") + 3]), places.pop())

    def test_the_environment_tells_the_language_unless_the_option_does(self):
        self.assertIn("话题", top("--once", "--url", self.url, LC_ALL="zh_CN.UTF-8").stdout)
        self.assertIn("topic", top("--once", "--url", self.url, "--lang", "en", LC_ALL="zh_CN.UTF-8").stdout)

    def test_on_a_terminal_it_renews_itself_within_its_width_and_ends_by_a_signal(self):
        for width in (60, 100):
            shown = OnTerminal(width, "--url", self.url, "--interval", "100ms")
            shown.wait_for(r"\033\[\d+A")
            text = re.sub(r"\033\[[0-9;]*[A-Za-z]", "", shown.written)
            self.assertLessEqual(max(columns(line.rstrip("\r")) for line in text.split("\n")), width + 1)
            self.assertEqual(shown.stop(), 0)

    def test_a_job_that_falls_silent_leaves_the_last_table_and_is_awaited(self):
        shown = OnTerminal(120, "--url", self.url, "--interval", "100ms")
        self.addCleanup(shown.process.kill)
        shown.wait_for("ready")
        self.stage.stop()
        shown.wait_for("no answer any more .cannot be reached.; this is the last one")
        self.stage.start()
        shown.written = ""
        shown.wait_for("   ready")
        self.assertEqual(shown.stop(), 0)

    def test_where_nobody_listens_it_says_what_to_do(self):
        done = top("--once", "--url", f"http://127.0.0.1:{free_port()}")

        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, "no job answers at http://127.0.0.1:[0-9]+: it cannot be reached; start one with "
                                      "`yuqing run`.* or name its address with --url")

    def test_what_is_no_answer_is_told(self):
        self.stage.status = 404
        self.assertIn("name the address of one with --url", top("--once", "--url", self.url).stderr)
        self.stage.status, self.stage.told = 200, {"version": 2, "job": {}}
        done = top("--once", "--url", self.url)
        self.assertEqual(done.returncode, 1)
        self.assertIn("an answer that this version cannot read", done.stderr)

    def test_a_job_that_is_not_ready_says_why(self):
        self.stage.told["job"].update(ready=False, reasons={"source": "no broker"})

        self.assertIn("not ready: source: no broker", top("--once", "--url", self.url).stdout)

    def test_before_the_first_window_there_is_no_table(self):
        self.stage.told["window"].update(start=None, end=None)

        self.assertIn("no window is complete yet", top("--once", "--url", self.url).stdout)

    def test_texts_of_posts_do_not_control_the_terminal(self):
        self.stage.told["topics"][1]["hashtags"][0]["text"] = "\033[2Jx\u202e"

        done = top("--once", "--url", self.url)

        self.assertNotIn("\033", done.stdout)
        self.assertIn("#[2Jx#", done.stdout)

    def test_mistakes_of_the_user_end_with_2(self):
        for arguments, mend in ((("--url", "ftp://x"), "no URL of HTTP; write, for example, http://127.0.0.1:9464"),
                                (("--interval", "1"), "write, for example, 2s"), (("--lang", "fr"), "--lang")):
            done = top(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(mend, done.stderr)


if __name__ == "__main__":
    unittest.main()
