"""Every panel of the live dashboards shows the truth: the real job reads posts that are known from a
real Kafka, a real Prometheus scrapes it, and what each query answers is compared with what the posts
say (panel_truth.py, panel_values*.py). openmetrics_test.py does the same for the archive.

There are two parts of posts, and three moments at which nothing moves: before the first, between them,
after the second. A span from one such moment to the next, both at a scrape, makes increase() a difference
and no estimate. The second part ends in the middle of the burst that the story has on 27 January.
"""

import json
import math
import pathlib
import re
import subprocess
import sys
import time
import tomllib
import types
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import oracle  # noqa: E402
import panel_values  # noqa: E402
import panel_values_findings as findings  # noqa: E402
import panel_values_pipeline  # noqa: E402
from boards import (BOARDS, CATALOGUE, every_mark, every_variable, filled,  # noqa: E402
                    metrics_in, panels)
from job import BINARY, Job  # noqa: E402
from live_test import keyed  # noqa: E402
from panel_truth import Truth  # noqa: E402
from prometheus import PROJECT, Server, fetch, free_port, promtool, require, wait_until  # noqa: E402

PARTITIONS = 4
THREADS = 2
POSTS = 50_000  # of the whole story; a third of them is written before the burst is over
CHOSEN = ["ai_heroes", "made_in_china", "chip_curbs"]  # on the dashboard of a topic
BREAK = '"created_at":"Mon Jan 27 00:'
END = '"created_at":"Mon Jan 27 20:45'
INTERVAL = "250ms"


def parts_of_the_story():
    """Records as bytes: the first three days, and the fourth until the burst runs."""
    path = TESTS.parent / "build/panel_posts.jsonl"
    subprocess.run([BINARY, "demo", "--write", path, "--posts", str(POSTS), "--seed", "1",
                    "--flaws"], check=True, capture_output=True)
    text = path.read_text("utf-8", errors="surrogateescape")
    first, end = text.index(BREAK), text.index(END)
    first, end = (text.rindex("\n", 0, place) + 1 for place in (first, end))
    return [part.encode("utf-8", errors="surrogateescape").splitlines()
            for part in (text[:first], text[first:end])]


