"""Two hundred random topics on ten thousand posts: the program and a naive oracle find the same.

The program is $YUQING, or build/release/yuqing. Everything is made from the shipped posts by a
generator with a fixed seed; $SEED makes others.
"""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from topic_oracle import PLAIN, SIMPLE, Oracle, Parser, true_of_nothing

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
SEED = int(os.environ.get("SEED", "20250128"))
POSTS, TOPICS = 10_000, 200
COMPLEX = {simple: other for other, simple in SIMPLE.items()}
ENTITIES = {"deepseek": ["DeepSeek", "深度求索", "DeepSeek*"], "gpu": ["A100", "H800", "显卡"],
            "liang": ["梁文锋", "梁文峰", "Liang Wenfeng"], "star": ["国", "AI"]}
LATIN = ["AI", "R1", "V3", "DeepSeek", "deepseek*", "open source", "open-source", "App Store", "o1",
         "GPT-4*", "made in China", "ban", "H20", "MIT协议", "557万", "985", "国产AI", "API", "a*",
         "Liang Wenfeng", "ChatGPT", "10000", "AI三杰", "C#", "1", "s", "tariff*", "App"]
EXPRESSIONS = ["梁文[锋峰]", r"r\d", r"[a-z]+\d+", "国.{0,2}模型", "^.{1,12}$", "(英雄|天才).*!", "[0-9]万",
               "哈{2,}", "[一二三四五]个?小时", r"[^a-z]ai[^a-z]"]


def is_known(post):
    """Whether the oracle's normal form knows all characters; GB 2312 holds no Traditional ones."""
    try:
        "".join(SIMPLE.get(char, char) for char in post).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return PLAIN.fullmatch(post) is not None


def shipped_posts():
    posts = []
    for path in sorted((PROJECT / "deploy/corpus").glob("*.jsonl")):
        posts += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    # Own words only.
    return [post for post in posts if is_known(post) and not re.search("//|转发|回复|\n", post)]


class Generator:
    def __init__(self, posts, seed):
        self.random, self.posts = random.Random(seed), posts
        self.tags = sorted({tag for post in posts for tag in re.findall("#([^#]{1,20})#", post)})
        self.names = sorted({name for post in posts for name in re.findall(r"@([\u4e00-\u9fffA-Za-z]{2,12})", post)})
        self.names = self.names or ["人民日报"]
        self.terms = LATIN + [self.frequent_piece() for _ in range(150)]

    def frequent_piece(self):
        pieces = [self.piece() for _ in range(4)]
        return max(pieces, key=lambda piece: sum(piece in post for post in self.posts))

    def piece(self):
        while True:
            runs = re.findall("[\u4e00-\u9fff]+", self.random.choice(self.posts))
            size = self.random.choice((1, 2, 2, 2, 2, 3, 4))
            runs = [run for run in runs if len(run) >= size]
            if runs:
                run = self.random.choice(runs)
                at = self.random.randrange(len(run) - size + 1)
                return run[at:at + size]

    def post(self):
        text = self.random.choice(self.posts)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            text = self.random.choice((self.inserted, self.other_script, self.wide, self.other_case,
                                       self.tagged, self.joined, self.blanked))(text)
        return text.strip() or "好"

    def inserted(self, text):
        at = self.random.randrange(len(text) + 1)
        word = self.random.choice((
            *self.random.choices(self.terms, k=6), "#" + self.random.choice(self.tags) + "#",
            "#" + self.random.choice(self.tags) + "[超话]#", "@" + self.random.choice(self.names) + " ",
            "[doge]", "http://t.cn/A6abc ", "，", " ", "#")).replace("*", "ing")
        return text[:at] + word + text[at:]

    def other_script(self, text):
        return "".join(COMPLEX.get(char, char) for char in text)

    def wide(self, text):
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "[]@/:#" else c
                       for c in text)

    def other_case(self, text):
        return self.random.choice((text.lower, text.upper))() if "t.cn" not in text else text

    def tagged(self, text):
        at, size = self.random.randrange(len(text)), self.random.choice((2, 4, 8, 70))
        return text[:at] + "#" + text[at:at + size] + "#" + text[at + size:]

    def joined(self, text):
        return text + self.random.choice(("", " ", "，")) + self.random.choice(self.posts)

    def blanked(self, text):
        return text.replace(" ", self.random.choice(("", "-", "_", "·")))

    def term(self):
        term = self.random.choice(self.terms)
        return f'"{term}"' if "#" in term else term

    def leaf(self):
        kind = self.random.random()
        if kind < 0.8:
            return self.term()
        if kind < 0.87:
            return "$" + self.random.choice(sorted(ENTITIES))
        if kind < 0.92:
            return "#" + self.random.choice(self.tags) + "#"
        if kind < 0.95:
            return "@" + self.random.choice(self.names)
        return "/" + self.random.choice(EXPRESSIONS) + "/"

    def group(self):
        if self.random.random() < 0.4:
            return self.term()
        joint = self.random.choice((" | ", "｜", " OR ", " 或 "))
        return "(" + joint.join(self.term() for _ in range(self.random.randint(2, 5))) + ")"

    def query(self, depth=3):
        kind = self.random.random()
        if depth == 0 or kind < 0.2:
            return self.leaf()
        if kind < 0.4:
            near = self.random.choice(("~", "~", ">")) + str(self.random.choice((0, 1, 3, 8, 14)))
            return f"{self.group()} {near} {self.group()}"
        if kind < 0.5:
            return self.random.choice(("!", "！", "NOT ", "非 ")) + "(" + self.query(depth - 1) + ")"
        joint = self.random.choice((" | ", " OR ", "｜", " 或 ") if kind < 0.75 else
                                   (" & ", "＆", " AND ", " 与 "))
        return joint.join("(" + self.query(depth - 1) + ")" for _ in range(self.random.randint(2, 3)))

    def topic(self):
        """(query, terms of none, fields)"""
        while True:
            query = self.query()
            if not true_of_nothing(Parser(query, ENTITIES).parse()):
                break
        none = [self.random.choice(self.terms) for _ in range(self.random.choice((0, 0, 1, 3)))]
        fields = self.random.choice((["text", "hashtags"],) * 4 + (
            ["text"], ["hashtags"], ["text", "hashtags", "mentions"]))
        # What an expression sees between two hashtags is no matter of the language.
        return query, none, ["text", "hashtags"] if "/" in query else fields


