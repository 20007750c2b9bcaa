"""A thousand broken records of eighteen kinds among a hundred thousand posts: each is accounted for
by its reason, and the others count as if it were not there.
"""

import collections
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from hostile import Hostile  # noqa: E402
from poison import KINDS, LOG_MS, poisoned, posts  # noqa: E402

POSTS = 100_000


class Poison(Hostile):
    def windows(self):
        """The rows of the windows without their versions, which count records."""
        return [{k: v for k, v in row.items() if k != "version"}
                for row in self.lines("windows.jsonl")]

    def test_every_record_is_accounted_for_and_the_rest_counts(self):
        clean = posts(POSTS)
        broken, reasons = poisoned(clean)
        self.assertEqual((len(KINDS), len(reasons)), (18, POSTS // 100))

        self.replay(broken, log_time=LOG_MS)

        letters = {row["offset"]: row["reason"] for row in self.lines("dead_letters.jsonl")}
        self.assertEqual(letters, reasons)
        self.assertEqual({k: n for k, n in self.summary["rejected"].items() if n},
                         collections.Counter(reasons.values()))
        self.assertEqual(self.summary["counted"], POSTS - len(reasons))
        rows = self.windows()
        self.assertEqual(sum(row["posts"] for row in rows if row["topic"] == "all"),
                         self.summary["counted"])
        self.replay([post for n, post in enumerate(clean) if n not in reasons],
                    log_time=LOG_MS, options=["--restart"])
        self.assertEqual(self.windows(), rows)


if __name__ == "__main__":
    unittest.main()
