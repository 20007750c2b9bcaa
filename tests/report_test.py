"""The report: what was planted is found, what is flat stays quiet, and every figure follows from
windows.csv by formulas that are written down again here.
"""

import csv
import datetime
import html.parser
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))
import planted  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
CONFIG = PROJECT / "deploy/yuqing.toml"
SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT.parent / "shared"))
BURST = SHARED / "data/real/replay/burst.jsonl.zst"
SIGNS = tuple("=+-@\t\r\0＝＋－＠")


class Reader(html.parser.HTMLParser):
    """Headings, paragraphs and tables of a report, by section."""

    def __init__(self):
        super().__init__()
        self.sections = {}
        self.section = self.open_kind = None
        self.buffer = ""
        self.attributes = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag in ("h2", "h3", "p", "th", "td", "figcaption"):
            self.open_kind, self.buffer = tag, ""
            if tag == "h2":
                self.section = dict(attrs)["id"]
                self.sections[self.section] = {"texts": [], "tables": []}
        elif tag == "table":
            self.sections[self.section]["tables"].append([])
        elif tag == "tr":
            self.sections[self.section]["tables"][-1].append([])

    def handle_data(self, data):
        self.buffer += data

    def handle_endtag(self, tag):
        if tag != self.open_kind or self.section is None:
            return
        if tag in ("th", "td"):
            self.sections[self.section]["tables"][-1][-1].append(self.buffer)
        else:
            self.sections[self.section]["texts"].append(self.buffer)
        self.open_kind = None


def read_report(folder):
    reader = Reader()
    reader.feed((folder / "report.html").read_text("utf-8"))
    return reader


def rows_of(table):
    """Rows by their first cell; each a dictionary by column."""
    head, *rows = table
    return {row[0]: dict(zip(head, row)) for row in rows}


def number(text):
    return int(text.replace(",", ""))


