"""Every query of every dashboard has an answer when a real Prometheus scrapes the real process."""

import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boards import BOARDS, CATALOGUE, every_expr, filled, metrics_in  # noqa: E402
from prometheus import (PROJECT, Server, fetch, free_port, promtool, require,  # noqa: E402
                        wait_until)

BINARY = PROJECT / "build/release/yuqing"

# Queries that may have no answer in a healthy job of half a minute, and why.
# Few posts of the demo contradict what they quote, and ten seconds hold few of those that quote.
MAY_BE_EMPTY = {"opinion: Opposed reposts [A]"}


def live_expr():
    """What the boards ask of a job that runs; openmetrics_test.py asks an archive."""
    return [(where, expr) for where, expr in every_expr() if not where.startswith("archive: ")]


class Live(unittest.TestCase):
    """The real process, a real Prometheus, every query."""

    @classmethod
    def setUpClass(cls):
        require("prometheus", "prometheus (apt install prometheus)")
        binary = require(BINARY, "the built program (ninja -C build/release)")
        target = f"127.0.0.1:{free_port()}"
        cls.metrics = f"http://{target}/metrics"
        job = subprocess.Popen([binary, "demo", "--seconds", "120", "--listen", target],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(job.wait)
        cls.addClassCleanup(job.terminate)
        wait_until(lambda: fetch(cls.metrics), 30, "the demo serves /metrics")
        cls.server = cls.enterClassContext(Server(target))
        wait_until(lambda: cls.server.series("sum_over_time(up[60s]) >= 25") == 1, 60,
                   "25 scrapes succeeded")

    def test_every_panel_has_an_answer(self):
        for where, expr in live_expr():
            with self.subTest(where):
                answers = self.server.series(filled(expr, "10s"))
                print(f"{answers:4} series  {where}")
                if answers == 0:
                    self.assertIn(where, MAY_BE_EMPTY, f"no answer: {filled(expr, '10s')}")

    def test_every_variable_has_values(self):
        for v in BOARDS["opinion"]["templating"]["list"][1:]:
            with self.subTest(v["name"]):
                match, label = re.fullmatch(r"label_values\((.+), (\w+)\)", v["definition"]).groups()
                values = self.server.label_values(filled(match, "10s"), label)
                print(f"{len(values):4} values  variable {v['name']}")
                self.assertTrue(values)

    def test_every_mark_is_a_sound_query(self):
        # What they mark need not have happened, so an empty answer is fine.
        for board in BOARDS.values():
            for mark in board["annotations"]["list"]:
                self.server.series(filled(mark["expr"], "10s"))

    def test_rules_work_in_a_server_and_nothing_fires_at_a_healthy_job(self):
        groups = self.server.ask("rules")["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        self.assertEqual([r["lastError"] for r in rules if r.get("lastError")], [])
        self.assertEqual([r["health"] for r in rules if r["health"] != "ok"], [])
        firing = {r["name"] for r in rules if r.get("state") == "firing"}
        # Analysts' alerts depend on what the posts say.
        self.assertLessEqual(firing, {"YuqingTopicBurst", "YuqingSentimentCrash"})

    def test_the_process_serves_the_catalogue_and_nothing_else(self):
        served = {}
        for line in fetch(self.metrics).splitlines():
            kind = re.match(r"# (HELP|TYPE) (yuqing_\S+) (.+)", line)
            if kind:
                served.setdefault(kind[2], {})[kind[1]] = kind[3]
        wanted = {r["name"]: {"HELP": r["help"], "TYPE": r["type"]} for r in CATALOGUE}
        self.assertEqual(served, wanted)

    def test_a_series_has_the_labels_of_the_catalogue(self):
        wanted = {r["name"]: set(filter(None, r["labels"].split(","))) for r in CATALOGUE}
        lines = [line for line in fetch(self.metrics).splitlines() if line.startswith("yuqing_")]
        for line in lines:
            name, labels = re.match(r"(\w+)(\{.*\})?", line).groups()
            (name,) = metrics_in(name)
            found = set(re.findall(r'(\w+)="', labels or "")) - {"le"}
            self.assertEqual(found, wanted[name], line)

    def test_promtool_finds_nothing_to_say_about_the_metrics(self):
        code, said = promtool("check", "metrics", stdin=fetch(self.metrics))
        self.assertEqual((code, said), (0, ""))

if __name__ == "__main__":
    unittest.main()
