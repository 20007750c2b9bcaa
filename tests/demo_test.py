"""The demo as a user sees it: its archive, its metrics while it runs, and its account at the end.

The program is $YUQING, or build/release/yuqing.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from prometheus import PROJECT, fetch, free_port, promtool, wait_until  # noqa: E402

PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
SENTIMENTS = ("negative", "neutral", "positive")


def demo(*arguments):
    return subprocess.run([PROGRAM, "demo", *map(str, arguments)], capture_output=True, timeout=120,
                          check=False)


class RunningDemo:
    """A demo without a terminal; `seconds` of None lets it run until it is told to stop."""

    def __init__(self, *arguments):
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [PROGRAM, "demo", "--listen", self.url.removeprefix("http://"), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "TMPDIR": self._folder.name})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()
        self._folder.cleanup()

    def ended(self):
        """Exit code, standard output, standard error, and what it left in its folder."""
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err, os.listdir(self._folder.name)

    def posts(self, topic):
        """By sentiment."""
        page = fetch(self.url + "/metrics")
        found = re.findall(r'^yuqing_topic_posts_total\{([^}]*)\} (\S+)$', page, re.MULTILINE)
        return {sentiment: sum(float(value) for labels, value in found
                               if f'topic="{topic}"' in labels
                               and f'sentiment="{sentiment}"' in labels)
                for sentiment in SENTIMENTS}


def terms(out):
    """The account: consumed, and the terms that must add up to it."""
    account = re.search(r"^consumed (\d+) = (.*)$", out, re.MULTILINE)
    return int(account[1]), {name: int(count)
                             for count, name in re.findall(r"(\d+) (\w+)", account[2])}


class Archive(unittest.TestCase):
    def test_every_line_is_a_status_and_there_are_as_many_as_asked_for(self):
        done = demo("--write", "-", "--posts", 5_000)

        posts = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
        self.assertEqual((done.returncode, len(posts)), (0, 5_000))
        self.assertRegex(done.stderr.decode(), r"5000 posts, .* posts/s")
        self.assertEqual(len({post["id"] for post in posts}), 5_000)
        for post in posts:
            self.assertEqual(str(post["id"]), post["idstr"])
            self.assertEqual(post["mid"], post["idstr"])
            self.assertTrue(post["text"])
            self.assertGreaterEqual(post["user"]["followers_count"], 50)
            written = datetime.datetime.strptime(post["created_at"], "%a %b %d %H:%M:%S %z %Y")
            self.assertEqual(written.timestamp(), (post["id"] >> 22) + 515483463)
        self.assertGreater(sum("retweeted_status" in post for post in posts), 100)

    def test_the_same_seed_gives_the_same_bytes_in_a_file_and_on_standard_output(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "posts.jsonl"
            demo("--write", path, "--posts", 20_000, "--seed", 7)

            streamed = demo("--write", "-", "--posts", 20_000, "--seed", 7).stdout
            other = demo("--write", "-", "--posts", 20_000, "--seed", 8).stdout

            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(),
                             hashlib.sha256(streamed).hexdigest())
            self.assertNotEqual(streamed, other)

    def test_a_file_that_cannot_be_written_is_named(self):
        done = demo("--write", "/nowhere/posts.jsonl")

        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere/posts.jsonl", done.stderr.decode())


class Live(unittest.TestCase):
    def test_it_shows_opinion_while_it_runs_and_accounts_for_every_record(self):
        with RunningDemo("--seconds", "10") as running:
            wait_until(lambda: min(running.posts("ai_heroes").values()) > 0, 40, "ai_heroes counted")
            before = {topic: running.posts(topic) for topic in ("ai_heroes", "made_in_china")}
            wait_until(lambda: all(
                count > before[topic][sentiment]
                for topic in before for sentiment, count in running.posts(topic).items()),
                30, "both topics grow in all classes")
            page = fetch(running.url + "/metrics")
            code, out, err, left = running.ended()

        consumed, account = terms(out)
        self.assertEqual(code, 0, err)
        self.assertEqual(promtool("check", "metrics", stdin=page), (0, ""))
        self.assertEqual(list(account), ["counted", "late", "duplicate", "rejected", "filtered"])
        self.assertEqual(consumed, sum(account.values()))
        self.assertIn(f"produced {consumed}\n", out)
        self.assertGreater(consumed, 10_000)
        for term, count in account.items():
            self.assertGreater(count, 0, term)
        self.assertNotIn("\033", out)
        self.assertEqual(left, [])

    def test_an_interrupt_ends_it_with_the_same_account(self):
        with RunningDemo() as running:
            wait_until(lambda: sum(running.posts("release").values()) > 0, 40, "posts counted")
            running.process.send_signal(signal.SIGINT)
            code, out, err, left = running.ended()

        consumed, account = terms(out)
        self.assertEqual(code, 0, err)
        self.assertEqual(consumed, sum(account.values()))
        self.assertIn(f"produced {consumed}\n", out)
        self.assertEqual(left, [])

    def test_a_rate_beyond_the_machine_loses_nothing(self):
        with RunningDemo("--seconds", "3", "--rate", "1000000") as running:
            code, out, err, _ = running.ended()

        consumed, account = terms(out)
        self.assertEqual(code, 0, err)
        self.assertEqual(consumed, sum(account.values()))
        self.assertIn(f"produced {consumed}\n", out)

    def test_a_port_that_is_taken_is_told_with_the_option_that_mends_it(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()

            done = demo("--listen", f"127.0.0.1:{taken.getsockname()[1]}")

        self.assertEqual(done.returncode, 2)
        self.assertIn("--listen", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
