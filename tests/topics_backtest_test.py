"""yuqing topics backtest, through the real program: $YUQING, or build/release/yuqing.

Every number is counted again here, with the oracle of the topic language, on an archive made of the
shipped posts.
"""
import collections
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from topic_oracle import Oracle, Parser
from topic_oracle_test import shipped_posts

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
FIRST_ID = 5127522548373127

# id -> (query, terms of none)
NEW = {
    "heroes": ("梁文锋 | 英雄 | 天才", ["吹", "游戏"]),
    "chips": ("(芯片 | 显卡 | 英伟达) ~14 (禁令 | 跌 | 卖 | 国产)", []),
    "open": ("开源 & (DeepSeek* | 模型)", ["闭源", "游戏"]),
    "model": ("DeepSeek* | 大模型 | AI", ["服务器", "崩", "#DeepSeek#"]),
    "nobody": ("黄钟毁弃", []),
}
OLD = {
    "heroes": ("梁文锋 | 偶像", ["游戏"]),
    "open": ("开源 | 免费", []),
    "model": ("DeepSeek* | 大模型 | AI", ["服务器", "崩", "#DeepSeek#"]),
    "gone": ("服务器", []),
}
FIELDS = {"text", "hashtags"}


def toml(topics):
    return "version = 1\n" + "".join(
        f'[[topic]]\nid = "{name}"\nquery = \'\'\'{query}\'\'\'\n' +
        (f"none = {json.dumps(none, ensure_ascii=False)}\n" if none else "")
        for name, (query, none) in topics.items())


def status(number, text, **more):
    mid = str(FIRST_ID + number)
    return json.dumps({"created_at": "Mon Jan 27 20:15:00 +0800 2025", "id": int(mid), "idstr": mid,
                       "mid": mid, "text": text, "user": {"id": 1, "idstr": "1"}, "reposts_count": 0,
                       "comments_count": 0, "attitudes_count": 0, **more}, ensure_ascii=False)


def numbers(bits):
    return {number for number in range(bits.bit_length()) if bits >> number & 1}


def hashtags_of(text):
    """Those between every pair of #, each once."""
    return {tag for tag in text.split("#")[1:-1:2] if 0 < len(tag.encode()) <= 120}


class Recount:
    """What the posts have by the oracle: sets of their numbers."""

    def __init__(self, posts, topics):
        oracle = Oracle(posts)
        self.matched, self.excluded, self.touched = {}, {}, {}
        for name, (query, none) in topics.items():
            self.matched[name] = numbers(oracle.true_in(Parser(query, {}).parse(), FIELDS))
            self.excluded[name] = {term: numbers(oracle.true_in(Parser(term, {}).parse(), FIELDS))
                                   for term in none}
            terms = [term for term in re.split(r"[|&()]|~14", query) if term.strip()]
            self.touched[name] = set().union(*(
                numbers(oracle.true_in(Parser(term, {}).parse(), FIELDS)) for term in terms))

    def hits(self, name):
        return self.matched[name] - set().union(*self.excluded[name].values())

    def removed(self, name):
        return self.matched[name] - self.hits(name)


class BacktestTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("new.toml", toml(NEW))
        self.write("old.toml", toml(OLD))

    def write(self, name, text):
        (self.folder / name).write_text(text, "utf-8")

    def backtest(self, *options, topics="new.toml"):
        done = subprocess.run([PROGRAM, "topics", "backtest", topics, "posts.jsonl", *options],
                              cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding="utf-8", timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def counted(self, *options, topics="new.toml"):
        return json.loads(self.backtest("--json", *options, topics=topics))

    def shipped(self):
        """The archive of the shipped posts, with two that are there twice and three broken ones."""
        posts = shipped_posts()
        lines = [status(number, text) for number, text in enumerate(posts)]
        lines[700:700] = [lines[3], lines[5], "{", status(9999, None), "[]"]
        self.write("posts.jsonl", "\n".join(lines) + "\n")
        return posts

    def ids(self, examples):
        found = [example["id"] - FIRST_ID for example in examples]
        self.assertEqual(len(found), len(set(found)))
        return set(found)

    def test_every_number_is_the_one_that_is_counted_again_here(self):
        posts = self.shipped()
        wanted, found = Recount(posts, NEW), self.counted()

        self.assertEqual((found["records"], found["posts"]), (len(posts) + 5, len(posts)))
        self.assertEqual(found["left_out"],
                         {"bad_text": 1, "duplicate": 2, "no_post": 1, "not_json": 1})
        hits = {name: wanted.hits(name) for name in NEW}
        self.assertEqual(found["matched"], len(set().union(*hits.values())))
        self.assertEqual([topic["id"] for topic in found["topics"]], list(NEW))
        for topic in found["topics"]:
            name = topic["id"]
            removed = wanted.removed(name)
            by = {term: len(removed & there) for term, there in wanted.excluded[name].items()}
            self.assertEqual(topic["posts"], len(hits[name]), name)
            self.assertEqual(topic["removed"], len(removed), name)
            self.assertEqual(topic["removed_by"], {term: n for term, n in by.items() if n}, name)
        self.assertGreater(sum(topic["removed"] for topic in found["topics"]), 20)
        self.assertGreater(sum(map(len, hits.values())), 300)

    def test_overlaps_and_hashtags_are_those_that_are_counted_again_here(self):
        posts = self.shipped()
        wanted, found = Recount(posts, NEW), self.counted()
        hits = {name: wanted.hits(name) for name in NEW}

        both = {(a, b): len(hits[a] & hits[b]) for a, b in itertools.combinations(NEW, 2)}
        self.assertEqual({tuple(pair["topics"]): pair["posts"] for pair in found["overlaps"]},
                         {pair: n for pair, n in both.items() if n})
        shared = [pair["posts"] for pair in found["overlaps"]]
        self.assertEqual(shared, sorted(shared, reverse=True))

        tags = collections.Counter()
        for number in set(range(len(posts))) - set().union(*hits.values()):
            tags.update(hashtags_of(posts[number]))
        most = sorted(tags.items(), key=lambda item: (-item[1], item[0].encode()))[:20]
        self.assertGreater(len(most), 10)
        self.assertEqual([(tag["tag"], tag["posts"]) for tag in found["hashtags"]], most)

    def test_hits_are_hits_and_near_misses_lack_one_thing(self):
        posts = self.shipped()
        wanted, found = Recount(posts, NEW), self.counted()

        near_misses = 0
        for topic in found["topics"]:
            hits = wanted.hits(topic["id"])
            self.assertLessEqual(self.ids(topic["hits"]), hits)
            self.assertEqual(len(topic["hits"]), min(20, len(hits)))
            near = self.ids(topic["near_misses"])
            near_misses += len(near)
            self.assertEqual(near & wanted.matched[topic["id"]], set())
            self.assertLessEqual(near, wanted.touched[topic["id"]])
            self.assertLessEqual(len(near), 20)
        self.assertGreater(near_misses, 30)
        # A topic that any of its words makes has no near misses; of two lists one is there.
        by_id = {topic["id"]: topic["near_misses"] for topic in found["topics"]}
        self.assertEqual(by_id["heroes"] + by_id["model"] + by_id["nobody"], [])
        opens = {miss["id"] - FIRST_ID: miss["lacks"] for miss in by_id["open"]}
        self.assertEqual(set(opens.values()), {'"开源"', '"DeepSeek*" | "模型"'})
        for number, lacks in opens.items():
            self.assertEqual("开源" in posts[number], lacks != '"开源"', posts[number])
        whole = '("芯片" | "显卡" | "英伟达") ~14 ("禁令" | "跌" | "卖" | "国产")'
        for miss in by_id["chips"]:
            text = posts[miss["id"] - FIRST_ID]
            first, second = re.search("芯片|显卡|英伟达", text), re.search("禁令|跌|卖|国产", text)
            self.assertEqual(miss["lacks"], whole if first and second else
                             '"禁令" | "跌" | "卖" | "国产"' if first else '"芯片" | "显卡" | "英伟达"')

    def test_a_difference_to_an_older_file_is_exact(self):
        posts = self.shipped()
        new, old = Recount(posts, NEW), Recount(posts, OLD)

        changes = self.counted("--diff", "old.toml")["changes"]

        self.assertEqual([change["id"] for change in changes], sorted(NEW | OLD))
        for change in changes:
            name = change["id"]
            after = new.hits(name) if name in NEW else set()
            before = old.hits(name) if name in OLD else set()
            counts = [change[key] for key in ("before", "after", "gained", "lost")]
            self.assertEqual(counts, [len(before), len(after), len(after - before),
                                      len(before - after)], name)
            for key, all_of_them in (("gained", after - before), ("lost", before - after)):
                self.assertLessEqual(self.ids(change[key + "_posts"]), all_of_them)
                self.assertEqual(len(change[key + "_posts"]), min(20, len(all_of_them)))
        by_id = {change["id"]: change for change in changes}
        self.assertGreater(by_id["heroes"]["gained"], 0)
        self.assertGreater(by_id["heroes"]["lost"] + by_id["open"]["lost"], 0)
        self.assertEqual((by_id["model"]["gained"], by_id["model"]["lost"]), (0, 0))

    def test_it_is_the_same_on_any_number_of_threads_and_another_seed_chooses_other_posts(self):
        self.shipped()
        options = ("--diff", "old.toml", "--show-texts", "--sentiment", "--threads")

        one, two = self.counted(*options, "1"), self.counted(*options, "2")
        self.assertEqual(one, two)
        self.assertEqual(self.backtest(*options, "1"), self.backtest(*options, "2"))
        other = self.counted(*options, "2", "--seed", "2")
        for before, after in zip(one["topics"], other["topics"], strict=True):
            self.assertEqual(before["posts"], after["posts"])
            if before["posts"] > 60:
                self.assertNotEqual(before["hits"], after["hits"])

    def test_texts_are_shown_only_where_they_are_asked_for(self):
        posts = self.shipped()

        self.assertNotIn('"text":', self.backtest("--json", "--diff", "old.toml"))
        shown = [example for topic in self.counted("--show-texts")["topics"]
                 for example in topic["hits"] + topic["near_misses"]]
        for example in shown:
            self.assertEqual(example["text"], posts[example["id"] - FIRST_ID])
        # Nothing of a text is told beside the ids, but for hashtags.
        plain = self.backtest()
        for example in shown:
            self.assertNotIn(example["text"], plain)

    def test_sentiments_are_those_that_score_gives(self):
        posts = self.shipped()
        wanted, found = Recount(posts, NEW), self.counted("--sentiment")
        scored = subprocess.run([PROGRAM, "score"], input="\n".join(posts) + "\n", check=True,
                                stdout=subprocess.PIPE, encoding="utf-8", timeout=60)
        lines = list(map(json.loads, scored.stdout.splitlines()))
        for topic in found["topics"]:
            shares = collections.Counter(lines[number]["sentiment"]["class"]
                                         for number in wanted.hits(topic["id"])
                                         if lines[number]["kind"] not in ("repost_bare", "notice"))
            self.assertEqual({name: topic[name] for name in ("negative", "neutral", "positive")},
                             {name: shares[name] for name in ("negative", "neutral", "positive")})

    def test_both_results_of_a_topic_are_counted_apart(self):
        self.write("both.toml", 'version = 1\n[[topic]]\nid = "a"\nrepost = "both"\n'
                                'query = "国运 & 大跌"\nnone = ["游戏"]\n')
        texts = ["国运大跌", "国运//@张三:大跌", "国运大跌//@张三:游戏", "转发微博//@张三:国运大跌", "国运",
                 "好//@张三:国运"]
        self.write("posts.jsonl", "".join(status(i, text) + "\n" for i, text in enumerate(texts)))

        found = self.counted("--diff", "both.toml", topics="both.toml")

        own, inherited = found["topics"]
        self.assertEqual((own["id"], own["posts"], own["removed"]), ("a", 3, 0))
        self.assertEqual(self.ids(own["hits"]), {0, 2, 3})
        self.assertEqual(self.ids(own["near_misses"]), {1, 4})
        self.assertEqual((inherited["id"], inherited["posts"]), ("a_inherited", 3))
        self.assertEqual(self.ids(inherited["hits"]), {0, 1, 3})
        self.assertEqual(inherited["removed_by"], {"游戏": 1})
        self.assertEqual(self.ids(inherited["near_misses"]), {4, 5})
        self.assertEqual([(change["id"], change["before"], change["gained"], change["lost"])
                          for change in found["changes"]], [("a", 3, 0, 0), ("a_inherited", 3, 0, 0)])

    def test_a_file_with_as_many_topics_as_a_job_may_have_is_counted(self):
        words = ["".join(pair) for pair in itertools.product(
            "".join(chr(0x4E00 + i) for i in range(64)), repeat=2)]
        words = [word for word in words if word[0] != word[1]][:2500]
        self.write("many.toml", "version = 1\n" + "".join(
            f'[[topic]]\nid = "t{i}"\nany = ["{word}"]\nnone = ["{word}{word}"]\n'
            for i, word in enumerate(words)))
        self.write("posts.jsonl", "".join(status(i, text) + "\n" for i, text in enumerate(
            [words[0], words[2499] + "，" + words[1300] * 2, words[1300]])))

        found = self.counted("--diff", "many.toml", topics="many.toml")

        self.assertEqual([(topic["id"], topic["posts"], topic["removed"]) for topic in found["topics"]
                          if topic["posts"] or topic["removed"]],
                         [("t0", 1, 0), ("t1300", 1, 1), ("t2499", 1, 0)])
        self.assertEqual(sum(change["before"] for change in found["changes"]), 3)
        self.assertEqual(sum(change["gained"] + change["lost"] for change in found["changes"]), 0)

    def test_people_are_told_the_same_as_a_table(self):
        self.write("both.toml", 'version = 1\n[[topic]]\nid = "a"\nquery = "国运 & 大跌"\n'
                                'none = ["#游戏#"]\n[[topic]]\nid = "b"\nany = ["大跌"]\n')
        self.write("was.toml", 'version = 1\n[[topic]]\nid = "b"\nany = ["国运"]\n')
        texts = ["国运大跌", "国运大跌#游戏#", "国运#甲##乙#", "好#甲#", "#甲#好#甲#"]
        self.write("posts.jsonl", "".join(status(i, text) + "\n" for i, text in enumerate(texts)) + "no post\n")

        self.assertEqual(self.backtest("--diff", "was.toml", "--show-texts", topics="both.toml"), """\
5 posts of 6 records, 2 in a topic (40.0 %)
left out: 1 not_json

topic                        posts    share   removed
a                                1   20.0 %         1
b                                2   40.0 %         0

change                      before     after    gained      lost
a                                0         1         1         0
  gained:
    5127522548373127 "国运大跌"
b                                3         2         0         1
  lost:
    5127522548373129 "国运#甲##乙#"

posts in both
         1  a + b

hashtags of posts without a topic
         3  #甲#
         1  #乙#

a
  '#游戏#' removed 1
  hits:
    5127522548373127 "国运大跌"
  near misses:
    5127522548373129 (lacks "大跌") "国运#甲##乙#"

b
  hits:
    5127522548373127 "国运大跌"
    5127522548373128 "国运大跌#游戏#"
""")


if __name__ == "__main__":
    unittest.main()
