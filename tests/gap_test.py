"""What a topic no longer holds: records that retention dropped unread, a topic created again, and
state in a topic that would drop it.

Against a real Kafka. Nothing is passed over in silence: the job ends, or counts every offset.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
from job import Job, wait_until  # noqa: E402

MINUTE = 1737950400  # 2025-01-27T04:00:00Z


def post(number):
    made = json.dumps({"id": str(number), "own_text": "今天天气不错", "created_ms":
                       (MINUTE + number // 1000) * 1000, "author": {"id": str(number % 9)}})
    return f"{number}\t{made}".encode()


class GapTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = kafka.Broker()
        cls.addClassCleanup(cls.broker.close)
        cls.broker.start()
        cls.broker.create_topic("posts", 2)

    def setUp(self):
        self.job = Job(self.broker.address, kafka.free_ports(1)[0])
        self.addCleanup(self.job.close)

    def set_policy(self, policy):
        text = self.job.config.read_text().replace('on_gap = "skip"\n', "")
        line = 'on_gap = "skip"\n' if policy == "skip" else ""
        self.job.config.write_text(text.replace("topic =", line + "topic ="))

    def delete_records(self, until):
        """Drops everything below these offsets, by partition."""
        with tempfile.NamedTemporaryFile("w", suffix=".json") as wanted:
            json.dump({"version": 1, "partitions": [
                {"topic": "posts", "partition": partition, "offset": offset}
                for partition, offset in until.items()]}, wanted)
            wanted.flush()
            done = subprocess.run(kafka.java(
                "org.apache.kafka.tools.DeleteRecordsCommand", "--bootstrap-server",
                self.broker.address, "--offset-json-file", wanted.name), capture_output=True,
                text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def read_all(self, records):
        """Starts the job, waits until that many records were read in all, and tells the gaps."""
        self.job.start()

        def consumed():
            return sum(self.job.metrics("yuqing_records_consumed_total").values())
        wait_until(lambda: consumed() == records and self.job.ready(),
                   lambda: f"{consumed()} of {records}: {self.job.log()}")
        gaps = self.job.metrics("yuqing_gap_records_total")
        self.assertEqual(self.job.stop()[0], 0, self.job.log())
        return {labels: count for labels, count in gaps.items() if count}

    def ends_with(self, *words):
        self.job.start()
        self.assertEqual(self.job.process.wait(60), 1, self.job.log())
        last = self.job.log().splitlines()[-1]
        for word in words:
            self.assertIn(word, last)

    def all_posts(self):
        """What the windows hold, over all versions; a window never has two versions that fall."""
        return sum(row["posts"] for (_, _, topic), row in self.job.rows().items() if topic == "all")

    def test_what_is_gone_ends_the_job_or_is_counted_to_the_offset(self):
        self.broker.produce("posts", map(post, range(1, 1001)))
        self.read_all(1000)
        first = {number: len(values) for number, values in self.broker.read("posts").items()}
        self.broker.produce("posts", map(post, range(1001, 2001)))
        size = {number: len(values) for number, values in self.broker.read("posts").items()}
        # Partition 0 loses 17 that were not read, partition 1 only what was.
        self.delete_records({0: first[0] + 17, 1: first[1] - 3})

        self.ends_with("posts[0]", f"17 offsets from {first[0]} on are gone", 'on_gap = "skip"')
        self.set_policy("skip")
        gaps = self.read_all(2000 - 17)
        self.assertEqual(gaps, {'{partition="0",reason="unread"}': 17})
        self.assertEqual(self.all_posts(), 2000 - 17)

        self.set_policy("fail")
        self.broker.topics("--delete", "--topic", "posts")
        self.broker.create_topic("posts", 2)
        self.broker.produce("posts", map(post, range(2001, 2101)))
        again = {number: len(values) for number, values in self.broker.read("posts").items()}
        self.ends_with("cut or created again", "empty state.dir", 'on_gap = "skip"')
        self.set_policy("skip")
        gaps = self.read_all(2100 - 17)
        self.assertEqual(gaps, {
            '{partition="0",reason="unread"}': 17,
            '{partition="0",reason="cut"}': size[0] - again[0],
            '{partition="1",reason="cut"}': size[1] - again[1]})
        # The new posts fall into windows that were written: only a higher version is seen.
        self.assertEqual(self.all_posts(), 2100 - 17)
        self.assertEqual(self.read_all(2100 - 17), gaps)
        print(f"17 unread, {size[0] + size[1] - 100} cut, to the offset", flush=True)

    def test_a_topic_that_would_drop_state_is_refused_with_the_mend(self):
        self.broker.create_topic("state", 1, cleanup_policy="delete")
        self.job.config.write_text(self.job.config.read_text().replace(
            "[state]", '[state]\nstore = "kafka"') + f"""
[store_kafka]
brokers = "{self.broker.address}"
topic = "state"
""")
        self.ends_with("topic 'state' has cleanup.policy=delete", "cleanup.policy=compact")


if __name__ == "__main__":
    unittest.main()
