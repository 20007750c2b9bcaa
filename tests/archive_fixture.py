"""One archive for tests, replayed once: its windows, its file for promtool, and what panels must show."""

import os
import pathlib
import tempfile
import unittest

from archive_oracle import Windows, panels_of
from archive_servers import YUQING, run
from boards import BOARDS, filled
from prometheus import PROJECT, require

SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT.parent / "shared"))
BURST = SHARED / "data/real/replay/burst.jsonl.zst"
# Topics of the real archive with posts enough for every panel.
TOPICS = """\
version = 1
[[entity]]
id = "wuhan"
alias = ["武汉"]
""" + "".join(f'[[topic]]\nid = "{name}"\nany = {words}\n' for name, words in {
    "virus": '["病毒", "肺炎", "疫情"]', "cheer": '["加油", "平安", "希望"]',
    "mourning": '["医生", "走好", "英雄"]', "masks": '["口罩"]', "passed_on": '["转发"]'}.items())


def replay(archive, out, *options, code=0):
    return run(YUQING, "replay", "-c", Archive.config, archive, "--out", out, *options, code=code)


class Archive(unittest.TestCase):
    """One replay for all tests: its windows and its file for promtool."""

    made = False
    one_sample_is_enough = False  # for increase(): then topics move that Prometheus does not know

    @classmethod
    def setUpClass(cls):
        if not Archive.made:
            Archive.make()

    @classmethod
    def make(cls):
        require("promtool", "promtool (apt install prometheus)")
        require(YUQING, "the built program (ninja -C build/release)")
        folder = tempfile.TemporaryDirectory()
        unittest.addModuleCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.config = cls.folder / "yuqing.toml"
        cls.config.write_text('[topic]\nfile = "topics.toml"\n', "utf-8")
        (cls.folder / "topics.toml").write_text(TOPICS, "utf-8")
        cls.posts = BURST
        if not BURST.exists():
            print(f"SKIPPED: {BURST} is missing; an invented archive stands in for it")
            cls.posts, cls.config = cls.folder / "posts.jsonl", PROJECT / "deploy/yuqing.toml"
            run(YUQING, "demo", "--write", cls.posts, "--posts", 4000, "--seed", 1)
        cls.out = cls.folder / "out"
        cls.file = cls.folder / "archive.om"
        replay(cls.posts, cls.out, "--openmetrics", cls.file, "--archive-name", "天 \"a\"")
        cls.text = cls.file.read_text("utf-8")
        cls.samples = [line for line in cls.text.splitlines() if not line.startswith("#")]
        cls.windows = Windows(cls.out / "windows.jsonl")
        Archive.made = True

    def here(self):
        return pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def check_panels(self, server):
        """Every target of the archive dashboard, at moments where series have samples."""
        asked, unanswered = 0, set()
        for panel in panels_of(BOARDS["archive"]):
            for target in panel["targets"]:
                where = f"{panel['title']} [{target['refId']}]"
                answers = 0
                for moment in self.windows.moments(target["expr"]):
                    expr = filled(target["expr"], f"{moment.span}s")
                    expected = moment.expected(panel["title"], target["refId"])
                    got = server.values(expr, moment.at)
                    with self.subTest(where, at=moment.at, span=moment.span):
                        self.check_values(got, expected, 10 if "topk(10" in expr else None)
                    asked, answers = asked + 1, answers + len(got)
                if answers == 0:
                    unanswered.add(where)
        print(f"{asked} queries have the values of windows.jsonl; empty: {sorted(unanswered)}")
        if self.posts == BURST:  # few of whose posts say what they quote
            self.assertLessEqual(unanswered, {"Own text against quoted text [B]"})

    def check_values(self, got, expected, most):
        if most is not None and (len(expected) > most or self.one_sample_is_enough):
            self.assertLessEqual(len(got), most)
            got = {labels: value for labels, value in got.items() if labels in expected}
        else:
            self.assertLessEqual({labels for labels, value in expected.items() if value is not None},
                                 set(got))
            self.assertLessEqual(set(got), set(expected))
        for labels, value in got.items():
            if expected[labels] is not None:
                self.assertAlmostEqual(value, expected[labels], msg=str(labels),
                                       delta=1e-9 + 1e-9 * abs(value))
