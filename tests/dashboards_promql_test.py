"""Every expression of the dashboards is PromQL, asks for metrics of the catalogue as Grafana's linters
want it, and gives the numbers that the titles promise on series whose values are known.
"""

import json
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boards import (CATALOGUE, RULE_TEXT, every_expr, every_mark, every_panel,  # noqa: E402
                    every_variable, filled, metrics_in)
from prometheus import promtool  # noqa: E402

RANGED = r"(?:rate|irate|increase|delta|idelta|changes|deriv|resets)"


class Expressions(unittest.TestCase):
    def test_every_selector_has_the_filters_of_job_and_instance(self):
        for where, expr in every_expr():
            for name, filters in re.findall(r"([\w:]*yuqing_[\w:]+)(\{[^}]*\})?", expr):
                with self.subTest(where):
                    self.assertIn('job=~"$job"', filters)
                    if ":" not in name:  # recorded series have no instance any more
                        self.assertIn('instance=~"$instance"', filters)

    def test_no_function_over_time_has_a_fixed_range(self):
        for where, expr in every_expr():
            with self.subTest(where):
                self.assertNotRegex(expr, r"\[\d")
                for span in re.findall(RANGED + r"\([^\[]*\[([^\]]*)\]", expr):
                    self.assertIn(span, ("$__rate_interval", "$__range"))

    def test_a_counter_is_shown_as_a_rate(self):
        # The law of conservation is about the counters themselves.
        itself = re.compile(r"sum(?: by \(partition\))? \(?yuqing_(records_consumed|partition_records)")
        for where, expr in every_expr():
            rest = re.sub(RANGED + r"\(yuqing_\w+", "", expr)
            if "onservation" in where or "Unaccounted" in where:
                self.assertTrue(itself.search(expr.replace("sum(", "sum (")), where)
                continue
            with self.subTest(where):
                self.assertNotRegex(rest, r"yuqing_\w+_(total|bucket|sum|count)\b")

    def test_panels_and_rules_use_metrics_of_the_catalogue_and_only_those(self):
        known = {r["name"] for r in CATALOGUE}
        exprs = {where: expr for where, expr in every_expr()}
        exprs |= {f"variable {where}": v.get("definition", "") for where, v in every_variable()}
        exprs |= {f"annotation {where}": mark["expr"] for where, mark in every_mark()}
        exprs["rules"] = RULE_TEXT
        for where, expr in exprs.items():
            with self.subTest(where):
                self.assertLessEqual(metrics_in(expr), known)

    def test_every_metric_that_is_shown_is_on_a_panel_or_in_a_rule(self):
        text = " ".join(expr for _, expr in every_expr()) + RULE_TEXT
        used = metrics_in(text)
        shown = {r["name"] for r in CATALOGUE if r["shown"] == "yes"}
        hidden = {r["name"] for r in CATALOGUE if r["shown"] == "no"}

        self.assertEqual(shown - used, set())
        self.assertEqual(hidden & used, set())

    def test_recorded_series_on_panels_are_recorded(self):
        recorded = set(re.findall(r"record: (\S+)", RULE_TEXT))
        for where, expr in every_expr():
            for name in re.findall(r"\w+:yuqing_[\w:]+", expr):
                with self.subTest(where):
                    self.assertIn(name, recorded)

    def test_every_expression_is_promql(self):
        marks = [(where, mark["expr"]) for where, mark in every_mark()]
        matches = [(where, re.match(r"label_values\((.+), \w+\)", v["definition"])[1])
                   for where, v in every_variable() if v["type"] == "query"]
        numbered = list(enumerate([*every_expr(), *marks, *matches]))
        rules = [{"record": f"panel_{i}", "expr": filled(expr, "1m"), "labels": {"panel": where}}
                 for i, (where, expr) in numbered]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "panels.yml"  # JSON is YAML
            path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), "utf-8")

            code, said = promtool("check", "rules", path)

        self.assertEqual(code, 0, said)
        print(f"promtool parsed {len(rules)} expressions")


def values_case():
    """Twenty minutes of 30 positive, 60 neutral and 10 negative opinions a minute on each of two
    topics, and as many bare reposts as opinions. What they quote is negative.
    """
    posts = {"positive": 30, "neutral": 60, "negative": 10}
    where = 'job="yuqing",instance="a:9464"'
    series = []
    for sentiment, n in posts.items():
        series.append((f'yuqing_posts_total{{{where},sentiment="{sentiment}"}}', 2 * n))
        for topic in ("ai_heroes", "chip_curbs"):
            series.append((f'yuqing_topic_posts_total{{{where},topic="{topic}",'
                           f'sentiment="{sentiment}"}}', n))
    for kind in ("original", "repost_bare", "repost_commented"):
        n = {"original": 60, "repost_bare": 100, "repost_commented": 40}[kind]
        series.append((f'yuqing_kind_posts_total{{{where},kind="{kind}"}}', 2 * n))
        for topic in ("ai_heroes", "chip_curbs"):
            series.append((f'yuqing_topic_kind_posts_total{{{where},topic="{topic}",'
                           f'kind="{kind}"}}', n))
    for topic, n in (("ai_heroes", 10), ("chip_curbs", 20)):
        series.append((f'yuqing_topic_opposed_posts_total{{{where},topic="{topic}"}}', n))
        series.append((f'yuqing_topic_quoted_posts_total{{{where},topic="{topic}",'
                       f'sentiment="negative"}}', n))
    series.append((f"yuqing_score_positive_total{{{where}}}", 40_000))
    series.append((f"yuqing_score_negative_total{{{where}}}", 10_000))
    return [{"series": name, "values": f"0+{n}x20"} for name, n in series]


class Values(unittest.TestCase):
    def test_a_panel_shows_what_its_title_says(self):
        # Expected: what the panel shows for values_case(), in thousandths, by topic where it has one.
        expected = {
            "overview: Posts": 4_000_000,
            "overview: Net sentiment, all posts": 200,
            "overview: Net sentiment rate, decided posts": 500,
            "overview: Mean score": 150,
            "overview: Change of posts": 0,
            "overview: Own text against quoted text": 200,
            "overview: Opposed reposts": {"ai_heroes": 250, "chip_curbs": 500},
            "overview: Share of voice": {"ai_heroes": 500, "chip_curbs": 500},
            "overview: Net sentiment by topic, all posts": {"ai_heroes": 200, "chip_curbs": 200},
            "overview: Net sentiment rate by topic, decided posts": {"ai_heroes": 500,
                                                                   "chip_curbs": 500},
        }
        tests = []
        for where, panel in every_panel():
            if where in expected:
                values = expected.pop(where)
                by_topic = values if isinstance(values, dict) else {"": values}
                samples = [{"labels": f'{{topic="{t}"}}' if t else "{}", "value": v}
                           for t, v in by_topic.items()]
                expr = filled(panel["targets"][0]["expr"], "10m")
                tests.append({"expr": f"round(1000 * ({expr}))", "eval_time": "20m",
                              "exp_samples": samples})
        self.assertEqual(expected, {}, "no such panels")
        case = {"rule_files": [], "evaluation_interval": "1m",
                "tests": [{"interval": "1m", "input_series": values_case(),
                           "promql_expr_test": tests}]}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "values.yml"
            path.write_text(json.dumps(case), "utf-8")

            code, said = promtool("test", "rules", path)

        self.assertEqual(code, 0, said)

if __name__ == "__main__":
    unittest.main()
