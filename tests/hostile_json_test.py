"""What is JSON and what is not: our cases of RFC 8259, each alone and inside a post, and held
against Python's json, which shares no code with the program.
"""

import json
import os
import random
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from hostile import MID, TIME, Hostile  # noqa: E402
from json_cases import ACCEPTED, REJECTED, UNDECIDED  # noqa: E402

BROKEN = ("not_json", "not_utf8", "needs_schema")


def within_post(value, number=0):
    return (f'{{"mid":"{MID + number}","x":'.encode() + value +
            f',"created_at":"{TIME}","reposts_count":0,"text":"好"}}'.encode())


def none(name):
    raise ValueError(name)


def is_json(record):
    """By Python: strict UTF-8, no NaN; numbers of any size."""
    try:
        json.loads(record.decode(), parse_constant=none, parse_int=str, parse_float=str)
    except ValueError:
        return False
    return True


def damaged(record, dice):
    """The record with one or two bytes changed, put in, or taken out."""
    spice = b'{}[]",:\\u/0123e+-. \t\n\x00\x1f\x7f\x80\xbf\xc2\xe2\xed\xa0\xf0\xffntrfals'
    changed = bytearray(record)
    for _ in range(dice.choice((1, 1, 2))):
        at = dice.randrange(len(changed) + 1)
        changed[at:at + dice.choice((0, 1, 1, 3))] = dice.choice(
            (b"", bytes([dice.choice(spice)]), bytes([dice.choice(spice)])))
    return bytes(changed)


class Json(Hostile):
    def judged(self, records):
        return dict(zip(records, self.verdicts(records), strict=True))

    def test_the_cases_are_as_many_as_promised_and_python_agrees_with_them(self):
        self.assertGreaterEqual(len(set(ACCEPTED)), 95)
        self.assertGreaterEqual(len(set(REJECTED)), 188)
        self.assertEqual([case for case in ACCEPTED if not is_json(case)], [])
        self.assertEqual([case for case in REJECTED if is_json(case)], [])
        self.assertEqual([case for case in ACCEPTED if not is_json(within_post(case))], [])

    def test_what_the_grammar_accepts_is_read_alone_and_within_a_post(self):
        alone = self.judged(ACCEPTED)
        self.assertEqual([case for case, verdict in alone.items() if verdict in BROKEN], [])
        within = self.judged([within_post(case, n) for n, case in enumerate(ACCEPTED)])
        self.assertEqual([case for case, verdict in within.items() if verdict != "sound"], [])
        self.assertEqual(self.summary["counted"], len(ACCEPTED))

    def test_what_the_grammar_rejects_is_rejected_alone_and_within_a_post(self):
        alone = self.judged(REJECTED)
        self.assertEqual([case for case, verdict in alone.items() if verdict not in BROKEN], [])
        posts = [within_post(case, n) for n, case in enumerate(REJECTED)]
        within = self.judged([post for post in posts if not is_json(post)])
        self.assertGreaterEqual(len(within), 188)
        self.assertEqual([case for case, verdict in within.items() if verdict not in BROKEN], [])

    def test_what_the_grammar_leaves_open_is_decided(self):
        cases = [case for case, _, _ in UNDECIDED]
        alone = self.verdicts(cases)
        within = self.verdicts([within_post(case, n) for n, case in enumerate(cases)])
        self.assertEqual([list(case) for case in zip(cases, alone, within, strict=True)],
                         [list(case) for case in UNDECIDED])

    def test_damaged_posts_are_json_where_python_says_so(self):
        dice = random.Random(8259)
        whole = [within_post(case) for case in ACCEPTED]
        records = {damaged(dice.choice(whole), dice) for _ in range(20_000)}
        # The readers differ on purpose where the cases above are undecided.
        records = sorted(r for r in records if r.strip(b"\r\n") and not r.startswith(b"\xef\xbb\xbf"))
        found = self.judged(records)
        wrong = [(record, verdict) for record, verdict in found.items()
                 if (verdict in BROKEN) == is_json(record)]
        self.assertEqual(wrong[:5], [])
        self.assertGreater(sum(map(is_json, records)), 1000)


if __name__ == "__main__":
    unittest.main()
