"""Every format that people hold gives the same posts, as far as it can hold them.

Three invented posts, A, B and C, are written in each format under tests/formats; `yuqing convert`
reads them. What a format cannot hold is in the table below: the test compares everything else, and
prints which fields came out equal.
"""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
YUQING = ROOT / "build/release/yuqing"
FIXTURES = ROOT / "tests/formats"

A_TEXT = "#DeepSeek登顶# R1 is made in China，国货之光！[doge] 芯片禁令反倒成了最好的新年礼物👨‍💻 @测试_小编 http://t.cn/A6TEST01"
IDS = {"A": "5127522548373127", "B": "5127528866106062", "C": "5127534491778837"}
A_COUNTS = (12345, 678, 1034567)

POSTS = {
    "A": {"created_ms": 1737980103000, "created_precision": "s", "kind": "original",
          "own_text": A_TEXT, "author.id": "9900000001", "author.name": "测试_小航",
          "author.followers": 123456, "author.verified_type": 0, "region": "广东",
          "client": "iPhone客户端", "n_repost": 12345, "n_comment": 678, "n_like": 1034567,
          "hashtags": ["DeepSeek登顶"], "mentions": ["测试_小编"],
          "urls": ["http://t.cn/A6TEST01"], "emoticons": ["doge"]},
    "B": {"created_ms": 1737981609000, "created_precision": "s", "kind": "repost_commented",
          "own_text": "就这也叫国产之光？[微笑]", "author.id": "9900000002",
          "author.name": "测试_阿良", "author.followers": 250, "author.verified_type": -1,
          "region": "北京", "client": "iPhone客户端", "n_repost": 3, "n_comment": 1,
          "n_like": 20, "emoticons": ["微笑"], "chain": [{"user": "测试_小航", "text": A_TEXT}],
          "root.id": IDS["A"], "root.author": "测试_小航", "root.text": A_TEXT,
          "root.created_ms": 1737980103000, "root.n_like": 1034567},
    "C": {"created_ms": 1737982950000, "created_precision": "s", "kind": "repost_bare",
          "own_text": "", "author.id": "9900000003", "author.name": "测试_用户9900000003",
          "author.followers": 7, "author.verified_type": -1, "region": "美国",
          "client": "iPhone客户端", "n_repost": 0, "n_comment": 0, "n_like": 0,
          "root.id": IDS["A"], "root.author": "测试_小航", "root.text": A_TEXT,
          "root.created_ms": 1737980103000, "root.n_like": 1034567},
}
FIELDS = sorted({field for post in POSTS.values() for field in post})

NO_ROOT = {"root.author", "root.text", "root.created_ms", "root.n_like"}
MILLION = {"value": 1000000, "saturated": True}
ROUNDED = {"value": 12000}
CRAWLED_TEXT = A_TEXT.replace("[doge]", "").replace("http://t.cn/A6TEST01", "网页链接")


def squeezed(value):
    """Crawlers add and lose blanks; here they do not count."""
    if isinstance(value, str):
        return "".join(value.split()).replace("\u200b", "")
    if isinstance(value, list):
        return [squeezed(one) for one in value]
    return {k: squeezed(v) for k, v in value.items()} if isinstance(value, dict) else value


class Format:
    """A fixture: which posts it holds, which fields it lost and which it holds otherwise."""

    def __init__(self, name, file, posts, lost=(), other=None):
        self.name, self.file, self.posts = name, file, posts
        self.lost, self.other = set(lost), other or {}

    def expected(self, post):
        wanted = {k: v for k, v in POSTS[post].items() if k not in self.lost}
        for (of, field), value in self.other.items():
            if of in (post, "*") and (field in wanted or of == post):
                wanted[field] = value
        return {k: v for k, v in wanted.items() if v is not None}


