"""The live page in a real browser, before a job that answers what the test wants.

With YUQING_PICTURES=FOLDER the pictures stay there to be looked at. What it shows of a real job is in
page_live_test.py.
"""

import itertools
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import browser  # noqa: E402
import page_story  # noqa: E402
from prometheus import require  # noqa: E402

SHOWN = "document.querySelector('.tiles') !== null"
# What sticks out of the page, but for what scrolls by itself.
STICKS_OUT = """[...document.querySelectorAll('body *')].filter(e =>
  !e.closest('.scroll, svg, .hidden, .skip, .line > *') && e.getBoundingClientRect().width > 0 &&
  e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + ' ' + e.textContent.slice(0, 40)).join('; ')"""
# Texts of the large chart that leave it or lie on each other.
CROWDED = """(() => { const box = document.getElementById('large').getBoundingClientRect();
  const texts = [...document.querySelectorAll('#large text')].map(t => [t, t.getBoundingClientRect()]);
  const out = texts.filter(([t, b]) => b.left < box.left - 1 || b.right > box.right + 1)
    .map(([t]) => 'out: ' + t.textContent);
  texts.forEach(([t, a], i) => texts.slice(i + 1).forEach(([u, b]) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
      out.push('on each other: ' + t.textContent + ' / ' + u.textContent); }));
  return out.join('; '); })()"""
# The texts whose contrast with what is behind them is below 4.5, as WCAG counts it.
PALE = """(() => { const parts = c => c.match(/[\\d.]+/g).map(Number);
  const lum = c => { const v = parts(c).slice(0, 3).map(x => x / 255)
    .map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if ((parts(c)[3] ?? 1) > 0) return c; } return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('body *')].filter(e =>
      e.getClientRects().length && !e.closest('a.mark, .hidden') &&
      [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
    const style = getComputedStyle(e);
    const [a, b] = [lum(e.closest('svg') ? style.fill : style.color), lum(behind(e))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.slice(0, 30)]; })
    .filter(([contrast]) => contrast < 4.5).map(String).join('; '); })()"""
PLACES = """JSON.stringify([...document.querySelectorAll('.card, figure, section, .tile')].map(e => {
  const box = e.getBoundingClientRect(); return [box.left, box.top, box.width, box.height].map(Math.round); }))"""
FOCUS = "(e => e.id || e.getAttribute('data-read') || e.value || e.textContent)(document.activeElement)"


def value(topic, kind):
    return f"document.querySelector('[data-topic={topic}] [data-value={kind}]').textContent"


class OnStage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        require(browser.CHROMIUM, "chromium")
        cls.browser = browser.Browser(patience=300)
        cls.addClassCleanup(cls.browser.close)
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.pictures = pathlib.Path(os.environ.get("YUQING_PICTURES", folder))
        # Above it the texts are of the languages in the address, whatever the machine speaks.
        cls.browser.call("Network.setUserAgentOverride", userAgent="test", acceptLanguage="en")

    def setUp(self):
        self.stage = page_story.Stage(page_story.with_examples(page_story.story()))
        self.addCleanup(self.stage.stop)

    def open(self, choices="lang=en", width=1280, dark=False):
        self.browser.open(f"{self.stage.url}#{choices}", width, dark)
        self.browser.await_that(SHOWN)

    def ask(self, expression):
        return self.browser.ask(expression)

    def hear_again(self):
        """Until the page has drawn an answer that was made after now."""
        job = self.stage.told["job"]
        job["counted"] += 1
        self.browser.await_that(
            f"document.getElementById('figures').textContent.includes('{job['counted']:,}')")


