"""The live page before the real program: its numbers are those of /metrics, the flood around 27 January
2025 can be seen with its bursts, and the demo shows examples.

With YUQING_PICTURES=FOLDER the pictures stay there to be looked at. The program is $YUQING, or
build/release/yuqing.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import browser  # noqa: E402
from prometheus import PROJECT, fetch, free_port, require, wait_until  # noqa: E402

PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
POSTS = 60_000
MINUS = "\u2212"
SECONDS_OF_ID = 515_483_463  # Weibo's ids begin with the second; see README of deploy/corpus
EVENING = 1_737_982_800      # 21:00 on 27 January 2025 in Beijing


def ask_page(page, topic, kind):
    return page.ask(f"document.querySelector('[data-topic={topic}] [data-value={kind}]').textContent")


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        require(PROGRAM, "the built program (ninja -C build/release)")
        require(browser.CHROMIUM, "chromium")
        cls.here = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.pictures = pathlib.Path(os.environ.get("YUQING_PICTURES", cls.here))
        cls.browser = browser.Browser(patience=300)
        cls.addClassCleanup(cls.browser.close)

    def open(self, url, choices, width=1280, dark=False):
        self.browser.open(f"{url}#{choices}", width, dark)
        self.browser.await_that("document.querySelector('.tiles') !== null", 40)

    def picture(self, name, height=2200):
        if "YUQING_PICTURES" in os.environ:
            self.browser.picture(self.pictures / f"{name}.png", height)

    def sound(self, url):
        self.assertEqual(self.browser.complaints(), [])
        self.assertEqual(set(self.browser.requests()), {f"{url}api/v1/now"})


class Archive(Page):
    """The story up to the evening of 27 January. Behind it come doubles of a post, with times a day apart
    each: the replay waits for each of them and counts none, so nothing moves any more.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        told = subprocess.run([PROGRAM, "demo", "--write", "-", "--posts", str(POSTS)], capture_output=True,
                              check=True).stdout.splitlines()
        cls.posts = [post for post in map(json.loads, told) if (post["id"] >> 22) + SECONDS_OF_ID < EVENING]
        first = str(cls.posts[0]["id"])
        doubles = [{"id": first, "created_ms": (EVENING + day * 82_800) * 1000, "own_text": "重复"}
                   for day in range(1, 401)]
        with open(cls.here / "posts.jsonl", "w", encoding="utf-8") as file:
            for post in [*cls.posts, *doubles]:
                file.write(json.dumps(post, ensure_ascii=False) + "\n")
        (cls.here / "yuqing.toml").write_text('[window]\nsize = "10m"\n[page]\nexamples = "texts"\n', "utf-8")
        cls.url = f"http://127.0.0.1:{free_port()}/"
        with open(cls.here / "log", "w", encoding="utf-8") as log:
            job = subprocess.Popen(
                [PROGRAM, "replay", "-c", cls.here / "yuqing.toml", cls.here / "posts.jsonl", "--out",
                 cls.here / "out", "--speed", "20000x", "--listen", cls.url[7:-1]], stderr=log)
        cls.addClassCleanup(job.wait)
        cls.addClassCleanup(job.kill)
        wait_until(lambda: cls.metric("yuqing_records_consumed_total", "partition=").pop() >= len(cls.posts), 90,
                   "the story is told")

    @classmethod
    def metric(cls, name, *labels):
        """Values of the series whose labels hold all of those."""
        found = re.findall(rf"^{name}(\{{.*\}})? (\S+)$", fetch(cls.url + "metrics"), re.M)
        return [float(value) for have, value in found if all(label in have for label in labels)]

    def sum_of(self, name, topic, *labels):
        return sum(self.metric(name, f'topic="{topic}"', *labels))

    def test_the_numbers_are_those_of_the_metrics(self):
        self.open(self.url, "lang=en")
        topics = self.browser.ask("[...document.querySelectorAll('.card')].map(e => e.dataset.topic)")
        told = json.loads(fetch(self.url + "api/v1/now"))

        self.assertGreater(len(topics), 20)
        for topic in topics:
            for sentiment in ("negative", "neutral", "positive"):
                self.assertEqual(ask_page(self.browser, topic, sentiment),
                                 f"{self.sum_of('yuqing_window_posts', topic, sentiment):,.0f}")
        for topic in ["all", *topics]:
            authors = self.sum_of("yuqing_window_authors", topic)
            self.assertEqual(ask_page(self.browser, topic, "authors"), f"{authors:,.0f}")
            burst = self.sum_of("yuqing_topic_burst_severity", topic)
            shown = next(one for one in told["topics"] if one["id"] == topic)["burst"]
            self.assertAlmostEqual(burst, shown["severity"] if shown else 0, places=3)
        counted = self.sum_of_all("yuqing_records_counted_total")
        self.assertIn(f"{counted:,.0f} posts counted", self.browser.ask("document.getElementById('figures').textContent"))
        self.sound(self.url)

    def sum_of_all(self, name):
        return sum(self.metric(name))

    def test_the_numbers_are_those_of_the_posts(self):
        """By an own count of the posts of the newest complete window, whose end is in the evening."""
        self.open(self.url, "lang=en")
        now = json.loads(fetch(self.url + "api/v1/now"))["window"]
        start, end = (self.browser.ask(f"Date.parse('{now[name]}')") / 1000 for name in ("start", "end"))
        self.assertEqual((end - start, EVENING - end < 1200), (600, True))

        written = sum(start <= (post["id"] >> 22) + SECONDS_OF_ID < end for post in self.posts)

        self.assertEqual(ask_page(self.browser, "all", "posts"), f"{written:,}")

    def test_the_flood_of_27_january_is_seen_with_its_bursts_and_their_causes(self):
        for language, width, dark in (("zh", 1280, False), ("en", 1280, True), ("en", 360, False), ("zh", 360, True)):
            with self.subTest(f"{language} {width} {dark}"):
                self.open(self.url, f"lang={language}&range=past", width, dark)
                self.picture(f"live-{language}-{width}-{'dark' if dark else 'light'}")
                self.sound(self.url)
                self.assertEqual(self.browser.ask("document.documentElement.scrollWidth"), width)
        line = self.browser.ask("points(doc.topics[0].past)")
        days = {}
        for point in line:
            day = (point["time"] // 1000 + 8 * 3600) // 86400
            days[day] = days.get(day, 0) + point["posts"]
        self.assertEqual(max(days, key=days.get), (EVENING + 8 * 3600) // 86400)
        self.assertGreater(self.browser.ask("document.querySelectorAll('a.mark').length"), 0)
        causes = self.browser.ask("[...document.querySelectorAll('#bursts td.cause')].map(e => e.textContent)")
        self.assertTrue(any(re.search(r"#.+# \d+", cause) for cause in causes), causes)
        name = self.browser.ask("document.querySelector('a.mark[data-read^=ai_heroes]').ariaLabel")
        self.assertRegex(name, "AI 英雄 / 广东 AI 三杰：自 01-27 .* 起爆发，.*#")

    def test_ai_heroes_and_made_in_china_move(self):
        for topic in ("ai_heroes", "made_in_china"):
            self.open(self.url, f"lang=en&range=past&topic={topic}")
            self.picture(f"live-{topic}", 2600)
            self.sound(self.url)
            posts = [point["posts"] for point in self.browser.ask(f"points(doc.topics.find(t => t.id === '{topic}').past)")]
            self.assertGreater(max(posts), 3 * sorted(posts)[len(posts) // 2])

    def test_examples_are_posts_of_the_topic_with_their_texts(self):
        texts = {str(post["id"]): post["text"] for post in self.posts}
        self.open(self.url, "lang=en&topic=release")

        links = self.browser.ask("[...document.querySelectorAll('#examples li')].map(e => "
                                 "[e.querySelector('a').href, e.childNodes[1].data])")

        self.assertGreater(len(links), 0)
        for href, text in links:
            written = texts[re.fullmatch(r"https://weibo\.com/detail/(\d+)", href)[1]]
            self.assertTrue(written.startswith(text.rstrip("…")), (written, text))


class Demo(Page):
    def test_the_demo_names_the_page_first_and_the_page_moves(self):
        demo = subprocess.Popen([PROGRAM, "demo", "--listen", "127.0.0.1:0", "--rate", "1000"],
                                stdout=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(demo.communicate)
        self.addCleanup(demo.kill)
        url = re.match(r"http://127.0.0.1:[1-9]\d*/ ", demo.stdout.readline())[0].strip()
        self.browser.open(f"{url}#lang=en", 1280, False)
        self.browser.await_that("document.querySelector('[data-topic=all] [data-value=posts]')?.textContent > '0'", 60)
        first = self.browser.ask("doc.window.start")

        self.browser.await_that(f"doc.window.start > '{first}'", 30)

        self.assertEqual(self.browser.ask("document.getElementById('state').textContent"), "Ready")
        self.assertEqual(self.browser.complaints(), [])
        top = subprocess.run([PROGRAM, "top", "--once", "--url", url], capture_output=True, encoding="utf-8",
                             check=True, timeout=30)
        self.assertIn("all posts", top.stdout)
        demo.send_signal(signal.SIGINT)
        self.browser.await_that("document.getElementById('state').textContent.startsWith('No answer since')", 60)


if __name__ == "__main__":
    unittest.main()
