"""An archive at its original time, in promtool and Prometheus.

Every panel of the archive dashboard shows what windows.jsonl says, which is added up again here, and
every pitfall of backfilling that is known has its test. victoria_test.py does it with VictoriaMetrics.
"""

import calendar
import json
import pathlib
import re
import shutil
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from archive_fixture import Archive  # noqa: E402
from archive_oracle import panels_of  # noqa: E402
from archive_servers import prometheus, run, shown  # noqa: E402
from boards import BOARDS, filled  # noqa: E402
from prometheus import PROJECT, ask, promtool, wait_until  # noqa: E402


def samples_in(promtool_said):
    """The sum of the column NUM SAMPLES, and the number of blocks."""
    rows = [line.split() for line in promtool_said.splitlines() if re.match(r"[0-9A-Z]{26} ", line)]
    return sum(int(row[4]) for row in rows), len(rows)


def blocks_of(text, folder, *options):
    (folder / "try.om").write_text(text, "utf-8")
    return promtool("tsdb", "create-blocks-from", "openmetrics", *options, folder / "try.om",
                    folder / "tried")


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


if __name__ == "__main__":
    unittest.main()
