#!/usr/bin/env python3
"""Opinions about entities against the labels of the shipped posts, through the real program.

The two sets judge each other: a model is trained on one and measured on the other, so that no post
is judged by a model that has seen it. The program is $YUQING, or build/release/yuqing.
"""
import collections
import json
import os
import pathlib
import subprocess
import tempfile
import tomllib
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
TOPICS = PROJECT / "deploy/topics.toml"
CORPUS = PROJECT / "deploy/corpus"
SETS = ("deepseek_moment", "deepseek_b")
SIGNS = {"positive": "pos", "negative": "neg", "neutral": "neu"}
RECIPE = """
passes = 5
models = 3
seed = 1
self_test = ["", "国货之光"]
[[file]]
path = "{}"
"""


def run(*arguments, text=None):
    return subprocess.run([PROGRAM, *arguments], input=text, stdout=subprocess.PIPE,
                          encoding="utf-8", check=True, timeout=120).stdout


def posts_of(name):
    with open(CORPUS / f"{name}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def opinions(posts, model):
    """What the program finds about each post: {entity: sign}."""
    text = "".join(post["text"].replace("\n", " ") + "\n" for post in posts)
    scored = run("score", "--topics", str(TOPICS), "--model", str(model), text=text).splitlines()
    assert len(scored) == len(posts)
    return [{entity: SIGNS[sign] for entity, sign in json.loads(line).get("entities", {}).items()}
            for line in scored]


def outcome(found, label):
    if label is None:
        return "without a label"
    return "right" if found == label else "wrong"


class EntitiesTest(unittest.TestCase):
    def measured(self, trained, measured):
        with tempfile.TemporaryDirectory() as folder:
            recipe = pathlib.Path(folder) / "recipe.toml"
            recipe.write_text(RECIPE.format(CORPUS / f"{trained}.jsonl"), "utf-8")
            model = pathlib.Path(folder) / "model.yqm"
            run("train", str(recipe), "-o", str(model))
            posts = posts_of(measured)
            found = opinions(posts, model)
        counts = collections.Counter()
        for post, signs in zip(posts, found):
            for entity, sign in signs.items():
                counts[sign, outcome(sign, post["targets"].get(entity))] += 1
        return counts

    def test_nine_in_ten_opinions_have_the_sign_that_people_gave(self):
        counts = sum((self.measured(*pair) for pair in (SETS, SETS[::-1])), collections.Counter())
        right = sum(n for (_, what), n in counts.items() if what == "right")
        wrong = sum(n for (_, what), n in counts.items() if what == "wrong")
        labels = sum(sign != "neu" for name in SETS for post in posts_of(name)
                     for sign in post["targets"].values())
        for key, n in sorted(counts.items()):
            print(f"{key[0]} {key[1]}: {n}")
        print(f"sign precision {right / (right + wrong):.3f} of {right + wrong}; "
              f"{right / labels:.3f} of {labels} labels, named in the post or not")
        self.assertGreaterEqual(right + wrong, 60)
        self.assertGreaterEqual(right / (right + wrong), 0.85)

    def test_only_entities_of_the_topic_file_are_judged(self):
        known = {entity["id"] for entity in tomllib.loads(TOPICS.read_text("utf-8"))["entity"]}
        found = [json.loads(line)["entities"] for line in run(
            "score", "--topics", str(TOPICS),
            text="DeepSeek吊打ChatGPT\n张三吊打李四\n").splitlines()]

        self.assertEqual(found, [{"deepseek": "positive", "openai": "negative"}, {}])
        self.assertLessEqual(found[0].keys(), known)


if __name__ == "__main__":
    unittest.main()