class Looks(OnStage):
    def test_it_fits_can_be_read_and_asks_for_nothing_but_its_numbers(self):
        # Each pair of them occurs; with pictures wanted, all combinations do.
        looks = [look for look in itertools.product(
            ("zh", "en"), (360, 1280), (False, True), ("", "ai_heroes"))
            if "YUQING_PICTURES" in os.environ or
            (look[0] == "zh") ^ (look[1] == 360) ^ look[2] ^ (look[3] == "")]
        for language, width, dark, topic in looks:
            what = f"{topic or 'page'}-{language}-{width}-{'dark' if dark else 'light'}"
            with self.subTest(what):
                self.open(f"lang={language}" + (f"&topic={topic}" if topic else ""), width, dark)
                if "YUQING_PICTURES" in os.environ:
                    self.browser.picture(self.pictures / f"{what}.png", 2600)
                self.assertEqual(set(self.browser.requests()), {f"{self.stage.url}api/v1/now"})
                self.assertEqual(self.browser.complaints(), [])
                self.assertEqual(self.ask("document.documentElement.scrollWidth"), width)
                self.assertEqual(self.ask(STICKS_OUT), "")
                self.assertEqual(self.ask(CROWDED), "")
                self.assertEqual(self.ask(PALE), "")
                paper = self.ask("getComputedStyle(document.body).backgroundColor")
                self.assertEqual(paper == "rgb(255, 255, 255)", not dark)

    def test_the_switch_of_colours_beats_the_wish_of_the_machine(self):
        for dark, theme in ((False, "dark"), (True, "light")):
            self.open(f"lang=en&theme={theme}", dark=dark)
            paper = self.ask("getComputedStyle(document.body).backgroundColor")
            self.assertEqual(paper == "rgb(255, 255, 255)", theme == "light")
            self.assertEqual(self.ask(PALE), "")

    def test_it_is_one_file_below_150_kib(self):
        page, policy = page_story.joined()

        self.assertLess(len(page.encode("utf-8")), 150 * 1024)
        self.assertNotIn("http://", page.replace("http://www.w3.org/2000/svg", ""))
        self.assertNotIn("unsafe", policy)


class Numbers(OnStage):
    def test_each_topic_has_the_numbers_of_the_answer(self):
        self.open()

        for topic in self.stage.told["topics"]:
            now = topic["now"]
            for kind in ("posts", "authors"):
                self.assertEqual(self.ask(value(topic["id"], kind)), f"{now[kind]:,}")
            net = now["net_all"]
            if net is None:
                self.assertEqual(self.ask(value(topic["id"], "net")), "too few")
            elif round(net["value"] * 100) != 0:
                self.assertEqual(self.ask(value(topic["id"], "net")),
                                 f"{net['value'] * 100:+.0f} %".replace("-", "−"))
            if topic["id"] != "all":
                for kind in ("negative", "neutral", "positive"):
                    self.assertEqual(self.ask(value(topic["id"], kind)), f"{now[kind]:,}")

    def test_a_burst_is_marked_with_its_cause_for_pointer_keys_and_readers(self):
        self.open()
        entries = [burst for topic in self.stage.told["topics"] for burst in topic["bursts"]]

        table = self.ask("document.querySelector('#bursts table').textContent")
        marks = self.ask("document.querySelectorAll('a.mark').length")
        self.ask("document.querySelector('a.mark[data-read^=made_in_china]').focus()")

        self.assertEqual(marks, len(entries))
        for text in ("国产AI三杰", "DeepSeek崩了", "座谈"):
            self.assertIn(text, table)
        told = self.ask("document.getElementById('readout').textContent")
        self.assertIn("431 posts where 100.2 were expected, severity 8.2 of 10", told)
        self.assertIn("#国货之光# 140 (before 1)", told)
        name = self.ask("document.querySelector('a.mark[data-read^=made_in_china]').ariaLabel")
        self.assertIn("#国货之光# 140 (before 1)", name)

    def test_the_largest_changes_are_the_movers(self):
        self.open()
        by = {t["name_en"]: t["now"]["posts"] - t["previous"]["posts"] for t in self.stage.told["topics"][1:]}

        up, down = (self.ask(f"document.querySelectorAll('.movers')[{i}].querySelector('a').textContent")
                    for i in range(2))

        self.assertEqual(by[up], max(by.values()))
        self.assertEqual(by[down], min(by.values()))

    def test_the_arrow_keys_read_the_chart_bar_by_bar(self):
        self.open("lang=en&range=recent")
        recent = self.stage.told["topics"][0]["recent"]
        self.ask("document.getElementById('large').focus()")

        for _ in range(3):
            self.browser.press("ArrowLeft")

        self.assertIn(f"{recent['posts'][-3]:,} posts", self.ask("document.getElementById('readout').textContent"))

    def test_texts_of_posts_are_never_markup(self):
        for choices in ("lang=en", "lang=en&topic=ai_heroes", "lang=en&topic=made_in_china"):
            self.open(choices)
            self.assertIn(page_story.HOSTILE, self.ask("document.body.textContent"))
            self.assertEqual(self.ask("document.querySelectorAll('img').length"), 0)
        self.open("lang=en&topic=ai_heroes")
        links = self.ask("[...document.querySelectorAll('#examples a')].map(a => a.href).join()")
        self.assertEqual(links, "https://weibo.com/detail/5127000000000001")

    def test_without_examples_it_says_why_and_how_to_switch_them_on(self):
        self.stage.told = page_story.story()
        self.open("lang=en&topic=ai_heroes")

        told = self.ask("document.getElementById('examples').textContent")

        self.assertIn("personal data", told)
        self.assertIn('[page] examples = "ids"', told)


