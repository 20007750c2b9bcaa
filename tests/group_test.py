"""Several jobs in one group, their state in a topic: partitions move, and every window stays exact.

Instances join, are killed, stopped beyond the session timeout, and leave, while posts come. The
rows of all of them together, of each key the one of the highest version, equal the oracle.
"""

import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import kinds  # noqa: E402
import live_test  # noqa: E402
import oracle  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402

POSTS = 40_000
PARTITIONS = 8
SECONDS = 20
RETRACTABLE = 5000
SESSION = 6  # seconds; the shortest that a broker takes


class Instance(Job):
    """A member of the group with its state in Kafka and rows in a file of its own."""

    def __init__(self, name, brokers, port):
        super().__init__(brokers, port)
        text = self.config.read_text()
        text = text.replace('group_instance_id = "one"',
                            f'group_instance_id = "{name}"\n[source_kafka.librdkafka]\n'
                            f'"session.timeout.ms" = {SESSION * 1000}\n'
                            '"heartbeat.interval.ms" = 500')
        text = text.replace('dir = "state"', 'store = "kafka"')
        text = text.replace("[window]", f"[window]\nretractable = {RETRACTABLE}")
        text += f'[store_kafka]\nbrokers = "{brokers}"\ntopic = "state"\n'
        self.config.write_text(text)

    def consumed(self):
        return sum(self.metrics("yuqing_records_consumed_total").values())

    def lanes(self):
        return sum(self.metrics("yuqing_lanes").values())


def merged(instances):
    table = {}
    for instance in instances:
        for key, row in instance.rows().items():
            if key not in table or row["version"] > table[key]["version"]:
                table[key] = row
            elif row["version"] == table[key]["version"]:
                # Whoever wrote it, a version has one meaning.
                mine, other = oracle.row_facts(row), oracle.row_facts(table[key])
                if mine != other:
                    raise AssertionError(f"{key} version {row['version']}: {mine} and {other}")
    return table


class Group(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_group_"))
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=False)

    def instance(self, name):
        made = Instance(name, self.broker.address, kafka.free_ports(1)[0])
        self.addCleanup(made.close)
        return made

    def produce_slowly(self, records):
        live_test.LiveTest.produce_slowly(self, records, SECONDS)

    def assert_all_owned(self, instances):
        wait_until(lambda: sum(i.lanes() for i in instances) == PARTITIONS,
                   lambda: [(i.lanes(), i.log()[-500:]) for i in instances])

    def test_every_window_is_exact_while_partitions_move(self):
        posts = self.folder / "posts.jsonl"
        subprocess.run([BINARY, "demo", "--write", posts, "--posts", str(POSTS), "--seed", "11",
                        "--flaws"], check=True, capture_output=True)
        records = live_test.with_changes(posts.read_bytes().splitlines(), random.Random(11))
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        self.broker.create_topic("state", 3, cleanup_policy="compact")
        one, two, three = (self.instance(name) for name in ("one", "two", "three"))
        sending = threading.Thread(target=self.produce_slowly, args=(
            [live_test.keyed(record, number) for number, record in enumerate(records)],))

        one.start()
        sending.start()
        wait_until(lambda: one.consumed() > 1000, one.log)
        two.start()
        wait_until(lambda: two.lanes() > 0, two.log)
        self.assert_all_owned([one, two])
        one.kill()
        one.start()
        three.start()
        wait_until(lambda: three.lanes() > 0, three.log)
        two.process.send_signal(signal.SIGSTOP)
        time.sleep(SESSION + 3)
        self.assert_all_owned([one, three])
        two.process.send_signal(signal.SIGCONT)
        wait_until(lambda: two.lanes() > 0, two.log)
        self.assertEqual(three.stop()[0], 0)
        sending.join()
        wait_until(lambda: one.consumed() + two.consumed() == len(records),
                   lambda: f"{one.consumed()} + {two.consumed()} of {len(records)}", 120)
        codes = [instance.stop()[0] for instance in (one, two)]

        self.assertEqual(codes, [0, 0], one.log() + two.log())
        partitions = self.broker.read("posts")
        found = [post for change, post in map(oracle.read, records) if change in ("add", "update")]
        texts = {post["text"] for post in found} | {post["quoted"] for post in found} - {""}
        wanted = oracle.expected(partitions, oracle.labels_of(texts, BINARY),
                                 retractable=RETRACTABLE)
        rows = merged([one, two, three])
        self.assertEqual(kinds.first_differences(live_test.sums(rows), wanted.facts()), [])
        print(f"{len(records)} records, {len(wanted.cells)} cells, rows of "
              f"{[len(i.rows()) for i in (one, two, three)]} keys by three instances", flush=True)


if __name__ == "__main__":
    unittest.main()
