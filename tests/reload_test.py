"""The topic file of a running job is changed: every post is counted by one version of it, each
partition says at which offset the new one begins, and a faulty file changes nothing.

Runs against a real Kafka. YUQING_TEST_POSTS says how many posts there are.
"""

import collections
import json
import os
import pathlib
import re
import sys
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
from job import Job, wait_until  # noqa: E402

POSTS = int(os.environ.get("YUQING_TEST_POSTS", "50000"))
PARTITIONS = 4
SECONDS = 8

OLD = """\
version = 1
[[topic]]
id = "fruit"
name = "水果"
any = ["苹果"]
[[topic]]
id = "tools"
any = ["锤子"]
"""
FAULTY = """\
version = 1
[[topic]]
id = "fruit"
any = ["苹果"
"""
NEW = """\
version = 1
[[topic]]
id = "fruit"
name = "水果"
name_en = "fruit"
any = ["苹果", "香蕉"]
[[topic]]
id = "trees"
any = ["松树"]
"""
WORDS = ["苹果", "香蕉", "锤子", "松树", "石头"]
TOPICS = {"old": {"苹果": "fruit", "锤子": "tools"},
          "new": {"苹果": "fruit", "香蕉": "fruit", "松树": "trees"}}


def post(number):
    mid = str(5127522548373127 + number)
    moment = 15 * 60 + number * 600 // POSTS  # ten minutes of event time
    return json.dumps({
        "created_at": f"Mon Jan 27 20:{moment // 60:02}:{moment % 60:02} +0800 2025",
        "id": int(mid), "idstr": mid, "mid": mid, "text": WORDS[number % len(WORDS)],
        "user": {"id": 1, "idstr": "1", "followers_count": 5}, "reposts_count": 0,
        "comments_count": 0, "attitudes_count": 0}, ensure_ascii=False).encode()


def word_of(record):
    return json.loads(record)["text"]


class ReloadTest(unittest.TestCase):
    def setUp(self):
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        self.job = Job(self.broker.address, kafka.free_ports(1)[0],
                       '[topic]\nfile = "topics.toml"\n')
        self.addCleanup(self.job.close)
        self.topics = self.job.folder / "topics.toml"
        self.topics.write_text(OLD)

    def produce_slowly(self):
        sender = self.broker.producer("posts")
        slices = SECONDS * 10
        begin = time.monotonic()
        for turn in range(slices):
            for number in range(turn * POSTS // slices, (turn + 1) * POSTS // slices):
                sender.stdin.write(b"%d\t%s\n" % (number, post(number)))
            sender.stdin.flush()
            time.sleep(max(0.0, begin + (turn + 1) / 10 - time.monotonic()))
        sender.stdin.close()
        self.assertEqual(sender.wait(), 0)

    def replace_topics(self, text):
        """As editors do: a new file takes the place of the old one."""
        fresh = self.topics.with_suffix(".new")
        fresh.write_text(text)
        fresh.rename(self.topics)

    def reloads(self, result):
        return self.job.metrics("yuqing_topics_reload_total").get(f'{{result="{result}"}}', 0)

    def version(self):
        return json.loads(self.job.get("/readyz")[1])["topics_version"]

    def consumed(self):
        return sum(self.job.metrics("yuqing_records_consumed_total").values())

    def borders(self):
        """Partition -> first offset that the new topics count."""
        found = re.findall(r"posts/(\d+): scoring \w+ counts from offset (\d+)", self.job.log())
        self.assertEqual(len(found), PARTITIONS, self.job.log())
        return {int(partition): int(offset) for partition, offset in found}

    def counted(self):
        sums = collections.Counter()
        for (partition, _, topic), row in self.job.rows().items():
            sums[partition, topic] += row["posts"]
        return {key: posts for key, posts in sums.items() if posts > 0}

    def test_counts_split_exactly_where_the_new_topics_began(self):
        self.job.start()
        wait_until(self.job.ready, self.job.log)
        before = self.version()
        rebalances = self.job.metrics("yuqing_rebalances_total")
        sending = threading.Thread(target=self.produce_slowly)
        sending.start()

        wait_until(lambda: self.consumed() > POSTS / 10, self.job.log)
        self.replace_topics(FAULTY)
        wait_until(lambda: self.reloads("failed") == 1, self.job.log)
        self.assertEqual(self.version(), before)
        self.assertRegex(self.job.log(), r"level=error .*topics\.toml:\d+")
        changed = time.monotonic()
        self.replace_topics(NEW)
        wait_until(lambda: self.reloads("ok") == 1, self.job.log)
        took = time.monotonic() - changed
        shown = self.job.metrics("yuqing_topic_info")
        self.assertIn('{topic="fruit",name="水果",name_en="fruit",target=""}', shown)
        after = self.version()
        self.assertNotEqual(after, before)
        self.assertEqual(self.job.metrics("yuqing_topics_info"), {f'{{version="{after}"}}': 1})
        self.assertLess(self.consumed(), POSTS, "the change came after the last post")
        self.assertEqual(self.job.metrics("yuqing_rebalances_total"), rebalances)
        borders = self.borders()

        # A crash later on goes back to a snapshot that was made at the border or behind it.
        self.job.kill()
        self.job.start()
        sending.join()
        wait_until(lambda: self.consumed() >= POSTS, self.job.log, 120)
        self.assertEqual(self.job.stop()[0], 0, self.job.log())

        partitions = self.broker.read("posts")
        wanted = collections.Counter()
        for partition, records in partitions.items():
            for offset, record in enumerate(records):
                topics = TOPICS["old" if offset < borders[partition] else "new"]
                wanted[partition, "all"] += 1
                topic = topics.get(word_of(record))
                if topic is not None:
                    wanted[partition, topic] += 1
        found = self.counted()
        self.assertEqual(found, dict(wanted))
        self.assertEqual(sum(posts for (_, topic), posts in found.items() if topic == "all"), POSTS)
        for partition, records in partitions.items():
            self.assertTrue(0 < borders[partition] < len(records), borders)
        print(f"{POSTS} posts, {took:.1f} s from the change to its first post, new topics from "
              f"{borders}", flush=True)

    def test_a_file_that_goes_away_and_comes_back_changes_nothing(self):
        self.job.start()
        wait_until(self.job.ready, self.job.log)
        before = self.version()

        self.topics.unlink()
        wait_until(lambda: self.reloads("failed") == 1, self.job.log)
        self.topics.write_text(OLD)
        wait_until(lambda: "again the one" in self.job.log(), self.job.log)

        self.assertEqual(self.version(), before)
        self.assertEqual(self.reloads("ok"), 0)
        self.assertEqual(self.job.stop()[0], 0)


if __name__ == "__main__":
    unittest.main()
