"""The dashboards keep the rules that Grafana's linters ask for, every expression is PromQL and means
what its title says, and every panel answers when a real Prometheus scrapes the real process.

Not tested: Grafana itself. No server is needed or started.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from prometheus import PROJECT, RULES, Server, fetch, free_port, promtool, require, wait_until

sys.path.insert(0, str(PROJECT / "dashboards"))
import catalogue  # noqa: E402

BINARY = PROJECT / "build/release/yuqing"
FILES = sorted((PROJECT / "dashboards").glob("*.json"))
BOARDS = {path.stem: json.loads(path.read_text("utf-8")) for path in FILES}
CATALOGUE = catalogue.read()

UNITS = {"short", "none", "percentunit", "s", "bytes", "dateTimeAsIso", "bool_yes_no"}
REMOVED = {"graph", "singlestat", "table-old", "grafana-piechart-panel"}
RANGED = r"(?:rate|irate|increase|delta|idelta|changes|deriv|resets)"

# Queries that may have no answer in a healthy job of half a minute, and why.
MAY_BE_EMPTY = {}


def panels(board):
    return [p for p in board["panels"] if p["type"] != "row"]


def every_panel():
    return [(f"{name}: {p['title']}", p) for name, board in BOARDS.items() for p in panels(board)]


def every_expr():
    return [(f"{where} [{t['refId']}]", t["expr"]) for where, p in every_panel()
            for t in p["targets"]]


def filled(expr, span):
    """The expression with every variable put in, as Grafana does."""
    values = {"__rate_interval": span, "__range": span, "job": ".+", "instance": ".+",
              "topic": ".+"}
    for name, value in values.items():
        expr = re.sub(rf"\$(?:{name}\b|\{{{name}(?::\w+)?\}})", value, expr)
    assert "$" not in expr, expr
    return expr


class Structure(unittest.TestCase):
    def test_what_is_committed_is_what_the_generator_writes(self):
        done = subprocess.run([sys.executable, PROJECT / "dashboards/generate.py", "--check"],
                              capture_output=True, text=True, check=False)

        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_dashboard_is_classic_and_is_changed_here_only(self):
        self.assertEqual(set(BOARDS), {"opinion", "pipeline"})
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
                self.assertEqual([v["name"] for v in rest], ["job", "instance", "topic"])
                for v in rest:
                    self.assertEqual((v["allValue"], v["refresh"]), (".+", 2))
                    self.assertTrue(v["multi"] and v["includeAll"])
                    self.assertEqual(v["datasource"]["uid"], "${datasource}")

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
        exprs["rules"] = RULES.read_text("utf-8")
        for where, expr in exprs.items():
            with self.subTest(where):
                self.assertLessEqual(catalogue.metrics_in(expr, CATALOGUE), known)

    def test_every_metric_that_is_shown_is_on_a_panel_or_in_a_rule(self):
        text = " ".join(expr for _, expr in every_expr()) + RULES.read_text("utf-8")
        used = catalogue.metrics_in(text, CATALOGUE)
        shown = {r["name"] for r in CATALOGUE if r["shown"] == "yes"}
        hidden = {r["name"] for r in CATALOGUE if r["shown"] == "no"}

        self.assertEqual(shown - used, set())
        self.assertEqual(hidden & used, set())

    def test_recorded_series_on_panels_are_recorded(self):
        recorded = set(re.findall(r"record: (\S+)", RULES.read_text("utf-8")))
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
    """Ten minutes of 30 positive, 60 neutral and 10 negative posts a minute on each of two topics."""
    posts = {"positive": 30, "neutral": 60, "negative": 10}
    where = 'job="yuqing",instance="a:9464"'
    series = []
    for sentiment, n in posts.items():
        series.append((f'yuqing_posts_total{{{where},sentiment="{sentiment}"}}', 2 * n))
        for topic in ("ai_heroes", "chip_curbs"):
            series.append((f'yuqing_topic_posts_total{{{where},topic="{topic}",'
                           f'sentiment="{sentiment}"}}', n))
    series.append((f"yuqing_score_positive_total{{{where}}}", 40_000))
    series.append((f"yuqing_score_negative_total{{{where}}}", 10_000))
    return [{"series": name, "values": f"0+{n}x20"} for name, n in series]


class Values(unittest.TestCase):
    def test_a_panel_shows_what_its_title_says(self):
        # Expected: what the panel shows for values_case(), in thousandths, by topic where it has one.
        expected = {
            "opinion: Posts": 2_000_000,
            "opinion: Net sentiment, all posts": 200,
            "opinion: Net sentiment rate, decided posts": 500,
            "opinion: Mean score": 150,
            "opinion: Posts against the previous period": 0,
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


class Rules(unittest.TestCase):
    def test_rules_are_sound(self):
        code, said = promtool("check", "rules", RULES)
        self.assertEqual(code, 0, said)

    def test_every_alert_fires_when_it_should_and_is_silent_when_it_should_not(self):
        code, said = promtool("test", "rules", RULES.parent / "yuqing_test.yml")
        self.assertEqual(code, 0, said)

    def test_every_alert_is_tested_both_ways(self):
        tests = (RULES.parent / "yuqing_test.yml").read_text("utf-8")
        for alert in re.findall(r"alert: (\w+)", RULES.read_text("utf-8")):
            with self.subTest(alert):
                self.assertRegex(tests, rf"alertname: {alert}, exp_alerts: \[\]")
                self.assertRegex(tests, rf"alertname: {alert}\n\s+exp_alerts:\n\s+- exp_labels")

    def test_every_alert_says_how_bad_it_is_and_leads_to_its_section_of_the_runbook(self):
        runbook = (PROJECT / "docs/runbook.md").read_text("utf-8")
        sections = dict(re.findall(r"(?ms)^## (\w+)\n(.*?)(?=^## |\Z)", runbook))
        alerts = re.split(r"(?m)^      - (?=alert|record)", RULES.read_text("utf-8"))
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
        wait_until(lambda: cls.server.series("count_over_time(up[60s]) >= 25") == 1, 60,
                   "25 scrapes succeeded")

    def test_every_panel_has_an_answer(self):
        for where, expr in every_expr():
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
            (name,) = catalogue.metrics_in(name, CATALOGUE)
            found = set(re.findall(r'(\w+)="', labels or "")) - {"le"}
            self.assertEqual(found, wanted[name], line)

    def test_promtool_finds_nothing_to_say_about_the_metrics(self):
        code, said = promtool("check", "metrics", stdin=fetch(self.metrics))
        self.assertEqual((code, said), (0, ""))


if __name__ == "__main__":
    unittest.main()
