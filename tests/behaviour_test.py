"""How the shipped model behaves on short texts whose answer is plain, in the manner of CheckList.

tests/behaviour holds templates with slots; behaviour/negation.tsv says how they are written. Answered
kinds are counted and printed, and negation is gated. Invariances change what an opinion does not
depend on, so the class must stay. Nothing here was trained on: the last test sees to that.

The program is $YUQING, or build/release/yuqing; $YUQING_MODEL names another model file to measure.
"""

import collections
import json
import math
import os
import pathlib
import re
import subprocess
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
MODEL = os.environ.get("YUQING_MODEL")
CASES = PROJECT / "tests/behaviour"
KINDS = ["negation", "double_negation", "concession", "emoticons", "slang", "code_mix", "question",
         "news", "quotation", "english", "sarcasm"]
FILLINGS = 12  # of one template at most
RIGHT = {"pos": {"positive"}, "neu": {"neutral"}, "neg": {"negative"},
         "not_pos": {"neutral", "negative"}, "not_neg": {"neutral", "positive"}}

# What is done to a text, and to what: the base and the variants are functions of the text.
FULL_WIDTH = {i: i + 0xFEE0 for i in range(0x21, 0x7F)}
HALF_WIDTH = {i + 0xFEE0: i for i in range(0x21, 0x7F)}
CHANGES = {
    "width": [lambda t: t.translate(FULL_WIDTH), lambda t: t.translate(HALF_WIDTH)],
    "link": [lambda t: t + " http://t.cn/A6bQ9xkT", lambda t: t + "http://t.cn/RW2xHAb",
             lambda t: "https://weibo.com/1234/Mz8abc " + t],
    "mention": [lambda t: t + " @小林同学", lambda t: "@人民日报 " + t, lambda t: t + "@阿木_2024"],
    "hashtag": [lambda t: "#日常# " + t, lambda t: t + " #周末#", lambda t: "#随手记#" + t],
}
REPEATED = [("！", "！！！"), ("！", "！！！！！！！"), ("!", "!!!!"), ("～", "～～～～")]
LEAST = {"Traditional": 1, "width": 1, "link": .99, "mention": .99, "hashtag": .99,
         "punctuation": 0, "person": 0, "place": 0, "brand": 0}  # 0: told, not gated

Case = collections.namedtuple("Case", "template text answer")


def read(name):
    """Slots and templates of a file: {slot: words}, [columns]."""
    slots, templates = {}, []
    for line in (CASES / f"{name}.tsv").read_text("utf-8").splitlines():
        slot = re.fullmatch(r"\{([\w:]+)\} = (.+)", line)
        if slot:
            slots[slot[1]] = slot[2].split(" | ")
        elif line and not line.startswith("# "):
            templates.append(line.split("\t"))
    return slots, templates


