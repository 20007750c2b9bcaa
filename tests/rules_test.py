"""The Prometheus rules are sound, every alert is tested both ways, each leads to the runbook, and the
example of Alertmanager sends each to the right people.
"""

import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boards import RULE_TEXT  # noqa: E402
from prometheus import PROJECT, RULES, promtool, require  # noqa: E402

ROUTES = PROJECT / "deploy/alertmanager/alertmanager.yml"
# What may go wrong with the job, and what an analyst wants to be told.
WANTED = {"YuqingDown", "YuqingRestarting", "YuqingNotReady", "YuqingLagHigh", "YuqingLagGrowing",
          "YuqingPartitionStalled", "YuqingRecordsLost", "YuqingNoData", "YuqingRejectsHigh", "YuqingLateHigh", "YuqingEventTimeStuck",
          "YuqingSnapshotsFailing", "YuqingRecordsUnaccounted", "YuqingSeriesDropped",
          "YuqingTopicReloadFailed"}
ANALYSTS = {"YuqingTopicBurst", "YuqingSentimentCrash"}


def alerts():
    """Name and text of each."""
    parts = re.split(r"(?m)^      - (?=alert|record)", RULE_TEXT)
    named = [(re.match(r"alert: (\w+)", text), text) for text in parts]
    return {name[1]: text for name, text in named if name}


def sections():
    runbook = (PROJECT / "docs/runbook.md").read_text("utf-8")
    return dict(re.findall(r"(?ms)^## (\w+)\n(.*?)(?=^## |\Z)", runbook))


def labels(text):
    return dict(re.findall(r"(\w+): ([\w\"]+)", re.search(r"labels: \{(.+)\}", text)[1]))


def amtool(*arguments):
    program = require("amtool", "amtool (apt install prometheus-alertmanager)")
    return subprocess.run([program, *map(str, arguments)], text=True, capture_output=True,
                          check=False)


class Rules(unittest.TestCase):
    def test_rules_are_sound(self):
        code, said = promtool("check", "rules", RULES)
        self.assertEqual(code, 0, said)

    def test_every_alert_fires_when_it_should_and_is_silent_when_it_should_not(self):
        code, said = promtool("test", "rules", RULES.parent / "yuqing_test.yml")
        self.assertEqual(code, 0, said)

    def test_there_is_an_alert_for_everything_that_matters(self):
        self.assertEqual(set(alerts()), WANTED | ANALYSTS)

    def test_every_alert_is_tested_both_ways(self):
        tests = (RULES.parent / "yuqing_test.yml").read_text("utf-8")
        for alert in alerts():
            with self.subTest(alert):
                self.assertRegex(tests, rf"alertname: {alert}, exp_alerts: \[\]")
                self.assertRegex(tests, rf"alertname: {alert}\n\s+exp_alerts:\n\s+- exp_labels")

    def test_every_alert_says_how_bad_it_is_and_leads_to_its_section_of_the_runbook(self):
        for name, text in alerts().items():
            with self.subTest(name):
                self.assertRegex(text, r"severity: (critical|warning|info)\b")
                self.assertRegex(text, r"summary: .+\n\s+description: .+")
                self.assertIn(f"runbook_url: docs/runbook.md#{name.lower()}\n", text)
                for part in ("**Means.**", "**First look.**", "**Mend.**"):
                    self.assertIn(part, sections()[name])

    def test_the_runbook_has_no_section_for_an_alert_that_is_gone(self):
        self.assertEqual(set(sections()), set(alerts()))

    def test_what_is_about_the_posts_is_for_analysts_and_nothing_else_is(self):
        found = {name for name, text in alerts().items() if "audience" in labels(text)}
        self.assertEqual(found, ANALYSTS)


class Routes(unittest.TestCase):
    def test_the_example_is_sound(self):
        done = amtool("check-config", ROUTES)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_analysts_alerts_never_wake_an_operator_and_critical_ones_do(self):
        for name, text in alerts().items():
            given = labels(text)
            wanted = {"critical": "pager", "warning": "team", "info": "nobody"}[given["severity"]]
            wanted = "analysts" if "audience" in given else wanted
            with self.subTest(name):
                done = amtool("config", "routes", "test", f"--config.file={ROUTES}",
                              f"alertname={name}", *(f"{k}={v}" for k, v in given.items()))
                self.assertEqual(done.stdout.split(), [wanted], done.stderr)


if __name__ == "__main__":
    unittest.main()
