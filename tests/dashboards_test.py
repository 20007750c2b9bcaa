"""The dashboards keep the rules that Grafana's linters ask for, every expression is PromQL, and the
numbers are what the titles say. Grafana itself is not started.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boards import (BOARDS, CATALOGUE, RULE_TEXT, every_expr, every_panel, filled,  # noqa: E402
                    metrics_in)
from prometheus import PROJECT, promtool  # noqa: E402

UNITS = {"short", "none", "percentunit", "s", "bytes", "dateTimeAsIso", "bool_yes_no"}
REMOVED = {"graph", "singlestat", "table-old", "grafana-piechart-panel"}
RANGED = r"(?:rate|irate|increase|delta|idelta|changes|deriv|resets)"


class Structure(unittest.TestCase):
    def test_what_is_committed_is_what_the_generator_writes(self):
        done = subprocess.run([sys.executable, PROJECT / "dashboards/generate.py", "--check"],
                              capture_output=True, text=True, check=False)

        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_dashboard_is_classic_and_is_changed_here_only(self):
        self.assertEqual(set(BOARDS), {"opinion", "pipeline", "archive"})
        for name, board in BOARDS.items():
            with self.subTest(name):
                self.assertEqual(board["uid"], f"yuqing-{name}")
                self.assertEqual(board["schemaVersion"], 41)
                self.assertIsNone(board["id"])
                self.assertIs(board["editable"], False)
                self.assertEqual(board["graphTooltip"], 1)
                self.assertIn("yuqing", board["tags"])
                self.assertTrue(board["title"] and board["description"])
                self.assertNotIn("__inputs", board)

    def test_dashboards_link_to_each_other_and_keep_time_and_variables(self):
        for name, board in BOARDS.items():
            with self.subTest(name):
                link = board["links"][0]
                self.assertEqual((link["type"], link["tags"]), ("dashboards", ["yuqing"]))
                self.assertTrue(link["keepTime"] and link["includeVars"])

    def test_variables_are_the_data_source_then_job_instance_and_topic(self):
        for name, board in BOARDS.items():
            first, *rest = board["templating"]["list"]
            with self.subTest(name):
                self.assertEqual((first["name"], first["label"]), ("datasource", "Data source"))
                archive = ["archive"] if name == "archive" else []
                self.assertEqual([v["name"] for v in rest], ["job", "instance", "topic", *archive])
                for v in rest:
                    self.assertEqual((v["allValue"], v["refresh"]), (".+", 2))
                    self.assertTrue(v["multi"] and v["includeAll"])
                    self.assertEqual(v["datasource"]["uid"], "${datasource}")

    def test_the_archive_asks_what_the_opinion_dashboard_asks_of_one_archive(self):
        def asked(name):
            return [(where.partition(": ")[2], expr.replace('archive=~"$archive",', ""))
                    for where, expr in every_expr() if where.startswith(name + ": ")]

        self.assertEqual(asked("archive"), asked("opinion"))
        for where, expr in every_expr():
            if where.startswith("archive: "):
                self.assertEqual(expr.count('archive=~"$archive"'), expr.count('job=~"$job"'))
        self.assertRegex(BOARDS["archive"]["time"]["from"], r"^\d{4}-\d\d-\d\dT[\d:.]+Z$")
        self.assertNotIn("/d/yuqing-opinion", json.dumps(BOARDS["archive"]))

    def test_panels_do_not_overlap_and_have_ids_of_their_own(self):
        for name, board in BOARDS.items():
            with self.subTest(name):
                ids = [p["id"] for p in board["panels"]]
                self.assertEqual(len(ids), len(set(ids)))
                places = [(p["gridPos"]["x"] + x, p["gridPos"]["y"] + y)
                          for p in board["panels"]
                          for x in range(p["gridPos"]["w"]) for y in range(p["gridPos"]["h"])]
                self.assertEqual(len(places), len(set(places)))
                self.assertLess(max(x for x, _ in places), 24)

    def test_a_panel_says_what_it_is_what_is_normal_and_what_to_do(self):
        for where, p in every_panel():
            with self.subTest(where):
                self.assertNotIn(p["type"], REMOVED)
                self.assertRegex(p["description"], r"(?s)^.+\n\n\*\*Normal:\*\* .+\n\n\*\*If not:\*\* .+")
                self.assertTrue(p["fieldConfig"]["defaults"]["noValue"])
                self.assertEqual(p["datasource"]["uid"], "${datasource}")
                self.assertTrue(p["targets"])

    def test_titles_are_not_used_twice(self):
        titles = [where for where, _ in every_panel()]
        self.assertEqual(len(titles), len(set(titles)))

    def test_every_name_has_a_chinese_translation(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, PROJECT / "dashboards/generate.py",
                                   "--chinese", folder], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

            for name, board in BOARDS.items():
                translated = json.loads((pathlib.Path(folder) / f"{name}.json").read_text("utf-8"))
                for panel in translated["panels"]:
                    self.assertRegex(panel["title"], "[一-鿿]")
                self.assertEqual([p.get("targets") for p in translated["panels"]],
                                 [p.get("targets") for p in board["panels"]])

    def test_a_panel_has_a_unit_that_grafana_knows(self):
        for where, p in every_panel():
            unit = p["fieldConfig"]["defaults"]["unit"]
            with self.subTest(where):
                self.assertTrue(unit in UNITS or unit.startswith("suffix:"), unit)
                self.assertIn("decimals", p["fieldConfig"]["defaults"])

    def test_a_number_that_can_be_bad_has_a_threshold(self):
        for where, p in every_panel():
            if p["type"] == "stat":
                with self.subTest(where):
                    self.assertGreater(len(p["fieldConfig"]["defaults"]["thresholds"]["steps"]), 1)

    def test_sentiments_have_colours_that_colour_blind_people_tell_apart(self):
        by_sentiment = [p for _, p in every_panel()
                        if any("{{sentiment}}" == t["legendFormat"] for t in p["targets"])]
        self.assertTrue(by_sentiment)
        for p in by_sentiment:
            colours = {o["matcher"]["options"]: o["properties"][0]["value"]["fixedColor"]
                       for o in p["fieldConfig"]["overrides"]}
            self.assertEqual(colours, {"positive": "#56B4E9", "neutral": "#999999",
                                       "negative": "#D55E00"})


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
        for board in BOARDS.values():
            exprs |= {f"variable {v['name']}": v.get("definition", "")
                      for v in board["templating"]["list"]}
            exprs |= {f"annotation {a['name']}": a["expr"] for a in board["annotations"]["list"]}
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
        numbered = list(enumerate(every_expr()))
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
            "opinion: Posts": 4_000_000,
            "opinion: Net sentiment, all posts": 200,
            "opinion: Net sentiment rate, decided posts": 500,
            "opinion: Mean score": 150,
            "opinion: Posts against the previous period": 0,
            "opinion: Own text against quoted text": 200,
            "opinion: Opposed reposts": {"ai_heroes": 250, "chip_curbs": 500},
            "opinion: Share of voice": {"ai_heroes": 500, "chip_curbs": 500},
            "opinion: Net sentiment by topic, all posts": {"ai_heroes": 200, "chip_curbs": 200},
            "opinion: Net sentiment rate by topic, decided posts": {"ai_heroes": 500,
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
