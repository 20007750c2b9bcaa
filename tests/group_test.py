"""Several jobs in one group, their state in a topic: partitions move, and every window stays exact.

Instances join, are killed, stopped beyond the session timeout, and leave, while posts come. The
rows of all of them together, of each key the one of the highest version, equal the oracle.
tests/campaign.py does the same for an hour.
"""

import pathlib
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
import group  # noqa: E402
import live_test  # noqa: E402
from job import wait_until  # noqa: E402

POSTS = 40_000
PARTITIONS = 8
SECONDS = 20


class Group(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_group_"))
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=False)

    def instance(self, name):
        made = group.Instance(name, self.broker.address, kafka.free_ports(1)[0])
        self.addCleanup(made.close)
        return made

    def assert_all_owned(self, instances):
        wait_until(lambda: sum(i.lanes() for i in instances) == PARTITIONS,
                   lambda: [(i.lanes(), i.log()[-500:]) for i in instances])

    def test_every_window_is_exact_while_partitions_move(self):
        records = group.records_of(11, POSTS, self.folder)
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        self.broker.create_topic("state", 3, cleanup_policy="compact")
        one, two, three = (self.instance(name) for name in ("one", "two", "three"))
        sending = threading.Thread(target=live_test.LiveTest.produce_slowly, args=(
            self, group.keyed(records), SECONDS))

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
        time.sleep(group.SESSION + 3)
        self.assert_all_owned([one, three])
        two.process.send_signal(signal.SIGCONT)
        wait_until(lambda: two.lanes() > 0, two.log)
        self.assertEqual(three.stop()[0], 0)
        sending.join()
        wait_until(lambda: one.consumed() + two.consumed() == len(records),
                   lambda: f"{one.consumed()} + {two.consumed()} of {len(records)}", 120)
        codes = [instance.stop()[0] for instance in (one, two)]

        self.assertEqual(codes, [0, 0], one.log() + two.log())
        found, cells = group.differences([one, two, three], records, self.broker.read("posts"))
        self.assertEqual(found, [])
        print(f"{len(records)} records, {cells} cells, rows of "
              f"{[len(i.rows()) for i in (one, two, three)]} keys by three instances", flush=True)


if __name__ == "__main__":
    unittest.main()