class Goes(OnStage):
    def test_a_refresh_moves_nothing_and_takes_no_focus_away(self):
        self.open(width=360)
        self.ask("scrollTo(0, 1500)")
        self.ask("document.querySelector('[data-topic=release] a').focus()")
        before = [self.ask(PLACES), self.ask("scrollY"), self.ask(FOCUS)]
        changed = next(t for t in self.stage.told["topics"] if t["id"] == "release")
        changed["now"].update(posts=12345, authors=9876, net_all=None)
        changed["burst"] = page_story.burst(1, None, 400, 9.9, [("变", 5)], [])

        self.hear_again()

        self.assertEqual(self.ask(value("release", "posts")), "12,345")
        self.assertEqual(self.ask(value("release", "net")), "too few")
        self.assertEqual([self.ask(PLACES), self.ask("scrollY"), self.ask(FOCUS)], before)

    def test_it_says_when_the_job_is_silent_and_goes_on_by_itself(self):
        self.open()
        posts = self.ask(value("all", "posts"))
        self.stage.stop()
        self.browser.await_that("document.getElementById('state').textContent.startsWith('No answer since')")

        self.assertEqual(self.ask(value("all", "posts")), posts)
        self.assertIn("bad", self.ask("document.getElementById('health').className"))
        self.stage.start()
        self.browser.await_that("document.getElementById('state').textContent === 'Ready'")

    def test_an_answer_that_is_none_is_told(self):
        self.open()
        for told, status, words in ((self.stage.told, 503, "it answers 503"), ([], 200, "cannot be read"),
                                    ({**self.stage.told, "version": 2}, 200, "has version 2")):
            self.stage.told, self.stage.status = told, status
            self.browser.await_that(f"document.getElementById('state').textContent.includes('{words}')")

    def test_a_job_that_is_not_ready_says_why(self):
        self.stage.told["job"].update(ready=False, reasons={"source": "no broker answers"})
        self.open()

        self.assertEqual(self.ask("document.getElementById('state').textContent"),
                         "Not ready: source: no broker answers")

    def test_before_the_first_window_it_says_what_it_waits_for(self):
        self.stage.told["window"].update(start=None, end=None)
        self.stage.told["topics"] = [page_story.silent(one) for one in self.stage.told["topics"]]
        self.browser.open(f"{self.stage.url}#lang=en", 1280, False)

        self.browser.await_that("document.body.textContent.includes('No window is complete yet')")
        self.assertEqual(self.browser.complaints(), [])

    def test_it_asks_only_while_it_is_looked_at(self):
        self.open()
        self.hear_again()
        see = "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});" \
              "document.dispatchEvent(new Event('visibilitychange'))"
        self.ask("window.asked = 0; window.really = fetch; fetch = (...wish) => { asked++; return really(...wish); }")

        self.ask(see % "hidden")
        self.ask("asked = 0; new Promise(done => setTimeout(done, 2500))")
        unseen = self.ask("asked")
        self.ask(see % "visible")

        self.assertEqual(unseen, 0)
        self.browser.await_that("asked >= 2")


