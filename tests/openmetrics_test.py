"""An archive at its original time, in the real programs: promtool and Prometheus, VictoriaMetrics.

Every panel of the archive dashboard shows what windows.jsonl says, which is added up again here, and
every pitfall of backfilling that is known has its test.
"""

import calendar
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from archive_oracle import Windows, panels_of  # noqa: E402
from boards import BOARDS, filled  # noqa: E402
from prometheus import (PROJECT, ask, fetch, free_port, promtool, require,  # noqa: E402
                        wait_until)

YUQING = PROJECT / "build/release/yuqing"
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


def run(*command, code=0):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if code is not None and done.returncode != code:
        raise AssertionError(f"{command}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done


def replay(archive, out, *options, code=0):
    return run(YUQING, "replay", "-c", Archive.config, archive, "--out", out, *options, code=code)


class Process:
    """A server that is ready inside the with statement; stopped like by Ctrl-C."""

    def __init__(self, url, health, *command):
        self.url, self._health = url, health
        # Its own log must not fill a pipe that nobody reads.
        self.said = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen([str(c) for c in command], stdout=self.said,
                                         stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        try:
            wait_until(self._healthy, 30, f"{self.url} is ready")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def _healthy(self):
        if self._process.poll() is not None:
            raise AssertionError(f"it ended: {self.text()}")
        return fetch(self.url + self._health)

    def __exit__(self, *_):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self.said.close()

    def text(self):
        self.said.seek(0)
        return self.said.read()

    def values(self, expr, at):
        """What an instant query answers: labels but the target's -> number."""
        found = {}
        for series in ask(self.url, "query", query=expr, time=at)["result"]:
            labels = {name: value for name, value in series["metric"].items()
                      if name not in ("__name__", "job", "instance", "archive")}
            found[tuple(sorted(labels.items()))] = float(series["value"][1])
        return found


def shown(url_of, *options):
    """deploy/archive as a process."""
    port = free_port()
    health = "/health" if "--victoria" in options else "/-/ready"
    return Process(f"http://127.0.0.1:{port}", health, PROJECT / "deploy/archive", "--port", port,
                   *options, url_of)


def prometheus(data, *options):
    """A Prometheus on a folder of blocks, without deploy/archive; it scrapes itself every second."""
    program = require("prometheus", "prometheus (apt install prometheus)")
    address = f"127.0.0.1:{free_port()}"
    config = data.parent / f"{data.name}.yml"
    config.write_text(json.dumps({"scrape_configs": [
        {"job_name": "self", "scrape_interval": "1s", "scrape_timeout": "1s",
         "static_configs": [{"targets": [address]}]}]}), "utf-8")
    return Process(f"http://{address}", "/-/ready", program, f"--config.file={config}",
                   f"--storage.tsdb.path={data}", f"--web.listen-address={address}", *options)


def victoria(data):
    """A VictoriaMetrics as docs/grafana-archive.md wants it."""
    program = require("victoria-metrics", "VictoriaMetrics (apt install victoria-metrics)")
    address = f"127.0.0.1:{free_port()}"
    return Process(f"http://{address}", "/health", program, f"-storageDataPath={data}",
                   f"-httpListenAddr={address}", "-retentionPeriod=100y",
                   "-dedup.minScrapeInterval=1ms", "-loggerLevel=WARN")


def samples_in(promtool_said):
    """The sum of the column NUM SAMPLES, and the number of blocks."""
    rows = [line.split() for line in promtool_said.splitlines() if re.match(r"[0-9A-Z]{26} ", line)]
    return sum(int(row[4]) for row in rows), len(rows)


def blocks_of(text, folder, *options):
    (folder / "try.om").write_text(text, "utf-8")
    return promtool("tsdb", "create-blocks-from", "openmetrics", *options, folder / "try.om",
                    folder / "tried")


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


class File(Archive):
    def test_it_is_openmetrics_in_seconds(self):
        times = [float(line.rsplit(" ", 1)[1]) for line in self.samples]

        self.assertTrue(self.text.endswith("\n# EOF\n"))
        self.assertNotIn("\n\n", self.text)
        self.assertEqual((min(times), max(times)), (self.windows.first, self.windows.last))
        for line in self.samples[:: len(self.samples) // 50]:
            self.assertRegex(line, r'^[\w:]+\{.*archive="天 \\"a\\""\} [\d.e+-]+ \d{10}$')

    def test_promtool_refuses_what_the_writer_avoids(self):
        sound = 'a{b="c"} 1 1580832000\n'
        for why, text in {"no EOF": sound, "blank line": sound + "\n# EOF\n",
                          "no time": 'a{b="c"} 1\n# EOF\n'}.items():
            with self.subTest(why):
                code, said = blocks_of(text, self.here())
                self.assertNotEqual(code, 0, said)

        self.assertEqual(blocks_of(sound + "# EOF\n", self.here())[0], 0)

    def test_milliseconds_would_land_in_another_millennium_without_a_word(self):
        code, said = blocks_of('a{b="c"} 1 1580832000000\n# EOF\n', self.here())

        self.assertEqual(code, 0)
        self.assertIn("1580832000000000", said)

    def test_no_sample_is_lost(self):
        code, said = promtool("tsdb", "create-blocks-from", "openmetrics",
                              "--max-block-duration=744h", self.file, self.here() / "data")

        self.assertEqual(code, 0, said)
        self.assertEqual(samples_in(said)[0], len(self.samples))

    def test_promtool_loses_samples_out_of_order_without_a_word(self):
        code, said = blocks_of("a 1 1580832060\na 2 1580832000\na 3 1580832120\n# EOF\n", self.here())

        self.assertEqual((code, samples_in(said)[0]), (0, 2))

    def test_blocks_of_a_month_are_few(self):
        one = next(line.partition(" ")[0] for line in self.samples)
        series = "\n".join(line for line in self.samples if line.startswith(one.split(",job")[0]))

        _, by_default = blocks_of(series + "\n# EOF\n", self.here())
        _, of_a_month = blocks_of(series + "\n# EOF\n", self.here(), "--max-block-duration=744h")

        hours = (self.windows.last - self.windows.first) / 3600
        self.assertGreater(samples_in(by_default)[1], hours / 3)
        self.assertLessEqual(samples_in(of_a_month)[1], hours / 744 + 2)

    def test_it_holds_what_the_dashboard_asks_for_and_nothing_else(self):
        named = {re.match(r"[\w:]+", line)[0] for line in self.samples}
        asked = {name for panel in panels_of(BOARDS["archive"]) for target in panel["targets"]
                 for name in re.findall(r"[\w:]*yuqing_[\w:]+", target["expr"])}

        self.assertLessEqual(named, asked)
        # Entities have a family only where a post is about one.
        self.assertLessEqual(asked - named, {"yuqing_entity_posts_total"})


class InPrometheus(Archive):
    def test_every_panel_shows_the_windows_also_after_a_restart(self):
        data = self.here() / "data"
        with shown(self.file, "--data", data) as server:
            self.check_panels(server)
            self.assertIn(server.url, server.text())
            self.check_zeros(server)
        blocks = sorted(path.name for path in (data / "data").glob("01*"))
        with shown(self.file, "--data", data) as server:
            self.check_panels(server)
            self.assertNotIn("BLOCK ULID", server.text())
        self.assertEqual(sorted(path.name for path in (data / "data").glob("01*")), blocks)

    def check_zeros(self, server):
        """Beside posts an empty window is a zero; the series rests five minutes after the last."""
        tag, end = self.windows.gap()
        shown_window = f'sum(yuqing_window_posts{{topic="{tag}"}})'
        self.assertGreater(server.values(shown_window, end)[()], 0)
        for second in (60, 300, 599):
            self.assertEqual(server.values(shown_window, end + second), {(): 0})
        self.assertEqual(server.values(shown_window, end + 601), {})

    def test_variables_have_values_and_the_dashboard_has_the_range_of_the_archive(self):
        data = self.here() / "data"
        with shown(self.file, "--data", data) as server:
            for v in BOARDS["archive"]["templating"]["list"][1:]:
                match, label = re.fullmatch(r"label_values\((.+), (\w+)\)", v["definition"]).groups()
                values = ask(server.url, f"label/{label}/values", start=self.windows.first,
                             end=self.windows.last, **{"match[]": filled(match, "5m")})
                wanted = {"job": ["yuqing-archive"], "instance": ["replay"], "archive": ['天 "a"'],
                          "topic": sorted(self.windows.topics)}
                self.assertEqual(values, wanted[v["name"]])
            mark = BOARDS["archive"]["annotations"]["list"][0]["expr"]
            bursts = ask(server.url, "query_range", query=filled(mark, "5m"),
                         step=max(60, (self.windows.last - self.windows.first) // 10_000),
                         start=self.windows.first, end=self.windows.last)["result"]
            print(f"bursts: {[series['metric']['topic'] for series in bursts]}")
        board = json.loads((data / "archive.json").read_text("utf-8"))
        self.assertEqual([calendar.timegm(time.strptime(board["time"][end], "%Y-%m-%dT%H:%M:%SZ"))
                          for end in ("from", "to")], [self.windows.first, self.windows.last])

    def test_a_fresh_block_takes_the_archive_away_unless_the_retention_is_long(self):
        data, kept = self.here() / "data", self.here() / "kept"
        now = int(time.time())
        fresh = "".join(f"fresh 1 {now - 4 * 3600 + 60 * i}\n" for i in range(60)) + "# EOF\n"
        (data.parent / "fresh.om").write_text(fresh, "utf-8")
        whole = f"[{self.windows.last - self.windows.first}s]"
        series = f"count(count_over_time(yuqing_posts_total{whole}))"
        self.blocks_of(self.file, data)
        with prometheus(data) as server:
            self.assertEqual(server.values(series, self.windows.last), {(): 3}, "alone it stays")
        self.blocks_of(data.parent / "fresh.om", data)
        shutil.copytree(data, kept, ignore=shutil.ignore_patterns("lock", "queries.active"))

        with prometheus(data) as server:
            self.assertEqual(server.values(series, self.windows.last), {}, "by default it goes")
        with prometheus(kept, "--storage.tsdb.retention.time=100y") as server:
            wait_until(lambda: server.values("up", time.time()), 20, "a fresh sample arrived")
        with prometheus(kept, "--storage.tsdb.retention.time=100y") as server:
            self.check_panels(server)

    def blocks_of(self, file, data):
        code, said = promtool("tsdb", "create-blocks-from", "openmetrics",
                              "--max-block-duration=744h", file, data)
        self.assertEqual(code, 0, said)

    def test_a_file_must_be_whole(self):
        here = self.here()
        (here / "half.om").write_text(self.text[:5000], "utf-8")

        done = run(PROJECT / "deploy/archive", here / "half.om", code=2)

        self.assertIn("half.om is missing or not complete", done.stderr)

    def test_a_folder_that_is_not_its_own_is_left_alone(self):
        here = self.here()
        (here / "precious").write_text("", "utf-8")

        done = run(PROJECT / "deploy/archive", "--data", here, self.file, code=2)

        self.assertIn("holds something else", done.stderr)
        self.assertTrue((here / "precious").exists())


class InVictoria(Archive):
    one_sample_is_enough = True

    def setUp(self):
        require("victoria-metrics", "VictoriaMetrics (apt install victoria-metrics)")

    def count(self, server):
        whole = f"[{self.windows.last - self.windows.first + 1}s]"
        return server.values(f'sum(count_over_time({{archive!=""}}{whole}))', self.windows.last)[()]

    def test_a_replay_sends_the_windows_and_a_second_one_doubles_nothing(self):
        data = self.here() / "data"
        with victoria(data) as server:
            asked = {"query": "sum(yuqing_window_posts)", "start": self.windows.first,
                     "end": self.windows.last, "step": 600}
            self.assertEqual(ask(server.url, "query_range", **asked)["result"], [])
            for out in ("first", "second"):
                replay(self.posts, data / out, "--victoria", server.url + "/", "--archive-name", "a")
                fetch(server.url + "/internal/force_flush")
                self.assertEqual(self.count(server), len(self.samples))
                # The answer of before is not remembered.
                self.assertNotEqual(ask(server.url, "query_range", **asked)["result"], [])
            self.check_panels(server)

    def test_the_file_shows_the_same_in_a_server_of_its_own_and_a_second_run_takes_it_up(self):
        data = self.here() / "data"
        for _ in range(2):
            with shown(self.file, "--victoria", "--data", data) as server:
                wait_until(lambda: server.url in server.text(), 60, "the archive is imported")
                fetch(server.url + "/internal/force_flush")
                self.assertEqual(self.count(server), len(self.samples))
        made = (data / "made").read_text("utf-8")
        self.assertIn(str(self.file), made)

    def test_a_server_that_is_down_is_told_once_and_the_results_stay(self):
        here = self.here()
        few = here / "few.jsonl"
        run(YUQING, "demo", "--write", few, "--posts", 200, "--seed", 2)
        replay(few, here / "calm")
        url = f"http://me:secret@127.0.0.1:{free_port()}"

        done = replay(few, here / "out", "--victoria", url, code=1)

        told = [line for line in done.stderr.splitlines() if "VictoriaMetrics" in line]
        self.assertEqual(len(told), 1, done.stderr)
        self.assertRegex(told[0], r"VictoriaMetrics at http://127\.0\.0\.1:\d+ cannot be reached")
        self.assertNotIn("secret", done.stderr)
        self.assertEqual((here / "out/windows.jsonl").read_bytes(),
                         (here / "calm/windows.jsonl").read_bytes())
        with victoria(here / "data") as server:
            again = replay(few, here / "out", "--victoria", server.url)
            fetch(server.url + "/internal/force_flush")
            found = server.values("sum(last_over_time(yuqing_kind_posts_total[5y]))", time.time())
        self.assertEqual(found, {(): 200})
        self.assertIn("going on", again.stderr)
        self.assertFalse((here / "out/.replay").exists())

    def test_a_url_that_is_none_is_told_before_anything_is_read(self):
        for url in ("127.0.0.1:8428", "ftp://127.0.0.1", "http://", "http:///x"):
            out = self.here() / "out"
            done = replay(self.posts, out, "--victoria", url, code=2)
            self.assertIn("write, for example, http://127.0.0.1:8428", done.stderr)
            self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