def windows(folder):
    with open(folder / "windows.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def sums(rows):
    """Posts and opinions of each topic over the whole range."""
    total = {}
    for row in rows:
        sum_of = total.setdefault(row["topic"], [0, 0, 0, 0])
        for i, name in enumerate(("posts", "negative", "neutral", "positive")):
            sum_of[i] += int(row[name])
    return total


def percent(part, whole):
    return f"{(part * 1000 + whole // 2) // whole / 10:.1f} %" if whole else "-"


def interval(value, variance, n):
    if n < 30:
        return f"n too small ({n})"
    reach = 1.96 * math.sqrt(max(0.0, variance))
    figures = [100 * value, 100 * max(-1.0, value - reach), 100 * min(1.0, value + reach)]
    shown = [f"{0.0 if abs(x) < 0.05 else x:.1f}" for x in figures]
    return f"{shown[0]} [{shown[1]}, {shown[2]}]"


def net_all(negative, neutral, positive):
    total = negative + neutral + positive
    if total == 0:
        return "n too small (0)"
    balance = positive - negative
    return interval(balance / total, (positive + negative) / total**2 - balance**2 / total**3, total)


def net_rate(negative, positive):
    said = positive + negative
    if said == 0:
        return "n too small (0)"
    rate = (positive - negative) / said
    return interval(rate, (1 - rate * rate) / said, said)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.here = pathlib.Path(cls.folder.name)
        planted.write(cls.here / "burst.jsonl", burst=True)
        planted.write(cls.here / "flat.jsonl", burst=False)
        cls.replay([cls.here / "burst.jsonl"], "raw", "--report", "--raw-ids", "--posts")
        cls.replay([cls.here / "flat.jsonl"], "flat", "--report")
        cls.report = read_report(cls.here / "raw")

    @classmethod
    def replay(cls, files, out, *options):
        done = subprocess.run([YUQING, "replay", "-c", CONFIG, *files, "--out", cls.here / out,
                               *options], capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def bursts(self, topic):
        table = self.report.sections["bursts"]["tables"][0]
        return [dict(zip(table[0], row)) for row in table[1:] if row[1] == topic]

    def test_the_planted_burst_is_named_with_begin_peak_and_end(self):
        found = self.bursts(planted.TOPIC_NAME)
        self.assertEqual(len(found), 1, self.report.sections["bursts"]["tables"][0])
        burst = found[0]
        self.assertEqual(burst["begin"], "2025-01-27 14:40")
        self.assertEqual(burst["peak"], "2025-01-27 14:45")
        self.assertEqual(burst["end"], "2025-01-27 14:52")
        self.assertEqual(burst["severity"], "10.0")

    def test_the_posts_of_bursts_are_those_of_the_windows(self):
        found = self.bursts(planted.TOPIC_NAME)
        begin = datetime.datetime(2025, 1, 27, 6, 40)
        within = {(begin + datetime.timedelta(minutes=i)).strftime("%Y-%m-%dT%H:%M:%SZ")
                  for i in range(12)}
        posts = sum(int(row["posts"]) for row in windows(self.here / "raw")
                    if row["topic"] == planted.TOPIC and row["start"] in within)
        self.assertEqual(number(found[0]["posts"]), posts)
        self.assertGreater(posts, sum(planted.BURST_POSTS) - 1)

    def test_the_cause_names_term_hashtag_and_account(self):
        rose = {}
        for table in self.report.sections["bursts"]["tables"][1:]:
            for row in table[1:]:
                rose.setdefault(row[1], set()).add(row[0])
        self.assertIn(planted.HASHTAG, rose["hashtag"])
        self.assertIn("@" + planted.ACCOUNT, rose["account"])
        self.assertTrue(any(planted.PHRASE in term or term in planted.PHRASE
                            for term in rose["term"]), rose["term"])
        self.assertTrue(any(len(term) > 4 for term in rose["term"]), rose["term"])

    def test_counts_of_what_rose_can_be_counted_again(self):
        table = self.report.sections["bursts"]["tables"][1]
        row = next(row for row in table[1:] if row[0] == planted.HASHTAG)
        share = re.fullmatch(r"([\d.]+ %) \(([\d,]+) / ([\d,]+)\)", row[2])
        part, whole = number(share[2]), number(share[3])
        self.assertEqual(share[1], percent(part, whole))
        posts = map(json.loads, (self.here / "burst.jsonl").read_text("utf-8").splitlines())
        self.assertEqual(part, sum(planted.HASHTAG in post["text"] for post in posts))
        self.assertRegex(row[3], r"^0\.0 % \(0 / ")

    def test_a_flat_archive_has_no_burst(self):
        flat = read_report(self.here / "flat")
        self.assertEqual(flat.sections["bursts"]["tables"], [])
        self.assertIn("No burst: no topic had much more posts than its own past lets expect.",
                      flat.sections["bursts"]["texts"])

    def test_net_sentiment_follows_from_the_windows(self):
        total = sums(windows(self.here / "raw"))
        shown = self.report.sections["sentiment"]["tables"][0][1:]
        expected = sorted(([number(row[1]), *map(number, row[2:5]), row[5], row[6]]
                           for row in shown), key=str)
        wanted = sorted(([neg + neu + pos, neg, neu, pos, net_all(neg, neu, pos),
                          net_rate(neg, pos)]
                         for topic, (_, neg, neu, pos) in total.items()
                         if not topic.startswith("$")), key=str)
        self.assertEqual(expected, wanted)
        self.assertTrue(any("too small" in row[6] for row in shown))
        self.assertTrue(any("[" in row[6] for row in shown))

    def test_share_of_voice_follows_from_the_windows(self):
        total = sums(windows(self.here / "raw"))
        topics = {t: s[0] for t, s in total.items() if t != "all" and not t.startswith("$")}
        mentions, posts = sum(topics.values()), total["all"][0]
        shown = sorted(tuple(row[1:4]) for row in self.report.sections["topics"]["tables"][0][1:])
        wanted = sorted([(f"{posts:,}", "-", "100.0 %")] +
                        [(f"{count:,}", percent(count, mentions), percent(count, posts))
                         for count in topics.values()])
        self.assertEqual(shown, wanted)
        self.assertTrue(any(f"{mentions:,} mentions" in text
                            for text in self.report.sections["topics"]["texts"]))

    def test_nothing_is_loaded_and_nothing_runs(self):
        text = (self.here / "raw/report.html").read_text("utf-8")
        self.assertNotRegex(text, r"<script|<iframe|<object|@import|url\(|<img")
        for tag, name, value in self.report.attributes:
            self.assertFalse(name.startswith("on"), name)
            if name in ("src", "href"):
                self.assertRegex(value, r"^(#[\w-]+|data:,|https?://[^\"<>]+)$")
        links = [value for tag, name, value in self.report.attributes if tag == "a"]
        self.assertGreater(len(links), 5)

    def test_names_and_ids_are_hashed_unless_they_are_asked_for(self):
        self.replay([self.here / "burst.jsonl"], "hashed", "--report", "--posts")
        for name in ("report.html", "report.md", "posts.csv"):
            text = (self.here / "hashed" / name).read_text("utf-8")
            self.assertNotIn(planted.ACCOUNT, text, name)
            self.assertNotRegex(text, r"\b5127\d{12}\b|99000000\d\d", name)
        key = self.here / "hashed/id_key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        self.assertEqual(len(key.read_text().strip()), 64)

    def test_the_same_key_gives_the_same_bytes_on_any_number_of_threads(self):
        (self.here / "key").write_text("0123456789abcdef\n")
        for out, threads in (("one", "1"), ("four", "4")):
            self.replay([self.here / "burst.jsonl"], out, "--report", "--posts", "--lang", "zh",
                        "--id-key-file", self.here / "key", "--threads", threads)
        for name in ("report.html", "report.md", "posts.csv"):
            self.assertEqual((self.here / "one" / name).read_bytes(),
                             (self.here / "four" / name).read_bytes(), name)
        self.assertFalse((self.here / "one/id_key").exists())
        self.assertIn("爆发", (self.here / "one/report.md").read_text("utf-8"))

    def test_the_table_of_posts_adds_up_to_the_windows(self):
        path = self.here / "raw/posts.csv"
        self.assertTrue(path.read_bytes().startswith(b"\xef\xbb\xbf"))
        with open(path, encoding="utf-8-sig", newline="") as file:
            posts = list(csv.DictReader(file, strict=True))
        texts = {post["mid"] for post in map(json.loads, (self.here / "burst.jsonl")
                                             .read_text("utf-8").splitlines())}
        self.assertEqual({row["id"] for row in posts}, {f"id:{mid}" for mid in texts})
        table = {}
        for row in posts:
            self.assertEqual(row["fate"], "counted")
            for value in row.values():
                self.assertFalse(value.startswith(SIGNS), value)
            for topic in ["all", *row["topics"].split()]:
                cell = table.setdefault((row["time"][:16] + ":00Z", topic), [0] * 6)
                for i, sentiment in enumerate(("negative", "neutral", "positive")):
                    cell[i] += row["sentiment"] == sentiment
                cell[3] += int(row["score_positive"] or 0)
                cell[4] += int(row["score_negative"] or 0)
                cell[5] += int(row["reach"])
        wanted = {(row["start"], row["topic"]): [int(row[name]) for name in (
            "negative", "neutral", "positive", "score_positive", "score_negative", "reach")]
            for row in windows(self.here / "raw") if not row["topic"].startswith("$")}
        self.assertEqual(table, wanted)

    def test_the_same_id_has_the_same_hash_in_posts_and_examples(self):
        self.replay([self.here / "burst.jsonl"], "both", "--report", "--posts")
        with open(self.here / "both/posts.csv", encoding="utf-8-sig", newline="") as file:
            ids = {row["id"] for row in csv.DictReader(file)}
        examples = read_report(self.here / "both").sections["examples"]["tables"][0][1:]
        self.assertGreater(len(examples), 10)
        self.assertLessEqual({row[2] for row in examples}, ids)

    def test_the_markdown_has_the_same_figures(self):
        text = (self.here / "raw/report.md").read_text("utf-8")
        for row in self.report.sections["sentiment"]["tables"][0][1:]:
            line = " | ".join(re.sub(r"([\\`*_\[\]<>|#~!])", r"\\\1", cell) for cell in row)
            self.assertIn(f"| {line} |", text)


class RealBurst(unittest.TestCase):
    def test_the_burst_of_february_2020_is_found(self):
        if not BURST.exists():
            if os.environ.get("CI") == "true":
                self.fail(f"{BURST} is missing")
            self.skipTest(f"SKIPPED: {BURST} is missing")
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            done = subprocess.run([YUQING, "replay", "-c", CONFIG, BURST, "--out", out, "--report"],
                                  capture_output=True, text=True, timeout=300, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            table = read_report(out).sections["bursts"]["tables"][0]
        found = [dict(zip(table[0], row)) for row in table[1:]]
        self.assertTrue(any(row["topic"] == "all posts" and row["begin"].startswith("2020-02-0")
                            for row in found), table)
        self.assertTrue(all(row["peak"].startswith("2020-02-0") for row in found))


if __name__ == "__main__":
    unittest.main()
