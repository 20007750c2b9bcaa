"""The Prometheus rules are sound, every alert is tested both ways, and each leads to the runbook."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boards import RULE_TEXT  # noqa: E402
from prometheus import PROJECT, RULES, promtool  # noqa: E402


class Rules(unittest.TestCase):
    def test_rules_are_sound(self):
        code, said = promtool("check", "rules", RULES)
        self.assertEqual(code, 0, said)

    def test_every_alert_fires_when_it_should_and_is_silent_when_it_should_not(self):
        code, said = promtool("test", "rules", RULES.parent / "yuqing_test.yml")
        self.assertEqual(code, 0, said)

    def test_every_alert_is_tested_both_ways(self):
        tests = (RULES.parent / "yuqing_test.yml").read_text("utf-8")
        for alert in re.findall(r"alert: (\w+)", RULE_TEXT):
            with self.subTest(alert):
                self.assertRegex(tests, rf"alertname: {alert}, exp_alerts: \[\]")
                self.assertRegex(tests, rf"alertname: {alert}\n\s+exp_alerts:\n\s+- exp_labels")

    def test_every_alert_says_how_bad_it_is_and_leads_to_its_section_of_the_runbook(self):
        runbook = (PROJECT / "docs/runbook.md").read_text("utf-8")
        sections = dict(re.findall(r"(?ms)^## (\w+)\n(.*?)(?=^## |\Z)", runbook))
        alerts = re.split(r"(?m)^      - (?=alert|record)", RULE_TEXT)
        for text in alerts:
            name = re.match(r"alert: (\w+)", text)
            if not name:
                continue
            with self.subTest(name[1]):
                self.assertRegex(text, r"severity: (critical|warning|info)\b")
                self.assertRegex(text, r"summary: .+\n\s+description: .+")
                self.assertIn(f"runbook_url: docs/runbook.md#{name[1].lower()}\n", text)
                for part in ("**Means.**", "**First look.**", "**Mend.**"):
                    self.assertIn(part, sections[name[1]])

if __name__ == "__main__":
    unittest.main()
