"""yuqing train, evaluate and score --explain as processes, on shipped texts."""

import hashlib
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = pathlib.Path(os.environ.get("YUQING", PROJECT / "build/release/yuqing"))
MANIFEST = PROJECT / "tests" / "train" / "small.toml"
EXPECTED = PROJECT / "tests" / "train" / "small.sha256"


def run(*arguments):
    return subprocess.run([YUQING, *map(str, arguments)], capture_output=True, text=True)


class TrainTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def trained(self, name):
        path = self.folder / name
        done = run("train", MANIFEST, "-o", path, "--card", self.folder / (name + ".md"))
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def test_the_same_manifest_makes_the_same_bytes(self):
        first = self.trained("a.yqm").read_bytes()
        self.assertEqual(first, self.trained("b.yqm").read_bytes())
        self.assertEqual(hashlib.sha256(first).hexdigest(), EXPECTED.read_text().strip())

    def test_the_card_has_the_figures_that_evaluate_gives(self):
        model = self.trained("a.yqm")
        texts = PROJECT / "deploy" / "corpus" / "deepseek_b.jsonl"
        figures = json.loads(run("evaluate", model, texts).stdout)
        card = (self.folder / "a.yqm.md").read_text()
        row = next(line for line in card.splitlines() if line.startswith("| deepseek_b.jsonl | 1000 | 0."))
        self.assertIn(f"| {figures['macro_f1']:.4f} |", row)
        self.assertEqual(figures["n"], 1000)
        self.assertEqual(figures["emotion"]["n"], 1000)

    def test_a_mistake_in_a_file_is_told_with_its_line_and_mend(self):
        (self.folder / "x.tsv").write_text("label\ttext\npos\t好\nnice\t好\n", encoding="utf-8")
        manifest = self.folder / "x.toml"
        manifest.write_text('[[file]]\npath = "x.tsv"\n')
        done = run("train", manifest, "-o", self.folder / "x.yqm")
        self.assertEqual(done.returncode, 2)
        self.assertIn("x.tsv:3: has the label 'nice'; write pos, neu or neg", done.stderr)

    def test_shares_explain_the_margin_and_places_name_the_text(self):
        text = "  真的氣死我了[怒]，什么垃圾ＡＰＰ，我并不觉得好 😡//@a:太棒了"
        scored = json.loads(run("score", "--explain", text).stdout)
        why = scored["explain"]
        total = why["bias"] + why["other"] + sum(cause["share"] for cause in why["causes"])
        self.assertEqual(total, why["margin"])
        self.assertLess(why["margin"], 0)
        for cause in why["causes"] + why["negators"] + why["emoticons"]:
            begin, end = cause["bytes"]
            self.assertEqual(text.encode()[begin:end].decode(), cause["text"])
            begin, end = cause["characters"]
            self.assertEqual(text[begin:end], cause["text"])
        self.assertEqual([one["text"] for one in why["emoticons"]], ["[怒]", "😡"])
        self.assertEqual([one["text"] for one in why["negators"]], ["不"])
        self.assertEqual(scored["sentiment"]["class"], "negative")
        self.assertAlmostEqual(sum(scored["sentiment"]["probabilities"].values()), 1000, delta=2)


if __name__ == "__main__":
    unittest.main()