FORMATS = [
    Format("weibo_v2", "weibo_api_v2_statuses.json", "CBA", {"region"}),
    Format("weibo_push", "weibo_push.jsonl", "ABC", {"region"}),
    Format("m_weibo_cn", "m_weibo_cn_getIndex.json", "CBA", (), {
        ("A", "n_like"): MILLION, ("A", "author.followers"): 123000,
        ("B", "root.n_like"): MILLION, ("C", "root.n_like"): None, ("C", "root.author"): None,
        ("C", "root.text"): "抱歉，此微博已被作者删除。查看帮助：网页链接"}),
    Format("weibo_ajax", "weibo_com_ajax.json", "CBA", {"author.followers"}),
    Format("nghuyong", "nghuyong_tweet.jsonl", "ABC", {"author.followers"} | NO_ROOT,
           {("B", "author.verified_type"): None, ("C", "author.verified_type"): None}),
    Format("weibo_crawler", "weibo_crawler.json", "BA", {"emoticons", "urls"}, {
        ("A", "own_text"): CRAWLED_TEXT, ("A", "n_like"): 1000000,
        ("A", "author.followers"): None, ("A", "author.verified_type"): None, ("A", "region"): None,
        ("B", "own_text"): "就这也叫国产之光？", ("B", "root.text"): CRAWLED_TEXT,
        ("B", "chain"): [{"user": "测试_小航", "text": CRAWLED_TEXT}],
        ("B", "root.n_like"): 1000000}),
    Format("weibo_spider", "weiboSpider_kafka.jsonl", "AB",
           {"author.name", "author.followers", "author.verified_type", "region", "emoticons",
            "root.id", "root.created_ms", "root.n_like"}, {
                ("A", "own_text"): A_TEXT.replace("[doge]", ""),
                ("B", "own_text"): "就这也叫国产之光？", ("B", "client"): None,
                ("B", "root.text"): A_TEXT.replace("[doge]", ""),
                ("B", "chain"): [{"user": "测试_小航",
                                  "text": "#DeepSeek登顶# R1 is made in China，国货之光！"}]}),
    Format("weibo_crawler_csv", "weibo_crawler.csv", "AB",
           {"author.id", "author.name", "author.followers", "author.verified_type", "region",
            "emoticons", "urls"}, {
                ("A", "own_text"): CRAWLED_TEXT, ("A", "n_like"): 1000000,
                ("B", "own_text"): "就这也叫国产之光？", ("B", "root.text"): CRAWLED_TEXT,
                ("B", "chain"): [{"user": "测试_小航", "text": CRAWLED_TEXT}],
                ("B", "root.n_like"): 1000000}),
    Format("weibo_search", "weibo_search.csv", "ABC",
           {"author.followers", "emoticons", "urls"} | NO_ROOT, {
                ("A", "own_text"): CRAWLED_TEXT, ("A", "n_like"): MILLION,
                ("A", "n_repost"): 12000, ("B", "own_text"): "就这也叫国产之光？",
                ("B", "chain"): [{"user": "测试_小航", "text": CRAWLED_TEXT}],
                ("C", "client"): None}),
    Format("public_opinion", "weibo_publicopinion_article.csv", "A",
           {"author.followers", "author.verified_type", "client"}),
    Format("mediacrawler", "mediacrawler_weibo.json", "AC",
           {"author.followers", "author.verified_type", "client", "emoticons", "urls", "root.id"}
           | NO_ROOT, {("A", "own_text"): CRAWLED_TEXT, ("A", "n_like"): MILLION}),
    Format("debezium", "debezium.jsonl", "A",
           {"author.followers", "author.verified_type", "client"}),
    Format("kafka_connect", "kafka_connect_jsonconverter.jsonl", "A",
           set(FIELDS) - {"created_ms", "created_precision", "kind", "own_text", "hashtags",
                          "mentions", "urls", "emoticons"}),
]


def field_of(row, field):
    for name in field.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def convert(path, *options):
    run = subprocess.run([YUQING, "convert", path, *options], capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()], run


def as_records(path, folder):
    """A document as one record: how a document lies in a topic."""
    if path.suffix != ".json":
        return path
    line = Path(folder) / (path.stem + ".jsonl")
    line.write_text(json.dumps(json.loads(path.read_text()), ensure_ascii=False) + "\n")
    return line


class FormatsTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.rows = {}
        for form in FORMATS:
            rows, run = convert(as_records(FIXTURES / form.file, cls.folder.name))
            cls.rows[form.name] = [row for row in rows if row.get("event") != "delete"]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_hold_the_same_posts(self):
        table = {field: {} for field in FIELDS}
        for form in FORMATS:
            rows = self.rows[form.name]
            self.assertEqual([row["id"] for row in rows], [IDS[p] for p in form.posts], form.name)
            for post, row in zip(form.posts, rows):
                expected = form.expected(post)
                for field in FIELDS:
                    found = field_of(row, field)
                    with self.subTest(format=form.name, post=post, field=field):
                        self.assertEqual(squeezed(found), squeezed(expected.get(field)))
                    same = squeezed(found) == squeezed(POSTS[post].get(field))
                    mark = "=" if same and found is not None else "~" if found is not None else "."
                    if POSTS[post].get(field) is not None:
                        table[field].setdefault(form.name, []).append(post + mark)
        self.tell(table)

    def tell(self, table):
        names = [form.name for form in FORMATS]
        print("\n= equal, ~ as far as the format holds it, . not in the format")
        print(" " * 21 + " ".join(f"{name:>13}" for name in names))
        for field, marks in table.items():
            cells = ["".join(sorted(marks.get(name, ["-"]))) for name in names]
            print(f"{field:<21}" + " ".join(f"{cell:>13}" for cell in cells))

    def test_tell_where_the_time_comes_from(self):
        origins = {name: {row["created_from"] for row in rows} for name, rows in self.rows.items()}
        for coarse in ("weibo_spider", "weibo_search", "public_opinion"):
            self.assertEqual(origins.pop(coarse), {"mid"})
        self.assertEqual(set.union(*origins.values()), {"field"})

    def test_tell_that_an_original_is_deleted(self):
        roots = {row["id"]: row["root"] for row in self.rows["m_weibo_cn"] if "root" in row}
        self.assertTrue(roots[IDS["C"]]["deleted"])
        self.assertNotIn("deleted", roots[IDS["B"]])

    def test_come_back_as_they_were_written(self):
        for form in FORMATS:
            path = Path(self.folder.name) / "canonical.jsonl"
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n"
                                    for row in self.rows[form.name]))
            again, _ = convert(path)
            self.assertEqual(again, self.rows[form.name], form.name)

    def test_say_what_was_deleted(self):
        for file, id in (("debezium.jsonl", IDS["A"]), ("bluesky_jetstream.jsonl", None)):
            rows, _ = convert(FIXTURES / file)
            self.assertEqual([row["event"] for row in rows], ["add", "delete"], file)
            self.assertEqual(rows[0]["id"], rows[1]["id"])
            self.assertIn(id, (rows[0]["id"], None))

    def test_of_other_platforms(self):
        rows, _ = convert(FIXTURES / "x_v2_stream.jsonl")
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual((row["id"], row["lang"], row["hashtags"], row["author"]["followers"]),
                         ("1883840000000000001", "en", ["DeepSeek"], 100))
        self.assertEqual((row["n_repost"], row["n_comment"], row["n_like"]), (12, 3, 40))
        rows, run = convert(FIXTURES / "bluesky_jetstream.jsonl")
        self.assertEqual(rows[0]["created_ms"], 1737980103000)
        self.assertIn("no_post: 1", run.stderr)

    def test_rejects_are_told_with_file_line_and_reason(self):
        path = Path(self.folder.name) / "broken.jsonl"
        good = '{"mid":"5127522548373127","text":"a"}\n'
        path.write_text(good + "{\n" + good + '{"x":1}\n' * 12)
        rows, run = convert(path)
        self.assertEqual(len(rows), 2)
        self.assertIn(f"{path}:2: not_json\n", run.stderr)
        self.assertIn(f"{path}:4: unknown_format\n", run.stderr)
        self.assertEqual(run.stderr.count(":"), 2 * 11 + 2)
        self.assertIn("unknown_format: 12 records\n", run.stderr)

    def test_can_be_forced(self):
        path = Path(self.folder.name) / "forced.jsonl"
        path.write_text('{"id":"7","created_ms":1737980103000,"own_text":"a","text":"b"}\n')
        self.assertEqual(convert(path)[0][0]["own_text"], "a")
        self.assertEqual(convert(path, "--format", "weibo_minimal")[1].returncode, 0)
        run = convert(path, "--format", "weibo")[1]
        self.assertEqual(run.returncode, 2)
        self.assertIn("yuqing formats", run.stderr)
        run = subprocess.run([YUQING, "replay", "-c", ROOT / "deploy/yuqing.toml", path, "--out",
                              Path(self.folder.name) / "out", "--format", "weibo"],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertIn("yuqing formats", run.stderr)

    def test_are_listed_with_examples_that_are_read_as_themselves(self):
        listing = subprocess.run([YUQING, "formats"], capture_output=True, text=True, check=True)
        blocks = [b for b in listing.stdout.split("\n\n") if "example:" in b]
        self.assertGreaterEqual(len(blocks), 12)
        for block in blocks:
            name = block.splitlines()[0]
            path = Path(self.folder.name) / "example.jsonl"
            path.write_text(block.split("example:")[1].strip() + "\n")
            rows, _ = convert(path)
            self.assertEqual([row["source"] for row in rows], [name])


if __name__ == "__main__":
    unittest.main()
