"""The shipped topics against hand-labelled samples, through the real program.

The samples lie outside the project: in $YUQING_SHARED, or in ../shared beside it. The program is
$YUQING, or build/release/yuqing.
"""
import json
import os
import pathlib
import subprocess
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT / "../shared"))
SAMPLES = SHARED / "data/ours/samples.jsonl"

# The only samples whose topics lists of terms cannot find.
BEYOND_LISTS = {
    "s077": "distillation follows from 偷 near 数据, and lists know no nearness",
    "s120": "release stands in the quoted chain, and only the author's own words are searched",
}


class SamplesTest(unittest.TestCase):
    def test_topics_are_right_wherever_lists_of_terms_can_find_them(self):
        if not SAMPLES.exists():
            self.skipTest(f"SKIPPED: {SAMPLES} is not there")
        samples = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]

        scored = subprocess.run(
            [PROGRAM, "score"], input="".join(sample["text"] + "\n" for sample in samples),
            stdout=subprocess.PIPE, encoding="utf-8", check=True, timeout=60).stdout.splitlines()

        self.assertEqual(len(scored), len(samples))
        wrong = {sample["id"]: f"{sample['text']}: found {found}, should be {sample['topics']}"
                 for sample, found in zip(samples, (json.loads(line)["topics"] for line in scored))
                 if sorted(found) != sorted(sample["topics"])}
        print(f"topics right: {len(samples) - len(wrong)} of {len(samples)}")
        self.assertEqual(wrong.keys(), BEYOND_LISTS.keys(), wrong)


if __name__ == "__main__":
    unittest.main()