class World:
    """Kafka, the job and Prometheus, all real; the moments at which nothing moves."""

    def __init__(self, test):
        self.broker = kafka.Broker()
        test.addClassCleanup(self.broker.close)
        self.broker.start()
        self.broker.create_topic("posts", PARTITIONS)
        self.job = Job(self.broker.address, free_port(), f"[pipeline]\nthreads = {THREADS}\n")
        test.addClassCleanup(self.job.close)
        config = self.job.config.read_text("utf-8").replace('size = "60s"', 'size = "10m"')
        self.job.config.write_text(config, "utf-8")
        self.job.start()
        wait_until(self.job.ready, 30, "the job is ready")
        self.target = f"127.0.0.1:{self.job.port}"
        self.server = test.enterClassContext(Server(self.target, INTERVAL))
        self.sent = 0
        self.still = [self.standstill()]

    def send(self, records):
        self.broker.produce("posts", [keyed(record, number) for number, record in
                                      enumerate(records, self.sent)])
        self.sent += len(records)
        wait_until(self.quiet, 60, f"{self.sent} records are folded: {self.job.log()}")
        self.still.append(self.standstill())

    def quiet(self):
        read = sum(self.job.metrics("yuqing_records_consumed_total").values())
        return read == self.sent and not sum(self.job.metrics("yuqing_consumer_lag").values())

    def standstill(self, scrapes=8):
        """The times of scrapes from now on."""
        begin = time.time() * 1000

        def found():
            return [at for at in self.server.scrapes(60) if at > begin]

        wait_until(lambda: len(found()) >= scrapes, 30, "scrapes succeeded")
        return found()

    def looked(self):
        """(end, length) in ms. The end and the middle are scrapes of the last two standstills; the span
        before the middle begins in the first, where all counters are 0 and nothing is estimated.
        """
        middle, least = self.still[1][0], self.still[1][0] - self.still[0][-1]
        while self.still[2][-1] - middle < least:
            self.still[2] += self.standstill(2)
        end = self.still[2][-1]
        return end, end - middle


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        require(BINARY, "the built program (ninja -C build/release)")
        require("promtool", "promtool (apt install prometheus)")
        first, second = parts_of_the_story()
        cls.world = World(cls)
        cls.world.send(first)
        early = cls.world.broker.read("posts")
        cls.world.send(second)
        cls.every = cls.world.broker.read("posts")
        cls.truth = cls.truth_of(early)
        end, length = cls.world.looked()
        cls.at, cls.span = end / 1000, f"{length}ms"
        cls.seconds = length / 1000
        cls.told = cls.findings()

    @classmethod
    def truth_of(cls, early):
        found = [post for records in cls.every.values() for change, post in map(oracle.read, records)
                 if change == "add"]
        labels = oracle.labels_of({post["text"] for post in found}
                                  | {post["quoted"] for post in found} - {""}, BINARY)
        topics = tomllib.loads((PROJECT / "deploy/topics.toml").read_text("utf-8"))
        truth = Truth(early, cls.every, labels, [topic["id"] for topic in topics["topic"]])
        truth.entities = [entity["id"] for entity in topics["entity"]]
        return truth

    @classmethod
    def findings(cls):
        """What the job says of each topic on its page."""
        status, body = cls.world.job.get("/api/v1/now")
        return {topic["id"]: topic for topic in json.loads(body)["topics"]} if status == 200 else {}

    def machine(self):
        """What the panels of the pipeline are compared with beside the posts."""
        count = filled('increase(yuqing_stage_seconds_count{stage="fold"}[$__range])', self.span)
        (batches, ) = self.world.server.values(count, self.at).values()
        target = (("instance", self.world.target), )
        return types.SimpleNamespace(at=self.at, threads=THREADS, batches=batches,
                                     by_instance=lambda value: {target: value})

    def recorded(self):
        """What the server's own rules recorded; openmetrics_test.py knows their values."""
        posts, hour = (self.world.server.values(f"topic:yuqing_posts:rate5m{end}", self.at)
                       for end in ("", ":avg_1h"))
        return {"Bursts: volume over its own hour": {
            labels: value / hour[labels] for labels, value in posts.items() if hour.get(labels)}}

    def check(self, board, expected, **chosen):
        """Every query of every panel of a dashboard, and that nothing is expected of no panel."""
        drawn = [panel for panel in panels(BOARDS[board]) if "targets" in panel]
        self.assertEqual({p["title"] for p in drawn}, set(expected))
        for panel in drawn:
            wanted = expected[panel["title"]]
            for place, target in enumerate(panel["targets"]):
                want = wanted[place] if isinstance(wanted, tuple) else wanted
                with self.subTest(f"{board}: {panel['title']} [{target['refId']}]"):
                    got = self.world.server.values(filled(target["expr"], self.span, **chosen),
                                                   self.at)
                    print(f"{board} | {panel['title']} | {target['refId']} | {short(got)} | "
                          f"{short(want)}")
                    self.compare({k: v for k, v in got.items() if not math.isnan(v)}, want)

    def compare(self, got, want):
        if isinstance(want, panel_values.Holds):
            self.assertGreaterEqual(len(got), want.least)
            for labels, value in got.items():
                self.assertTrue(want.true(value), f"{labels}: {value}, expected {want}")
        elif isinstance(want, panel_values.Sum):
            self.assertGreaterEqual(min(got.values()), 0)
            self.assertAlmostEqual(sum(got.values()), want.value)
        elif isinstance(want, panel_values.Bounds):
            self.assertEqual(set(got), set(want.named))
            for labels, value in got.items():
                low, high = want.named[labels]
                self.assertTrue(low <= value <= high, f"{labels}: {value}, expected {low} to {high}")
        else:
            self.assertEqual(set(got), set(want))
            for labels, value in got.items():
                self.assertAlmostEqual(value, want[labels], msg=str(labels),
                                       delta=1e-9 + 1e-6 * abs(want[labels]))

    def test_the_overview_shows_the_posts(self):
        self.check("overview", panel_values.overview(self.truth, self.seconds)
                   | findings.overview(self.truth, self.told) | self.recorded())

    def test_the_dashboard_of_a_topic_shows_its_posts(self):
        self.check("topic", panel_values.topic(self.truth, self.seconds, CHOSEN)
                   | findings.topic(self.truth, self.told, CHOSEN), topic="|".join(CHOSEN))

    def test_the_pipeline_shows_the_records(self):
        self.check("pipeline", panel_values_pipeline.pipeline(self.truth, self.seconds,
                                                              self.machine()))

    def test_variables_have_the_values_that_are_configured(self):
        wanted = {"job": ["yuqing"], "instance": [self.world.target],
                  "topic": sorted(self.truth.topics)}
        for where, v in every_variable():
            if v["type"] == "query" and not where.startswith("archive: "):
                with self.subTest(where):
                    match, label = re.fullmatch(r"label_values\((.+), (\w+)\)",
                                                v["definition"]).groups()
                    values = self.world.server.label_values(filled(match, self.span), label)
                    self.assertEqual(values, wanted[v["name"]])

    def test_the_marks_show_the_burst_and_the_start(self):
        for where, mark in every_mark():
            if where.startswith("archive: "):
                continue
            with self.subTest(where):
                got = self.world.server.values(filled(mark["expr"], self.span), self.at)
                if mark["name"] == "Bursts":
                    self.assertLessEqual(set(findings.BURSTS), {dict(key)["topic"] for key in got})
                elif mark["name"] == "Failed snapshots":
                    self.assertEqual(got, {})

    def test_the_alert_on_a_burst_fires_and_nothing_fires_at_a_healthy_job(self):
        def firing():
            found = self.world.server.values('ALERTS{alertstate="firing"}', time.time())
            return {(dict(key)["alertname"], dict(key).get("topic", "")) for key in found}

        wanted = {("YuqingTopicBurst", topic) for topic in findings.BURSTS}
        wait_until(lambda: wanted <= firing(), 20, f"{wanted} fire")
        rules = [rule for group in self.world.server.ask("rules")["groups"]
                 for rule in group["rules"]]
        self.assertEqual([r["lastError"] for r in rules if r.get("lastError")], [])
        # Event time stands still on purpose, and nothing more comes: what is pressed together from
        # minutes to seconds may say so.
        self.assertLessEqual({name for name, _ in firing()},
                             {"YuqingTopicBurst", "YuqingSentimentCrash", "YuqingNoData"})

    def test_the_process_serves_the_catalogue_and_nothing_else(self):
        served = {}
        for line in self.world.job.get("/metrics")[1].splitlines():
            kind = re.match(r"# (HELP|TYPE) (yuqing_\S+) (.+)", line)
            if kind:
                served.setdefault(kind[2], {})[kind[1]] = kind[3]
        wanted = {r["name"]: {"HELP": r["help"], "TYPE": r["type"]} for r in CATALOGUE}
        self.assertEqual(served, wanted)

    def test_a_series_has_the_labels_of_the_catalogue_and_there_are_few(self):
        wanted = {r["name"]: set(filter(None, r["labels"].split(","))) for r in CATALOGUE}
        lines = [line for line in self.world.job.get("/metrics")[1].splitlines()
                 if line.startswith("yuqing_")]
        for line in lines:
            name, labels = re.match(r"(\w+)(\{.*\})?", line).groups()
            (name, ) = metrics_in(name)
            found = set(re.findall(r'(\w+)="', labels or "")) - {"le"}
            self.assertEqual(found, wanted[name], line)
        print(f"{len(lines)} series")
        self.assertLess(len(lines), 3000)

    def test_promtool_finds_nothing_to_say_about_the_metrics(self):
        code, said = promtool("check", "metrics", stdin=fetch(f"http://{self.world.target}/metrics"))
        self.assertEqual((code, said), (0, ""))


def short(values, most=3):
    """A few of the values, for the list."""
    if not isinstance(values, dict):
        return str(values)
    rows = [f"{','.join(v for _, v in labels)}={value:.6g}".lstrip("=")
            for labels, value in sorted(values.items())]
    return "; ".join(rows[:most]) + (f"; ... {len(rows)}" if len(rows) > most else "") or "nothing"


if __name__ == "__main__":
    unittest.main()
