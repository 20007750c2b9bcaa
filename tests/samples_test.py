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


class SamplesTest(unittest.TestCase):
    def test_topics_of_every_sample_are_right(self):
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
        self.assertEqual(wrong, {})


if __name__ == "__main__":
    unittest.main()
