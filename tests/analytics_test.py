"""What is said now, at the end of an archive: against a truth that Python computes from the posts.

The oracle shares no code with the program. It asks `yuqing score` for the sentiment of single texts
and does all the counting itself.
"""

import collections
import datetime
import json
import math
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = PROJECT / "build/release/yuqing"

ZONE = datetime.timezone(datetime.timedelta(hours=8))
BEGIN = datetime.datetime(2025, 1, 27, 18, 0, tzinfo=ZONE)
MINUTES = 125            # the last one is not complete
NOW = MINUTES - 2
BURST = 118              # the minute that it begins in
HASHTAG = "服务器繁忙请稍后"
PHRASE = "锅炉工程师连夜表态"
TOPICS = """version = 1
[[topic]]
id = "goods"
name = "国货"
name_en = "goods"
any = ["国货"]
[topic.test]
match = ["国货"]
[[topic]]
id = "outage"
any = ["崩了"]
[topic.test]
match = ["崩了"]
"""
GLAD = ["国货真棒，太喜欢了", "支持国货，开心", "国货好用，非常满意"]
SAD = ["国货太失望了，质量真差", "国货让人生气，垃圾", "国货真烂，后悔买了"]
PLAIN = ["今天去了公司开会", "地铁十点到站", "晚饭是面条", "明天有雨"]
DOWN = "又崩了，{phrase}，等了半天"


class Story:
    """Posts in the order of time."""

    def __init__(self, seed=1):
        self.random = random.Random(seed)
        self.posts = []
        self.tags = [f"话题{i:03}" for i in range(300)]

    def post(self, minute, text, author):
        when = BEGIN + datetime.timedelta(minutes=minute, seconds=self.random.randrange(60))
        mid = (int(when.timestamp()) - 515483463) << 22 | len(self.posts)
        self.posts.append({
            "created_at": when.strftime("%a %b %d %H:%M:%S %z %Y"), "id": mid, "idstr": str(mid),
            "mid": str(mid), "text": text, "user": {"id": author, "idstr": str(author)},
            "reposts_count": 0, "comments_count": 0, "attitudes_count": 0})

    def tagged(self, text):
        """With hashtags: a few are in many posts, most in few."""
        chosen = {self.tags[int(len(self.tags) * self.random.random() ** 4)]
                  for _ in range(self.random.randrange(3))}
        return "".join(f"#{tag}#" for tag in sorted(chosen)) + text

    def write(self, path):
        self.posts.sort(key=lambda post: post["id"])
        path.write_text("".join(json.dumps(post, ensure_ascii=False) + "\n"
                                for post in self.posts), "utf-8")


def usual_story():
    """Two hours at a steady rate; the mood about goods falls, an outage begins and goes on."""
    story = Story()
    for minute in range(MINUTES):
        for _ in range(20):
            story.post(minute, story.tagged(story.random.choice(PLAIN)),
                       story.random.randrange(1, 900))
        later = minute > NOW - 10
        for _ in range(12):
            glad = story.random.random() < (0.2 if later else 0.8)
            story.post(minute, story.tagged(story.random.choice(GLAD if glad else SAD)),
                       story.random.randrange(1, 900))
        story.post(minute, "又崩了，刷新一下", story.random.randrange(1, 900))
        for _ in range(50 if minute >= BURST else 0):
            tag = f"#{HASHTAG}#" if story.random.random() < 0.6 else ""
            story.post(minute, tag + DOWN.format(phrase=PHRASE), story.random.randrange(1, 900))
    return story


def invented_text(rng, size=40):
    return "".join(chr(rng.randrange(0x4e00, 0x9000)) for _ in range(size))


def copied_story(families, copies, seed):
    """One window of texts that nobody else wrote, some of them copied with small changes."""
    story = Story(seed)
    author = 0
    for family in range(families):
        text = invented_text(story.random)
        for copy in range(1 + (copies if family % 4 == 0 else 0)):
            changed = text if copy == 0 else story.random.choice(
                [text, text + "！！", text[:-2], text + "转", "【" + text + "】"])
            author += 1
            story.post(0, changed, author)
    story.post(1, "明天有雨", 1)
    return story


