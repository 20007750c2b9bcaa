"""yuqing topics explain and yuqing score --explain, through the real program: $YUQING, or
build/release/yuqing. Places are cut out of the texts here, byte by byte."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")

TOPICS = """\
version = 1
[global]
none = ["广告"]
[[entity]]
id = "liang"
alias = ["梁文锋", "Liang Wenfeng"]
[[topic]]
id = "heroes"
query = '$liang & (英雄 | 骄傲)'
[[topic]]
id = "destiny"
any = ["国运", "DeepSeek*"]
none = ["国运当头"]
[[topic]]
id = "near"
query = '芯片 ~2 禁令'
[[topic]]
id = "tagged"
any = ["#国货之光#", "@人民日报"]
[[topic]]
id = "twice"
repost = "both"
query = '国运 & 大跌'
"""


def run(*arguments, given=""):
    done = subprocess.run([PROGRAM, *arguments], input=given, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shipped_texts():
    texts = []
    for path in sorted((PROJECT / "deploy/corpus").glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    return [text for text in texts if not set(text) & set("\n\r\0")]


def cut(text, begin, end):
    return text.encode()[begin:end].decode()


class TopicsExplainTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "t.toml"
        self.path.write_text(TOPICS, "utf-8")

    def explain(self, text):
        told = json.loads(run("topics", "explain", self.path, "--json", "--text", text))
        self.assertEqual(told["text"], text)
        for topic in told["topics"]:
            for hit in topic["hits"]:
                if "begin" in hit:
                    self.assertEqual(cut(text, hit["begin"], hit["end"]), hit["piece"])
        return {topic["id"]: topic for topic in told["topics"]}

    def pieces(self, topic):
        return [(hit["term"], hit["excludes"], hit["place"], hit.get("piece"))
                for hit in topic["hits"]]

    def test_every_topic_is_told_in_the_order_of_the_file(self):
        self.assertEqual(list(self.explain("好")), ["heroes", "destiny", "near", "tagged", "twice",
                                                   "twice_inherited"])

    def test_pieces_are_those_of_the_text_as_it_was_written(self):
        text = "😀😀 [doge]ＤｅｅｐＳｅｅｋ－Ｒ１，國\u200b運級！粱文鋒不是梁文鋒,LIANGＷＥＮＦＥＮＧ是英雄"

        told = self.explain(text)

        self.assertEqual(told["destiny"]["is"], "matched")
        self.assertEqual(self.pieces(told["destiny"]), [
            ("DeepSeek*", False, "text", "ＤｅｅｐＳｅｅｋ"), ("国运", False, "text", "國\u200b運")])
        self.assertEqual(told["heroes"]["is"], "matched")
        self.assertEqual(self.pieces(told["heroes"]), [
            ("梁文锋", False, "text", "梁文鋒"), ("Liang Wenfeng", False, "text", "LIANGＷＥＮＦＥＮＧ"),
            ("英雄", False, "text", "英雄")])
        self.assertEqual([hit.get("entity") for hit in told["heroes"]["hits"]],
                         ["liang", "liang", None])

    def test_places_count_from_the_beginning_of_the_text_where_own_words_begin_later(self):
        told = self.explain(" 回复@張三丰: 👏国运级//@李四:国运")

        self.assertEqual(self.pieces(told["destiny"]), [("国运", False, "text", "国运")])
        self.assertEqual(told["destiny"]["hits"][0]["begin"], len(" 回复@張三丰: 👏".encode()))

    def test_the_exclusion_that_removed_a_topic_is_told(self):
        told = self.explain("國運當頭，必火")
        self.assertEqual(told["destiny"]["is"], "removed")
        self.assertEqual(self.pieces(told["destiny"]), [
            ("国运", False, "text", "國運"), ("国运当头", True, "text", "國運當頭")])

        told = self.explain("【廣告】国运级")
        self.assertEqual(told["destiny"]["is"], "removed")
        self.assertEqual(self.pieces(told["destiny"]), [
            ("广告", True, "text", "廣告"), ("国运", False, "text", "国运")])

    def test_a_near_miss_says_what_it_lacks(self):
        told = self.explain("梁文锋说的芯片出口新禁令")

        self.assertEqual((told["heroes"]["is"], told["heroes"]["lacks"]),
                         ("near_miss", '"英雄" | "骄傲"'))
        self.assertEqual((told["near"]["is"], told["near"]["lacks"]),
                         ("near_miss", '"芯片" ~2 "禁令"'))
        self.assertEqual(told["tagged"], {"id": "tagged", "is": "no", "hits": []})

    def test_tags_and_names_are_told_with_the_place_they_stand_in(self):
        told = self.explain("＃國貨之光＃转给@人民日報 看看")

        self.assertEqual(self.pieces(told["tagged"]), [
            ("@人民日报", False, "mentions", None), ("#国货之光#", False, "text", "國貨之光")])

    def test_both_results_are_told_apart(self):
        told = self.explain("国运级//@张三:大跌")

        self.assertEqual((told["twice"]["is"], told["twice"]["lacks"]), ("near_miss", '"大跌"'))
        self.assertEqual(told["twice_inherited"]["is"], "matched")
        self.assertEqual(self.pieces(told["twice_inherited"]), [
            ("国运", False, "text", "国运"), ("大跌", False, "chain", None)])

    def test_people_are_told_the_same_in_lines(self):
        self.assertEqual(
            run("topics", "explain", self.path, given="國運當頭\r\n梁文锋//@张三:大跌\n"),
            "國運當頭\n"
            "destiny: would match, but an exclusion stands in it\n"
            "  + '国运' at 0-6: 國運\n"
            "  - '国运当头' at 0-12: 國運當頭\n"
            'twice: not matched, it lacks only: "大跌"\n'
            "  + '国运' at 0-6: 國運\n"
            'twice_inherited: not matched, it lacks only: "大跌"\n'
            "  + '国运' at 0-6: 國運\n"
            "no term of: heroes, near, tagged\n"
            "梁文锋//@张三:大跌\n"
            'heroes: not matched, it lacks only: "英雄" | "骄傲"\n'
            "  + '梁文锋' ($liang) at 0-9: 梁文锋\n"
            'twice_inherited: not matched, it lacks only: "国运"\n'
            "  + '大跌' in chain\n"
            "no term of: destiny, near, tagged, twice\n")

    def test_the_topics_of_a_text_are_those_that_score_finds(self):
        texts = shipped_texts()[::10] + ["转发微博//@张三:国运级", "国运级//@张三:大跌", ""]
        topics = PROJECT / "deploy/topics.toml"
        for path in (topics, self.path):
            scored = run("score", "--topics", path, given="\n".join(texts) + "\n").splitlines()
            told = run("topics", "explain", path, "--json", given="\n".join(texts) + "\n")

            for score, why in zip(scored, told.splitlines(), strict=True):
                matched = [topic["id"] for topic in json.loads(why)["topics"]
                           if topic["is"] == "matched"]
                self.assertEqual(sorted(json.loads(score)["topics"]), sorted(matched), why)


class ScoreExplainTest(unittest.TestCase):
    def score(self, texts, *options):
        lines = run("score", "--explain", *options, given="\n".join(texts) + "\n").splitlines()
        self.assertEqual(len(lines), len(texts))
        return list(zip(texts, map(json.loads, lines)))

    def check_piece(self, text, piece):
        self.assertEqual(cut(text, *piece["bytes"]), piece["text"])
        begin, end = piece["characters"]
        self.assertEqual(text[begin:end], piece["text"])

    def test_shares_add_up_to_the_margin_over_the_whole_corpus(self):
        texts = shipped_texts()
        reasons = 0
        for text, scored in self.score(texts):
            why = scored["explain"]
            self.assertEqual([topic["id"] for topic in why["topics"] if topic["is"] == "matched"],
                             scored["topics"], text)
            for topic in why["topics"]:
                self.assertTrue(any(not hit["excludes"] for hit in topic["hits"]), text)
                self.assertEqual(any(hit["excludes"] for hit in topic["hits"]),
                                 topic["is"] == "removed", text)
                for hit in topic["hits"]:
                    reasons += 1
                    if "text" in hit:
                        self.check_piece(text, hit)
            if scored["kind"] in ("repost_bare", "notice"):
                self.assertEqual(list(why), ["topics"])
                continue
            shares = sum(cause["share"] for cause in why["causes"])
            self.assertEqual(why["bias"] + why["other"] + shares, why["margin"], text)
            for cause in why["causes"] + why["negators"] + why["emoticons"]:
                self.check_piece(text, cause)
        self.assertGreater(reasons, 1000)
        print(f"{len(texts)} texts, {reasons} terms in place")

    def test_a_topic_file_is_explained_where_it_is_given(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "t.toml"
            path.write_text(TOPICS, "utf-8")

            (_, scored), = self.score(["😀國運級，梁文鋒"], "--topics", path)

        self.assertEqual(scored["topics"], ["destiny"])
        self.assertEqual(scored["explain"]["topics"], [{"id": "destiny", "is": "matched", "hits": [
            {"term": "国运", "excludes": False, "place": "text", "bytes": [4, 10],
             "characters": [1, 3], "text": "國運"}]}])


if __name__ == "__main__":
    unittest.main()
