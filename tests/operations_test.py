"""What docs/operations.md says to do by hand does what it says: its commands are run around a job with a
real Kafka, and afterwards every minute of every post is counted once.

systemctl is the job of this test, /var/lib/yuqing its folder. Not tested: apt, rights of systemd.
"""

import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402
from prometheus import require  # noqa: E402

PAGE = (TESTS.parent / "docs/operations.md").read_text("utf-8")
MINUTE = 60_000
BEGIN = 1_737_979_200_000
USER = "1669879400"


def section(heading):
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def commands(heading, number=0):
    return re.findall(r"^```sh\n(.*?)^```$", section(heading), re.M | re.S)[number]


class Operations(unittest.TestCase):
    def setUp(self):
        require(BINARY, "the built program (ninja -C build/release)")
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.broker.start()
        self.broker.create_topic("posts", 2)
        self.job = Job(self.broker.address, kafka.free_ports(1)[0])
        self.addCleanup(lambda: self.job.close())
        self.records = 0
        self.posts = {}  # id -> its minute

    def follow(self, script):
        """Runs commands of the page on the job of this test."""
        shell = ""
        for line in [*script.splitlines(), "systemctl status yuqing"]:
            if not line.startswith(("systemctl", "yuqing check", "kafka-topics.sh")):
                shell += line + "\n"
                continue
            if shell:
                for theirs, ours in (("/var/lib/yuqing", f"{self.job.folder}"),
                                     ("/var/backups/yuqing", f"{self.job.folder}/backup"),
                                     ("/mnt/other", f"{self.job.folder}.other"),
                                     ("127.0.0.1:9092", self.broker.address)):
                    shell = shell.replace(theirs, ours)
                subprocess.run(["bash", "-euo", "pipefail", "-c", shell], check=True,
                               capture_output=True)
                shell = ""
            if line == "systemctl stop yuqing":
                self.assertEqual(self.job.stop()[0], 0, self.job.log())
            elif line == "systemctl start yuqing":
                self.start()
            elif line.startswith("kafka-topics.sh"):
                self.broker.topics(*line.split()[3:])
            elif line.startswith("yuqing check"):
                done = subprocess.run([BINARY, "check", "-c", self.job.config], capture_output=True)
                self.assertEqual((done.returncode, done.stdout), (0, b"ok\n"), done.stderr)

    def start(self):
        self.job.start()
        wait_until(self.job.ready, lambda: self.job.reason() + self.job.log())

    def send(self, count):
        """More posts, some of them of a minute that has posts already."""
        first = len(self.posts) + 1
        for n in range(first, first + count):
            self.posts[5_127_522_548_000_000 + n] = BEGIN + n // 50 % 9 * MINUTE
        self.broker.produce("posts", [b"%d\t" % post + json.dumps(
            {"id": str(post), "created_ms": minute, "own_text": "国货之光",
             "author": {"id": USER, "followers": 1}}, ensure_ascii=False).encode()
            for post, minute in list(self.posts.items())[first - 1:]])
        self.records += count

    def wait_for_exact_windows(self):
        """Every minute has its posts, and the job has read all."""
        wanted = collections.Counter(self.posts.values())

        def counted():
            found = collections.Counter()
            if not (self.job.folder / "windows.jsonl").exists():
                return found
            for (_, start, topic), row in self.job.rows().items():
                found[start] += row["posts"] if topic == "all" else 0
            return found

        def minute(ms):
            return f"2025-01-27T{12 + (ms - BEGIN) // (60 * MINUTE):02}:{(ms - BEGIN) // MINUTE:02}:00Z"

        wanted = {minute(ms): count for ms, count in wanted.items()}
        wait_until(lambda: {s: n for s, n in counted().items() if n} == wanted,
                   lambda: f"{wanted} but {counted()} {self.job.log()}")

    def backed_up_and_restored(self):
        self.send(500)
        self.follow(commands("Start"))
        self.wait_for_exact_windows()
        self.follow(commands("Back up"))
        self.send(700)
        self.wait_for_exact_windows()
        self.follow(commands("Restore"))
        self.wait_for_exact_windows()

    def moved_to_another_host(self):
        old = self.job
        self.addCleanup(old.close)
        other = pathlib.Path(f"{old.folder}.other")
        other.mkdir()
        self.addCleanup(shutil.rmtree, other)
        self.follow(commands("Move to another host"))
        self.job = Job(self.broker.address, old.port)
        self.job.close()
        self.job.folder = other / old.folder.name
        self.job.config = self.job.folder / "yuqing.toml"
        old.config.unlink()
        self.start()
        self.send(300)
        self.wait_for_exact_windows()

    def given_more_partitions(self):
        self.follow(commands("Add partitions"))
        self.send(400)
        self.wait_for_exact_windows()
        self.assertEqual({partition for partition, _, _ in self.job.rows()}, {0, 1, 2, 3})

    def rid_of_a_user(self):
        gone = max(self.posts)
        self.follow(commands("Delete a user's data").replace("5127522548373127", str(gone)))
        del self.posts[gone]
        self.wait_for_exact_windows()
        self.broker.produce("posts", [b"1\tno post of " + USER.encode(), b"2\tno post of 77"])
        letters = self.job.folder / "dead_letters.jsonl"
        wait_until(lambda: letters.exists() and letters.read_bytes().count(b"\n") == 2, self.job.log)
        self.follow(commands("Delete a user's data", 1))
        (kept,) = letters.read_text().splitlines()
        self.assertEqual(json.loads(kept)["size"], len("no post of 77"))
        for path in (self.job.folder / "state").iterdir():
            self.assertNotIn(USER.encode(), path.read_bytes())

    def reset(self):
        self.follow("systemctl stop yuqing")
        before = self.job.rows()
        self.follow("systemctl start yuqing")
        self.follow(commands("Reset"))
        self.wait_for_exact_windows()
        after = self.job.rows()
        self.assertEqual({key: row["posts"] for key, row in after.items() if row["posts"]},
                         {key: row["posts"] for key, row in before.items() if row["posts"]})

    def refused_by_an_older_program(self):
        self.follow(commands("Stop"))
        for path in (self.job.folder / "state").iterdir():
            bytes_ = path.read_bytes()
            path.write_bytes(bytes_[:8] + (99).to_bytes(4, "little") + bytes_[12:])
        self.job.start()
        self.assertEqual(self.job.process.wait(60), 1)
        shown = re.findall(r"^    (.*can(?:not)? be used.*)$", section("Downgrade"), re.M)
        self.assertEqual(len(shown), 2)
        for line in shown:
            wanted = re.escape(line.replace("weibo/0", "posts/N"))
            self.assertRegex(self.job.log(), re.sub(r"\d+|N", lambda _: r"\d+", wanted))

    def test_what_the_page_says_works(self):
        self.backed_up_and_restored()
        self.moved_to_another_host()
        self.given_more_partitions()
        self.rid_of_a_user()
        self.reset()
        self.refused_by_an_older_program()


if __name__ == "__main__":
    unittest.main()