def minute_of(post):
    when = datetime.datetime.strptime(post["created_at"], "%a %b %d %H:%M:%S %z %Y")
    return int((when - BEGIN).total_seconds() // 60)


class Analytics(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)
        (self.here / "topics.toml").write_text(TOPICS, "utf-8")
        self.config()

    def tearDown(self):
        self.folder.cleanup()

    def config(self, more=""):
        (self.here / "yuqing.toml").write_text('[topic]\nfile = "topics.toml"\n' + more)

    def command(self, archive, name, *options):
        return [YUQING, "replay", "-c", self.here / "yuqing.toml", archive, "--out",
                self.here / name, "--analytics", self.here / f"{name}.json", *options]

    def replay(self, archive, name, *options):
        subprocess.run(self.command(archive, name, *options), check=True, capture_output=True,
                       timeout=300)
        return (self.here / f"{name}.json").read_bytes()

    def told(self, story):
        story.write(self.here / "posts.jsonl")
        said = json.loads(self.replay(self.here / "posts.jsonl", "now"))
        self.assertEqual(said["version"], 1)
        return said, {topic["id"]: topic for topic in said["topics"]}


class Truth(Analytics):
    """One story, told once: every figure is counted again."""

    @classmethod
    def setUpClass(cls):
        test = cls()
        Analytics.setUp(test)
        cls.story = usual_story()
        try:
            cls.said, cls.topics = test.told(cls.story)
        finally:
            Analytics.tearDown(test)
        texts = sorted({post["text"] for post in cls.story.posts})
        done = subprocess.run([YUQING, "score"], input="\n".join(texts), text=True, check=True,
                              capture_output=True)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        cls.sentiment = {text: answer["sentiment"]["class"]
                         for text, answer in zip(texts, answers, strict=True)}

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def of(self, topic, minutes):
        word = {"all": "", "goods": "国货", "outage": "崩了"}[topic]
        return [post for post in self.story.posts
                if minute_of(post) in minutes and word in post["text"]]

    def opinions(self, topic, minutes):
        return collections.Counter(self.sentiment[post["text"]]
                                   for post in self.of(topic, minutes))

    def test_now_is_the_newest_complete_window(self):
        begin = (BEGIN + datetime.timedelta(minutes=NOW)).astimezone(datetime.timezone.utc)
        self.assertEqual(self.said["window"]["start"], begin.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(self.said["job"]["counted"], len(self.story.posts))
        self.assertEqual(list(self.topics), ["all", "goods", "outage"])
        self.assertNotIn("ready", self.said["job"])

    def test_counts_are_those_of_the_window_and_of_the_past(self):
        for name, topic in self.topics.items():
            self.assertEqual(topic["now"]["posts"], len(self.of(name, {NOW})))
            self.assertEqual(topic["previous"]["posts"], len(self.of(name, {NOW - 1})))
            found = self.opinions(name, {NOW})
            for sentiment in ("negative", "neutral", "positive"):
                self.assertEqual(topic["now"][sentiment], found[sentiment], (name, sentiment))
            self.assertEqual(topic["recent"]["posts"],
                             [len(self.of(name, {minute}))
                              for minute in range(NOW - 59, NOW + 1)])
            first = datetime.datetime.fromisoformat(topic["past"]["start"].replace("Z", "+00:00"))
            offset = int((first - BEGIN).total_seconds() // 60)
            self.assertEqual(topic["past"]["posts"],
                             [len(self.of(name, range(at, min(at + 10, NOW + 1))))
                              for at in range(offset, NOW + 1, 10)])

    def test_authors_are_within_the_stated_error(self):
        for name, topic in self.topics.items():
            authors = len({post["user"]["id"] for post in self.of(name, {NOW})})
            self.assertEqual(topic["now"]["authors"], authors)  # few: exact

    def test_the_twenty_most_frequent_hashtags_are_exact(self):
        lately = range((NOW // 10 - 1) * 10, MINUTES)
        for name, topic in self.topics.items():
            counts = collections.Counter()
            for post in self.of(name, lately):
                counts.update(set(post["text"].split("#")[1:-1:2]))
            expected = sorted(counts.items(), key=lambda one: (-one[1], one[0].encode()))[:20]
            self.assertEqual([(tag["text"], tag["posts"]) for tag in topic["hashtags"]], expected)
            self.assertGreater(len(expected), 0)

    def test_net_sentiment_has_the_interval_of_its_formula(self):
        def close(found, value, variance):
            reach = 1.96 * math.sqrt(variance)
            self.assertAlmostEqual(found["value"], value, 4)
            self.assertAlmostEqual(found["low"], max(value - reach, -1), 4)
            self.assertAlmostEqual(found["high"], min(value + reach, 1), 4)

        for name in ("all", "outage"):
            found = self.opinions(name, {NOW})
            p, n, t = found["positive"], found["negative"], sum(found.values())
            close(self.topics[name]["now"]["net_all"], (p - n) / t,
                  (p + n) / t ** 2 - (p - n) ** 2 / t ** 3)
            rate = (p - n) / (p + n)
            close(self.topics[name]["now"]["net_rate"], rate, (1 - rate ** 2) / (p + n))
        self.assertIsNone(self.topics["goods"]["now"]["net_all"])  # 12 opinions

    def test_the_mood_that_fell_is_a_shift(self):
        shift = self.topics["goods"]["shift"]
        sides = [self.opinions("goods", range(NOW - 9, NOW + 1)),
                 self.opinions("goods", range(NOW - 69, NOW - 9))]
        nets, variances = [], []
        for found in sides:
            p, n, t = found["positive"], found["negative"], sum(found.values())
            nets.append((p - n) / t)
            variances.append((p + n) / t ** 2 - (p - n) ** 2 / t ** 3)
        self.assertTrue(shift["active"])
        self.assertLess(shift["value"], -0.5)
        self.assertAlmostEqual(shift["value"], nets[0] - nets[1], 4)
        self.assertAlmostEqual(shift["high"] - shift["value"], 1.96 * math.sqrt(sum(variances)), 3)
        self.assertEqual((shift["now_n"], shift["before_n"]),
                         tuple(sum(found.values()) for found in sides))

    def test_the_burst_is_told_with_its_cause(self):
        burst = self.topics["outage"]["burst"]
        begin = (BEGIN + datetime.timedelta(minutes=BURST)).astimezone(datetime.timezone.utc)
        self.assertEqual(burst["begin"], begin.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertIsNone(burst["end"])
        self.assertEqual(burst["posts"], len(self.of("outage", range(BURST, NOW + 1))))
        self.assertAlmostEqual(burst["expected"], 1, delta=0.6)
        self.assertEqual(burst["severity"], 10)
        said = [post for post in self.of("outage", range(BURST // 10 * 10, MINUTES))
                if HASHTAG in post["text"]]
        self.assertEqual(burst["hashtags"][0], {"text": HASHTAG, "now": len(said), "before": 0})
        self.assertTrue(any(term["text"] in PHRASE for term in burst["terms"]), burst["terms"])
        self.assertIn(f"#{HASHTAG}#", [rise["text"] for rise in self.topics["all"]["rising"]])
        self.assertIsNone(self.topics["goods"]["burst"])


class Copies(Analytics):
    def test_the_share_of_copies_is_within_two_points(self):
        for families, copies, seed in ((200, 6, 1), (400, 2, 2), (300, 0, 3), (60, 30, 4),
                                       (900, 8, 5)):
            _, topics = self.told(copied_story(families, copies, seed))
            now = topics["all"]["now"]
            posts = families + len(range(0, families, 4)) * copies
            self.assertEqual(now["posts"], posts)
            truth = 1 - families / posts
            print(f"{posts} posts of {families} texts: copies {truth:.3f}, told "
                  f"{now['copy_share']:.3f}; {posts} authors, told {now['authors']}")
            self.assertAlmostEqual(now["copy_share"], truth, delta=0.02)
            self.assertAlmostEqual(now["authors"] / posts, 1, delta=0.065)


class Bytes(Analytics):
    """The same bytes whatever the machine."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.archive = pathlib.Path(cls.shared.name) / "posts.jsonl"
        subprocess.run([YUQING, "demo", "--write", cls.archive, "--posts", "40000", "--flaws"],
                       check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def test_threads_and_batches_change_nothing(self):
        first = self.replay(self.archive, "one", "--threads", "1")
        self.assertGreater(len(json.loads(first)["topics"][0]["hashtags"]), 0)
        for threads in ("2", "4"):
            self.assertEqual(self.replay(self.archive, f"threads{threads}", "--threads", threads),
                             first)
        for posts in (7, 512):
            self.config(f"[pipeline]\nbatch_posts = {posts}\n")
            self.assertEqual(self.replay(self.archive, f"batch{posts}"), first)

    def test_kills_and_restarts_change_nothing(self):
        self.config('[pipeline]\nbatch_posts = 16\n[state]\ninterval = "100ms"\n')
        whole = self.replay(self.archive, "whole")
        kills = sum(self.killed_after_a_snapshot() for _ in range(3))
        self.assertGreater(kills, 0)
        self.assertEqual(self.replay(self.archive, "cut"), whole)

    def snapshot_times(self):
        return {path.name: path.stat().st_mtime_ns
                for path in (self.here / "cut/.replay").glob("*.snapshot")}

    def killed_after_a_snapshot(self):
        """Whether the replay could be killed: it was still running when it made a snapshot."""
        before = self.snapshot_times()
        running = subprocess.Popen(self.command(self.archive, "cut"), stderr=subprocess.DEVNULL)
        while running.poll() is None and self.snapshot_times() == before:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        return running.wait() == -signal.SIGKILL


class Schema(Analytics):
    """The answer has the members that schemas/now.schema.json allows, and all that it requires."""

    SCHEMA = json.loads((PROJECT / "schemas/now.schema.json").read_text("utf-8"))

    def fits(self, value, schema, place="$"):
        if "$ref" in schema:
            schema = self.SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in schema:
            if value is not None:
                self.fits(value, schema["anyOf"][0], place)
            return
        types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
                 "number": (int, float), "null": type(None)}
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        self.assertTrue(not kinds or any(isinstance(value, types[kind]) for kind in kinds), place)
        if isinstance(value, dict):
            known = schema.get("properties", {})
            if known:
                self.assertEqual(set(value) - set(known), set(), place)
            self.assertEqual(set(schema.get("required", [])) - set(value), set(), place)
            for name, one in value.items():
                self.fits(one, known.get(name, {}), f"{place}.{name}")
        if isinstance(value, list):
            self.assertLessEqual(len(value), schema.get("maxItems", len(value)), place)
            for one in value:
                self.fits(one, schema["items"], f"{place}[]")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.assertGreaterEqual(value, schema.get("minimum", value), place)
            self.assertLessEqual(value, schema.get("maximum", value), place)

    def test_the_answer_is_as_the_schema_says(self):
        said, _ = self.told(usual_story())
        self.fits(said, self.SCHEMA)
        with self.assertRaises(AssertionError):
            self.fits({**said, "topics": [{}]}, self.SCHEMA)


if __name__ == "__main__":
    unittest.main()
