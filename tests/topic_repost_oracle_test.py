"""Random topics of any, query, all_of and none, own, inherited and both, on random posts with
quoted chains: the program and a naive oracle find the same.

The program is $YUQING, or build/release/yuqing; $SEED makes other topics and posts.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from topic_oracle import Oracle, Parser, true_of_nothing
from topic_oracle_test import ENTITIES, PROGRAM, SEED, Generator, shipped_posts

POSTS, TOPICS = 3_000, 150
NAMES = ["张三", "李四", "王五_2"]
QUOTED = {"text", "hashtags"}


class RepostOracle:
    """Own words and chain are two texts; nothing is near across them."""

    def __init__(self, posts):
        self.own = Oracle([own for own, _ in posts])
        self.chain = Oracle(["".join(" " + part for part in chain) for _, chain in posts])
        self.bare = sum(1 << i for i, (own, _) in enumerate(posts) if not own)
        self.all = (1 << len(posts)) - 1

    def true_in(self, tree, fields, inherits):
        """The posts that a tree is true of. A repost without own words looks like its chain."""
        if tree[0] in ("or", "and"):
            parts = [self.true_in(part, fields, inherits) for part in tree[1]]
            found = parts[0]
            for part in parts[1:]:
                found = found | part if tree[0] == "or" else found & part
            return found
        if tree[0] == "not":
            return self.all & ~self.true_in(tree[1], fields, inherits)
        own = self.own.true_in(tree, fields)
        if tree[0] == "name":
            return own
        if inherits:
            return own | self.chain.true_in(tree, QUOTED)
        return own | (self.bare & self.chain.true_in(tree, fields - {"mentions"}))


def listed(terms):
    return "or", [("term", term) for term in terms]


class Topic:
    def __init__(self, made, number):
        random = made.random
        self.name, self.repost = f"q{number}", random.choice(("own", "inherit", "both"))
        self.query, self.none, self.fields = made.topic()
        terms = lambda most: [random.choice(made.terms) for _ in range(random.randint(1, most))]
        self.any = terms(4) if random.random() < 0.5 else []
        if self.any and random.random() < 0.4:
            self.query = ""
        self.all_of = [terms(6) for _ in range(random.choice((0, 0, 1, 2)))]
        either = [listed(self.any)] if self.any else []
        either += [Parser(self.query, ENTITIES).parse()] if self.query else []
        self.tree = "and", [("or", either)] + [listed(terms) for terms in self.all_of]

    def toml(self):
        shown = lambda value: json.dumps(value, ensure_ascii=False)
        lines = ["[[topic]]", f'id = "{self.name}"', f'repost = "{self.repost}"',
                 f"fields = {shown(self.fields)}"]
        lines += [f"any = {shown(self.any)}"] if self.any else []
        lines += [f"query = '''{self.query}'''"] if self.query else []
        lines += [f"all_of = {shown(self.all_of)}"] if self.all_of else []
        lines += [f"none = {shown(self.none)}"] if self.none else []
        return "\n".join(lines) + "\n"

    def results(self):
        """(id, whether it looks at the chain as well)"""
        if self.repost == "both":
            return [(self.name, False), (self.name + "_inherited", True)]
        return [(self.name, self.repost == "inherit")]


class TopicRepostOracleTest(unittest.TestCase):
    def setUp(self):
        self.made = Generator(shipped_posts(), SEED)

    def post(self):
        """(own words or "", parts of the chain)"""
        random = self.made.random
        chain = [self.made.post() for _ in range(random.choice((0, 1, 1, 2)))]
        return "" if chain and random.random() < 0.25 else self.made.post(), chain

    def written(self, post):
        own, chain = post
        first = own or self.made.random.choice(("", "转发微博", "Repost"))
        return first + "".join(f"//@{self.made.random.choice(NAMES)}:{part}" for part in chain)

    def found_by_program(self, topics, none, texts):
        head = "version = 1\n[global]\nnone = " + json.dumps(none, ensure_ascii=False) + "\n"
        for name, aliases in ENTITIES.items():
            head += f'[[entity]]\nid = "{name}"\nalias = {json.dumps(aliases, ensure_ascii=False)}\n'
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "topics.toml")
            path.write_text(head + "".join(topic.toml() for topic in topics), "utf-8")
            scored = subprocess.run([PROGRAM, "score", "--topics", path], stdout=subprocess.PIPE,
                                    input="\n".join(texts) + "\n", encoding="utf-8", check=True,
                                    timeout=120)
        lines = scored.stdout.splitlines()
        self.assertEqual(len(lines), len(texts))
        found = {}
        for i, line in enumerate(lines):
            for name in json.loads(line)["topics"]:
                found[name] = found.get(name, 0) | 1 << i
        return found

    def test_random_topics_match_the_same_reposts(self):
        topics = [Topic(self.made, number) for number in range(TOPICS)]
        topics = [topic for topic in topics if not true_of_nothing(topic.tree)]
        none = ["天才", "芯片"]
        posts = [self.post() for _ in range(POSTS)]
        texts = [self.written(post) for post in posts]

        found = self.found_by_program(topics, none, texts)

        oracle, wrong, matches = RepostOracle(posts), [], 0
        for topic in topics:
            for name, inherits in topic.results():
                fields = set(topic.fields)
                expected = oracle.true_in(topic.tree, fields, inherits)
                for term in none + topic.none:
                    expected &= ~oracle.true_in(("term", term), fields, inherits)
                matches += expected.bit_count()
                if expected != found.get(name, 0):
                    differ = expected ^ found.get(name, 0)
                    at = differ.bit_length() - 1
                    wrong.append(f"{name}: {differ.bit_count()} posts differ, such as (oracle "
                                 f"{expected >> at & 1}): {texts[at]}\n{topic.toml()}")
        self.assertEqual(wrong, [], f"{len(wrong)}\n" + "\n".join(wrong[:10]))
        print(f"{len(topics)} topics on {POSTS} posts: {matches} matches")
        self.assertGreater(matches, POSTS)


if __name__ == "__main__":
    unittest.main()
