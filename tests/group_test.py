"""A short life of a group on three brokers, with every kind of fault: every window stays exact.

tests/campaign.py does the same for an hour, with more of everything.
"""

import pathlib
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import life  # noqa: E402
from cluster import Cluster  # noqa: E402

PLAN = dict.fromkeys(life.FAULTS, 1) | {"SIGKILL": 3}
POSTS = 20_000
SECONDS = 18
SEED = 2762  # every instance is killed, one stopped beyond its session, a broker bounced hard


class Group(unittest.TestCase):
    maxDiff = 2000

    def test_every_window_is_exact_whatever_breaks(self):
        cluster = Cluster(life.INSTANCES)
        self.addCleanup(cluster.close)
        cluster.start()
        one = life.Life(cluster, SEED, POSTS)
        self.addCleanup(one.close)

        found, cells = one.live(PLAN, SECONDS)

        self.assertEqual(found, [])
        counted = [sorted({key[0] for key in instance.rows()}) for instance in one.instances]
        self.assertGreater(sum(map(len, counted)), life.PARTITIONS, "no partition has moved")
        print(f"{len(one.records)} records, {cells} cells, {dict(one.done)}, partitions of the "
              f"instances: {counted}", flush=True)


if __name__ == "__main__":
    unittest.main()