class Chosen(OnStage):
    def test_the_page_of_a_topic_stays_through_refreshes_and_leads_back(self):
        self.open("lang=en&topic=ai_heroes")
        self.hear_again()
        self.assertEqual(self.ask("document.querySelector('h2').firstChild.data"), "AI heroes")
        self.assertIn("AI heroes", self.ask("document.title"))

        self.ask("document.getElementById('back').click()")
        self.browser.await_that("document.querySelector('#movers') !== null")
        self.ask("document.querySelector('[data-topic=outage] a').click()")
        self.browser.await_that("document.querySelector('#name')?.firstChild.data === 'outage and attacks'")

        self.assertEqual(self.ask(FOCUS), "name")
        self.assertEqual(self.ask("location.hash"), "#lang=en&topic=outage")

    def test_language_and_range_are_switched_and_remembered(self):
        self.open("")
        self.assertEqual(self.ask("document.documentElement.lang"), "en")
        for choice in ("[value=zh]", "[value=recent]"):
            self.ask(f"document.querySelector('button{choice}').click()")
        self.assertEqual(self.ask("document.documentElement.lang"), "zh-CN")
        self.assertIn("每 10 分钟", self.ask("document.querySelector('figcaption').textContent"))

        self.open("")

        self.assertEqual(self.ask("document.querySelector('h1').textContent"), "现在在说什么")
        self.assertIn("每 10 分钟", self.ask("document.querySelector('figcaption').textContent"))
        self.ask("localStorage.clear()")

    def test_a_chinese_browser_gets_chinese(self):
        self.browser.call("Network.setUserAgentOverride", userAgent="test", acceptLanguage="zh-CN")
        self.addCleanup(self.browser.call, "Network.setUserAgentOverride", userAgent="test", acceptLanguage="en")
        self.open("")

        self.assertEqual(self.ask("document.documentElement.lang"), "zh-CN")


class Reached(OnStage):
    def test_the_keyboard_reaches_everything_in_the_order_of_the_page(self):
        self.open("lang=en")
        self.ask("document.activeElement.blur()")
        focusable = self.ask("document.querySelectorAll('a[href], button, select, summary, [tabindex=\"0\"]').length")
        tops = []
        for _ in range(focusable):
            self.browser.press("Tab")
            tops.append(self.ask("[document.activeElement.className === 'skip' ? 0 : Math.round(scrollY + "
                                 "document.activeElement.getBoundingClientRect().top), "
                                 "getComputedStyle(document.activeElement).outlineStyle]"))

        self.assertEqual(self.ask("document.activeElement.getAttribute('href')"), "/readyz")
        self.assertGreater(focusable, 50)
        order = [top for top, _ in tops]
        jumps = [i for i in range(1, len(order)) if order[i] < order[i - 1] - 300]
        self.assertLessEqual(len(jumps), 1)  # from the movers to the hashtags beside them
        marks = self.ask("document.querySelectorAll('a.mark').length")
        self.assertEqual(sum(style == "none" for _, style in tops), marks)  # they have a ring of their own

    def test_the_first_stop_leads_past_the_head(self):
        self.open("lang=en")
        self.ask("document.activeElement.blur()")
        self.browser.press("Tab")
        self.browser.press("Enter")

        self.assertEqual(self.ask(FOCUS), "main")
        self.assertEqual(self.ask("location.hash"), "#lang=en")

    def test_every_control_every_chart_and_every_table_has_a_name(self):
        for choices in ("lang=en", "lang=zh&topic=ai_heroes"):
            self.open(choices)
            self.browser.call("Accessibility.enable")
            tree = self.browser.call("Accessibility.getFullAXTree")["nodes"]
            self.browser.call("Accessibility.disable")
            seen = set()
            for node in tree:
                role = node.get("role", {}).get("value")
                if node.get("ignored") or role not in (
                        "link", "button", "combobox", "image", "region", "table", "article", "group"):
                    continue
                if role == "group" and not node.get("name", {}).get("value"):
                    continue  # what details are
                seen.add(role)
                self.assertTrue(node.get("name", {}).get("value", "").strip(), node)
            self.assertLessEqual({"link", "button", "region", "table"}, seen)
            for landmark in ("banner", "main", "contentinfo", "status"):
                self.assertIn(landmark, [node.get("role", {}).get("value") for node in tree])

    def test_only_the_state_is_read_out_by_itself(self):
        self.open()

        live = self.ask("[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map(e => e.id).join()")

        self.assertEqual(live, "state")


if __name__ == "__main__":
    unittest.main()
