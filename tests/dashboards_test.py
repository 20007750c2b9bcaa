"""The dashboards keep the rules that Grafana's linters ask for, and ours. Grafana is not started.

The rules of grafana/dashboard-linter, by name: template-datasource, template-job, template-instance,
template-label-promql, template-on-time-change-reload, panel-datasource, panel-title-description,
panel-units, panel-no-targets, uneditable-dashboard are here; target-promql, target-rate-interval,
target-job, target-instance, target-counter-agg are in dashboards_promql_test.py. The two on LogQL have
nothing to look at.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boards import (BOARDS, CHINESE, WORDS_ONLY, every_expr, every_mark, every_panel,  # noqa: E402
                    every_variable, panels)
from prometheus import PROJECT  # noqa: E402

UNITS = {"short", "none", "locale", "percentunit", "s", "bytes", "dateTimeAsIso", "bool_yes_no"}
REMOVED = {"graph", "singlestat", "table-old", "grafana-piechart-panel"}
# What colour-blind people tell apart: Okabe and Ito's eight.
TOLD_APART = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
              "#999999"}
VARIABLES = {
    "overview": ["datasource", "job", "instance", "topic", "page"],
    "topic": ["datasource", "job", "instance", "topic", "page"],
    "pipeline": ["datasource", "job", "instance", "topic", "groupby", "page"],
    "archive": ["datasource", "job", "instance", "topic", "archive"],
}


def generated(*options):
    return subprocess.run([sys.executable, PROJECT / "dashboards/generate.py", *options],
                          capture_output=True, text=True, check=False)


def links_of(panel):
    field = panel["fieldConfig"]
    return [*field["defaults"].get("links", []),
            *(link for override in field["overrides"] for one in override["properties"]
              if one["id"] == "links" for link in one["value"])]


class Dashboards(unittest.TestCase):
    def test_what_is_committed_is_what_the_generator_writes(self):
        done = generated("--check")

        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_dashboard_is_classic_and_is_changed_here_only(self):
        self.assertEqual(set(BOARDS), {"overview", "topic", "pipeline", "archive"})
        for name, board in BOARDS.items():
            with self.subTest(name):
                self.assertEqual(board["uid"], f"yuqing-{name}")
                self.assertEqual(board["schemaVersion"], 41)
                self.assertIsNone(board["id"])
                self.assertIs(board["editable"], False)
                self.assertEqual(board["graphTooltip"], 1)
                self.assertEqual(board["timezone"], "browser")
                self.assertEqual(board["refresh"], "" if name == "archive" else "30s")
                self.assertIn("yuqing", board["tags"])
                self.assertTrue(board["title"] and board["description"])
                self.assertNotIn("__inputs", board)

    def test_dashboards_link_to_each_other_and_keep_time_and_variables(self):
        for name, board in BOARDS.items():
            with self.subTest(name):
                link, *more = board["links"]
                self.assertEqual((link["type"], link["tags"]), ("dashboards", ["yuqing"]))
                self.assertTrue(link["keepTime"] and link["includeVars"])
                page = [] if name == "archive" else ["${page:raw}/"]
                self.assertEqual([other["url"] for other in more], page)

    def test_the_pipeline_has_its_rows_in_the_order_of_the_data(self):
        rows = [p["title"] for p in BOARDS["pipeline"]["panels"] if p["type"] == "row"]

        self.assertEqual(rows, ["At a glance", "Source", "Parse", "Normalize", "Sentiment", "Topic",
                                "Traits", "Fold: what became of the records", "Sinks and snapshots",
                                "Headroom", "Process"])

    def test_the_archive_asks_what_the_overview_asks_of_one_archive_but_what_only_a_job_finds(self):
        def asked(name):
            return [(where.partition(": ")[2], expr.replace('archive=~"$archive",', ""))
                    for where, expr in every_expr() if where.startswith(name + ": ")]

        found = re.compile(r"yuqing_(topic_burst|topic_sentiment|window_authors|window_texts|hashtag|"
                           r"rising)")
        self.assertEqual(asked("archive"),
                         [(where, expr) for where, expr in asked("overview")
                          if not found.search(expr)])
        for where, expr in every_expr():
            if where.startswith("archive: "):
                self.assertEqual(expr.count('archive=~"$archive"'), expr.count('job=~"$job"'))
        board = BOARDS["archive"]
        self.assertRegex(board["time"]["from"], r"^\d{4}-\d\d-\d\dT[\d:.]+Z$")
        self.assertNotIn("/d/yuqing-topic", json.dumps(board))
        self.assertNotIn("${page", json.dumps(board))
        self.assertIn("not here", panels(board)[-1]["options"]["content"])


class Variables(unittest.TestCase):
    def test_they_stand_in_their_order_and_the_data_source_is_the_first(self):
        for name, board in BOARDS.items():
            with self.subTest(name):
                first, *_ = board["templating"]["list"]
                self.assertEqual((first["name"], first["label"], first["query"]),
                                 ("datasource", "Data source", "prometheus"))
                self.assertEqual([v["name"] for v in board["templating"]["list"]], VARIABLES[name])

    def test_what_is_asked_for_is_asked_again_when_the_time_range_changes(self):
        for where, v in every_variable():
            if v["type"] == "query":
                with self.subTest(where):
                    self.assertEqual((v["allValue"], v["refresh"]), (".+", 2))
                    self.assertTrue(v["multi"] and v["includeAll"])
                    self.assertEqual(v["datasource"]["uid"], "${datasource}")
                    # Bound to one of our metrics: other jobs may have labels of this name.
                    self.assertRegex(v["definition"], r"^label_values\(yuqing_\w+(\{.*\})?, \w+\)$")


class Panels(unittest.TestCase):
    def test_panels_do_not_overlap_and_have_ids_of_their_own(self):
        for name, board in BOARDS.items():
            with self.subTest(name):
                drawn = [*board["panels"], *(p for row in board["panels"] if row["type"] == "row"
                                             for p in row["panels"])]
                ids = [p["id"] for p in drawn]
                self.assertEqual(len(ids), len(set(ids)))
                places = [(p["gridPos"]["x"] + x, p["gridPos"]["y"] + y) for p in drawn
                          for x in range(p["gridPos"]["w"]) for y in range(p["gridPos"]["h"])]
                self.assertEqual(len(places), len(set(places)))
                self.assertLess(max(x for x, _ in places), 24)

    def test_only_rows_that_are_folded_up_hold_panels(self):
        for board in BOARDS.values():
            for row in board["panels"]:
                if row["type"] == "row":
                    self.assertEqual(row["collapsed"], bool(row["panels"]), row["title"])

    def test_a_panel_says_what_it_is_what_is_normal_and_what_to_do(self):
        for where, p in every_panel():
            with self.subTest(where):
                self.assertNotIn(p["type"], REMOVED)
                self.assertRegex(p["description"],
                                 r"(?s)^.+\n\n\*\*Normal:\*\* .+\n\n\*\*If not:\*\* .+")
                self.assertTrue(p["fieldConfig"]["defaults"]["noValue"])
                self.assertEqual(p["datasource"]["uid"], "${datasource}")
                self.assertTrue(p["targets"])
                for target in p["targets"]:
                    self.assertEqual(target["datasource"]["uid"], "${datasource}")

    def test_titles_are_not_used_twice(self):
        titles = [where for where, _ in every_panel()]
        self.assertEqual(len(titles), len(set(titles)))

    def test_a_panel_has_a_unit_that_grafana_knows_and_says_how_exact_it_is(self):
        for where, p in every_panel():
            defaults = p["fieldConfig"]["defaults"]
            with self.subTest(where):
                self.assertTrue(defaults["unit"] in UNITS or defaults["unit"].startswith("suffix:"))
                self.assertIn("decimals", defaults)

    def test_a_rate_begins_at_zero(self):
        for where, p in every_panel():
            defaults = p["fieldConfig"]["defaults"]
            if defaults["unit"].startswith("suffix:"):
                with self.subTest(where):
                    self.assertEqual(defaults["min"], 0)

    def test_a_number_that_can_be_bad_has_a_threshold(self):
        for where, p in every_panel():
            if p["type"] == "stat":
                with self.subTest(where):
                    self.assertGreater(len(p["fieldConfig"]["defaults"]["thresholds"]["steps"]), 1)

    def test_only_what_is_a_share_of_a_whole_is_stacked(self):
        for where, p in every_panel():
            custom = p["fieldConfig"]["defaults"].get("custom", {})
            if custom.get("stacking", {}).get("mode", "none") != "none":
                with self.subTest(where):
                    self.assertRegex(where, "Volume by (sentiment|kind)|Emotions|Share of voice|Busy")


class Colours(unittest.TestCase):
    def test_every_colour_is_one_that_colour_blind_people_tell_apart(self):
        for board in BOARDS.values():
            self.assertLessEqual(set(re.findall(r"#[0-9A-F]{6}", json.dumps(board))), TOLD_APART)

    def test_no_two_topics_stages_or_outcomes_look_alike_in_a_picture(self):
        topics = {t["id"] for t in
                  tomllib.loads((PROJECT / "deploy/topics.toml").read_text("utf-8"))["topic"]}
        known = {"{{topic}}": topics, "{{stage}}": {"parse", "traits", "fold"},
                 "{{outcome}}": {"counted", "late", "duplicate", "rejected", "filtered"}}
        for where, p in every_panel():
            names = set().union(*(known.get(t["legendFormat"], ()) for t in p["targets"]))
            if p["type"] != "timeseries" or not names:
                continue
            with self.subTest(where):
                looks = {name: tuple(json.dumps(one["value"]) for o in p["fieldConfig"]["overrides"]
                                     if re.search(o["matcher"]["options"], name)
                                     for one in o["properties"]) for name in names}
                self.assertNotIn((), looks.values())
                self.assertEqual(len(set(looks.values())), len(names))

    def test_a_sentiment_has_the_same_colour_everywhere(self):
        by_sentiment = [p for _, p in every_panel()
                        if any("{{sentiment}}" == t["legendFormat"] for t in p["targets"])]
        self.assertTrue(by_sentiment)
        for p in by_sentiment:
            colours = {o["matcher"]["options"]: o["properties"][0]["value"]["fixedColor"]
                       for o in p["fieldConfig"]["overrides"]}
            self.assertEqual(colours, {"positive": "#56B4E9", "neutral": "#999999",
                                       "negative": "#D55E00"})


class Links(unittest.TestCase):
    def test_every_series_of_a_topic_leads_to_the_topic_and_to_the_page_that_names_its_posts(self):
        for where, p in every_panel():
            board = where.partition(":")[0]
            if not any("{{topic}}" in t["legendFormat"] for t in p["targets"]):
                continue
            urls = [link["url"] for link in links_of(p)]
            with self.subTest(where):
                if board != "topic":
                    deeper = "archive" if board == "archive" else "topic"
                    self.assertTrue(urls[0].startswith(
                        f"/d/yuqing-{deeper}?var-topic=${{__field.labels.topic}}&"))
                if board != "archive":
                    self.assertEqual(urls[-1], "${page:raw}/#topic=${__field.labels.topic}")

    def test_a_link_to_a_dashboard_keeps_the_time_and_every_variable_that_is_there(self):
        for where, p in every_panel():
            kept = [name for name in VARIABLES[where.partition(":")[0]]
                    if name not in ("topic", "groupby")]
            for link in links_of(p):
                if link["url"].startswith("/d/"):
                    with self.subTest(where):
                        self.assertTrue(link["url"].endswith("&${__url_time_range}"))
                        for name in kept:
                            self.assertIn(f"&${{{name}:queryparam}}", link["url"])


class Chinese(unittest.TestCase):
    def test_every_name_is_translated_and_nothing_else_changes(self):
        self.assertEqual(set(CHINESE), set(BOARDS))
        for name, board in BOARDS.items():
            other = CHINESE[name]
            with self.subTest(name):
                self.assertEqual(other["uid"], board["uid"] + "-zh")
                self.assertEqual([p.get("targets") for p in panels(other)],
                                 [p.get("targets") for p in panels(board)])
                for titled in (other, *other["panels"], *panels(other)):
                    self.assertRegex(titled["title"], "[一-鿿]")
                self.assertEqual([v["name"] for v in other["templating"]["list"]], VARIABLES[name])

    def test_chinese_dashboards_lead_to_each_other(self):
        for name, board in CHINESE.items():
            with self.subTest(name):
                self.assertEqual(board["tags"], ["yuqing-zh"])
                self.assertEqual(board["links"][0]["tags"], ["yuqing-zh"])
                self.assertNotRegex(json.dumps(board), r"/d/yuqing-\w+\?")

    def test_the_generator_writes_one_language_where_it_is_told_to(self):
        with tempfile.TemporaryDirectory() as folder:
            done = generated("--lang", "zh", "--out", folder)

            self.assertEqual(done.returncode, 0, done.stderr)
            written = {path.stem: json.loads(path.read_text("utf-8"))
                       for path in pathlib.Path(folder).iterdir()}
        self.assertEqual(written, CHINESE)


class Marks(unittest.TestCase):
    def test_live_dashboards_mark_bursts_starts_rebalances_and_failed_snapshots(self):
        for name in ("overview", "topic", "pipeline"):
            marks = [m["name"] for m in BOARDS[name]["annotations"]["list"]]
            self.assertLessEqual({"Starts", "Rebalances", "Failed snapshots"}, set(marks))
            if name != "pipeline":
                self.assertEqual(marks[0], "Bursts")
        for where, mark in every_mark():
            with self.subTest(where):
                self.assertEqual(mark["datasource"]["uid"], "${datasource}")

    def test_words_are_panels_without_queries_and_say_something(self):
        for board in BOARDS.values():
            for p in panels(board):
                if p["type"] in WORDS_ONLY:
                    self.assertNotIn("targets", p)
                    self.assertTrue(p["title"] and p["options"]["content"])


if __name__ == "__main__":
    unittest.main()