def fill(template, slots, script=""):
    """Fillings in a fixed order that let every word of a slot have its turn."""
    names = re.findall(r"\{(\w+)\}", template)
    lists = [slots[name + script] for name in names]
    texts = []
    for i in range(min(FILLINGS, math.prod(map(len, lists)))):
        words = [words[(i + j * (i // len(words))) % len(words)] for j, words in enumerate(lists)]
        texts.append(template.format(**dict(zip(names, words))))
    return texts


def answered(kind):
    slots, templates = read(kind)
    return [Case(template, text, answer) for template, answer in templates
            for text in fill(template, slots)]


def invariances():
    """{change: [(text, variant)]}"""
    pairs = {change: [] for change in LEAST}
    slots, templates = read("invariance")
    for simplified, traditional in templates:
        texts = fill(simplified, slots)
        pairs["Traditional"] += zip(texts, fill(traditional, slots, ":hant"), strict=True)
        for change, ways in CHANGES.items():
            pairs[change] += [(text, way(text)) for text in texts for way in ways]
        pairs["punctuation"] += [(text + once, text + often) for text in texts
                                 for once, often in REPEATED]
    slots, templates = read("names")
    first = {slot: words[0] for slot, words in slots.items()}
    for (template,) in templates:
        for slot, words in slots.items():
            pairs[slot] += [(template.format(**first), template.format(**first | {slot: word}))
                            for word in words[1:]]
    return {change: [pair for pair in pairs[change] if pair[0] != pair[1]] for change in pairs}


def classes_of(texts):
    """{text: class}, by one run of the program."""
    texts = sorted(set(texts))
    scored = subprocess.run(
        [PROGRAM, "score", *(["--model", MODEL] if MODEL else [])], stdout=subprocess.PIPE,
        input="".join(text + "\n" for text in texts), encoding="utf-8", check=True, timeout=60)
    rows = [json.loads(line) for line in scored.stdout.splitlines()]
    return dict(zip(texts, (row["sentiment"]["class"] for row in rows), strict=True))


class Behaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = {kind: answered(kind) for kind in KINDS}
        cls.pairs = invariances()
        cls.classes = classes_of(
            [case.text for cases in cls.cases.values() for case in cases] +
            [text for pairs in cls.pairs.values() for pair in pairs for text in pair])

    def is_right(self, case):
        return self.classes[case.text] in RIGHT[case.answer]

    def show_wrong(self, kind):
        wrong = [case for case in self.cases[kind] if not self.is_right(case)]
        shown = {case.template: case for case in wrong}.values()
        return "\n".join(f"{case.text}: {self.classes[case.text]}, should be {case.answer}"
                         for case in shown)

    def test_there_are_thirty_templates_of_each_kind_and_every_text_is_asked_once(self):
        for kind, cases in self.cases.items():
            with self.subTest(kind):
                self.assertGreaterEqual(len({case.template for case in cases}), 30)
                self.assertEqual(len({case.text for case in cases}), len(cases))
        for name in ("invariance", "names"):
            self.assertGreaterEqual(len(read(name)[1]), 30)

    def test_plain_answers_are_counted_and_printed(self):
        print(f"\n{'kind':16}{'templates':>10}{'all right':>10}{'texts':>7}{'right':>7}{'share':>7}")
        for kind, cases in self.cases.items():
            by_template = collections.defaultdict(list)
            for case in cases:
                by_template[case.template].append(self.is_right(case))
            right = sum(map(self.is_right, cases))
            print(f"{kind:16}{len(by_template):10}{sum(map(all, by_template.values())):10}"
                  f"{len(cases):7}{right:7}{right / len(cases):7.3f}")
            self.assertGreater(right, 0)

    def test_four_in_five_texts_with_a_negation_are_right(self):
        cases = self.cases["negation"]
        self.assertGreaterEqual(sum(map(self.is_right, cases)) / len(cases), .80,
                                self.show_wrong("negation"))

    def test_a_change_without_meaning_leaves_the_class(self):
        print(f"\n{'change':16}{'pairs':>10}{'kept':>10}{'share':>8}{'least':>7}")
        for change, pairs in self.pairs.items():
            flips = [(text, variant) for text, variant in pairs
                     if self.classes[text] != self.classes[variant]]
            kept = 1 - len(flips) / len(pairs)
            print(f"{change:16}{len(pairs):10}{len(pairs) - len(flips):10}{kept:8.4f}"
                  f"{LEAST[change]:7.2f}")
            with self.subTest(change):
                self.assertGreaterEqual(kept, LEAST[change], "\n".join(
                    f"{text}: {self.classes[text]}, but {variant}: {self.classes[variant]}"
                    for text, variant in flips[:30]))

    def test_the_phrases_to_train_on_share_no_run_of_eight_characters_with_a_case(self):
        def runs(text):
            text = re.sub(r"\W", "", text.lower())
            return {text[i:i + 8] for i in range(len(text) - 7) if not text[i:i + 8].isascii()}

        rows = (PROJECT / "models/phrases.tsv").read_text("utf-8").splitlines()[1:]
        trained = set().union(*(runs(row.split("\t")[1]) for row in rows))
        asked = [text for cases in self.cases.values() for _, text, _ in cases]
        asked += [text for pairs in self.pairs.values() for text, _ in pairs]

        self.assertEqual([text for text in asked if runs(text) & trained], [])


if __name__ == "__main__":
    unittest.main()
