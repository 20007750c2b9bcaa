"""The report in a real browser: asks for nothing, complains of nothing, fits on a telephone.

With YUQING_PICTURES=FOLDER the pictures stay there to be looked at.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))
import browser  # noqa: E402
import planted  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
CONFIG = PROJECT / "deploy/yuqing.toml"

# What sticks out of the page, but for what scrolls by itself.
STICKS_OUT = """[...document.querySelectorAll('body *')].filter(e =>
  !e.closest('.scroll') && !e.closest('svg') && e.getBoundingClientRect().width > 0 &&
  e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + ' ' + e.textContent.slice(0, 40)).join('; ')"""
# Texts of charts that leave their chart or lie on each other.
CROWDED = """[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0)
  .flatMap(s => { const box = s.getBoundingClientRect();
    const texts = [...s.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
    const out = texts.filter(([t, b]) => b.left < box.left - 1 || b.right > box.right + 1)
      .map(([t]) => 'out: ' + t.textContent);
    texts.forEach(([t, a], i) => texts.slice(i + 1).forEach(([u, b]) => {
      if (!t.classList.contains('label') && !u.classList.contains('label') &&
          a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
        out.push('on each other: ' + t.textContent + ' / ' + u.textContent); }));
    return out; }).join('; ')"""
# The contrast of the inks with the paper, as WCAG counts it.
CONTRAST = """(() => { const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
    .map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const paper = lum(getComputedStyle(document.body).backgroundColor);
  return Math.min(...['body', '.note', 'a'].map(s => { const ink = lum(getComputedStyle(
    document.querySelector(s)).color);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05); })); })()"""


class Rendered(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if browser.CHROMIUM is None:
            if os.environ.get("CI") == "true":
                raise AssertionError("chromium is missing")
            raise unittest.SkipTest("SKIPPED: chromium is missing")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.here = pathlib.Path(folder.name)
        cls.pictures = pathlib.Path(os.environ.get("YUQING_PICTURES", folder.name))
        planted.write(cls.here / "planted.jsonl", burst=True)
        subprocess.run([YUQING, "demo", "--write", cls.here / "demo.jsonl", "--posts", "20000"],
                       check=True, capture_output=True)
        for name, language in (("planted", "en"), ("demo", "zh")):
            subprocess.run([YUQING, "replay", "-c", CONFIG, cls.here / f"{name}.jsonl", "--out",
                            cls.here / name, "--report", "--lang", language],
                           check=True, capture_output=True, timeout=120)
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def shown(self):
        """Each report on each screen, in light and dark."""
        for name in ("planted", "demo"):
            for width in (360, 1280):
                for dark in (False, True):
                    self.browser.open(self.here / name / "report.html", width, dark)
                    what = f"{name}_{width}_{'dark' if dark else 'light'}"
                    if "YUQING_PICTURES" in os.environ:
                        self.browser.picture(self.pictures / f"{what}.png")
                    with self.subTest(what):
                        yield width, dark

    def test_it_fits_asks_for_nothing_and_can_be_read(self):
        for width, dark in self.shown():
            self.assertEqual(self.browser.requests(), [])
            self.assertEqual(self.browser.complaints(), [])
            self.assertEqual(self.browser.ask("document.documentElement.scrollWidth"), width)
            self.assertEqual(self.browser.ask(STICKS_OUT), "")
            self.assertEqual(self.browser.ask(CROWDED), "")
            self.assertGreaterEqual(self.browser.ask(CONTRAST), 4.5)
            paper = self.browser.ask("getComputedStyle(document.body).backgroundColor")
            self.assertEqual(paper == "rgb(255, 255, 255)", not dark)

    def test_each_chart_says_in_words_what_it_shows(self):
        self.browser.open(self.here / "planted/report.html", 1280, False)
        charts = self.browser.ask("document.querySelectorAll('figure').length")
        told = self.browser.ask("[...document.querySelectorAll('svg')].every(s => "
                                "s.getAttribute('role') == 'img' && "
                                "/[0-9]+ posts; at most/.test(s.getAttribute('aria-label')))")
        self.assertGreaterEqual(charts, 3)
        self.assertTrue(told)

    def test_links_within_the_page_lead_somewhere(self):
        self.browser.open(self.here / "planted/report.html", 1280, False)
        lost = self.browser.ask("[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => "
                                "!document.querySelector(a.getAttribute('href'))).length")
        self.assertEqual(lost, 0)


if __name__ == "__main__":
    unittest.main()