def toml(topics):
    lines = ["version = 1"]
    for name, aliases in ENTITIES.items():
        lines += ["[[entity]]", f'id = "{name}"', f"alias = {json.dumps(aliases, ensure_ascii=False)}"]
    for i, (query, none, fields) in enumerate(topics):
        lines += ["[[topic]]", f'id = "q{i}"', f"query = '''{query}'''",
                  f"fields = {json.dumps(fields)}"]
        lines += [f"none = {json.dumps(none, ensure_ascii=False)}"] if none else []
    return "\n".join(lines) + "\n"


def found_by_program(topics, posts):
    """By topic, the posts that it matches, as bits."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "topics.toml")
        path.write_text(toml(topics), "utf-8")
        scored = subprocess.run([PROGRAM, "score", "--topics", path], input="\n".join(posts) + "\n",
                                stdout=subprocess.PIPE, encoding="utf-8", check=True, timeout=120)
    lines = scored.stdout.splitlines()
    assert len(lines) == len(posts), (len(lines), len(posts))
    found = [0] * len(topics)
    for i, line in enumerate(lines):
        for name in json.loads(line)["topics"]:
            found[int(name[1:])] |= 1 << i
    return found


class TopicOracleTest(unittest.TestCase):
    def agree(self, topics, posts):
        """Returns how many matches there are, and how many topics have some."""
        found = found_by_program(topics, posts)
        oracle, wrong = Oracle(posts), []
        for i, (query, none, fields) in enumerate(topics):
            expected = oracle.true_in(Parser(query, ENTITIES).parse(), set(fields))
            for term in none:
                expected &= ~oracle.places(("term", term), set(fields))[1]
            if expected != found[i]:
                differ = expected ^ found[i]
                post = differ.bit_length() - 1
                wrong.append(f"{query} none {none} in {fields}: {differ.bit_count()} posts differ, "
                             f"such as (oracle {expected >> post & 1}): {posts[post]}")
        self.assertEqual(wrong, [], "\n".join(wrong[:20]))
        return sum(bits.bit_count() for bits in found), sum(bits != 0 for bits in found)

    def test_random_topics_match_the_same_posts(self):
        generator = Generator(shipped_posts(), SEED)
        posts = [generator.post() for _ in range(POSTS)]
        topics = [generator.topic() for _ in range(TOPICS)]

        matches, alive = self.agree(topics, posts)

        print(f"{TOPICS} topics on {POSTS} posts: {matches} matches, {alive} topics with some")
        self.assertGreater(alive, TOPICS // 2)

    def test_a_thousand_topics_of_twenty_terms_match_the_same_posts(self):
        generator = Generator(shipped_posts(), SEED)
        posts = [generator.post() for _ in range(300)]
        terms = set()
        while len(terms) < 20_000:
            terms.add(generator.piece() + generator.piece())
        terms = sorted(terms)
        generator.random.shuffle(terms)
        topics = []
        for i in range(0, len(terms), 20):
            some = terms[i:i + 10] + generator.random.sample(generator.terms, 2)
            others = terms[i + 10:i + 20] + generator.random.sample(generator.terms, 4)
            some, others = (" | ".join(f'"{term}"' for term in group) for group in (some, others))
            topics.append((f"({some}) & ({others})", [], ["text", "hashtags"]))

        matches, alive = self.agree(topics, posts)

        print(f"{len(topics)} topics of {len(terms)} terms: {matches} matches, {alive} with some")
        self.assertGreater(alive, 10)


if __name__ == "__main__":
    unittest.main()
