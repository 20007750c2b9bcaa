"""Hostile records: strings, numbers, depths, sizes, equal keys and times that break programs.

Records are given to the program byte by byte as Kafka would, in segments. What is JSON and what is
not: hostile_json_test.py. A log with a little of everything: poison_test.py.
"""

import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
import kinds  # noqa: E402
import prometheus  # noqa: E402
from hostile import MID, POST_MS, TIME, Hostile, get, status  # noqa: E402
from naughty import STRINGS  # noqa: E402

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
TAGS = 10  # of one post
BAD_RECORD = b'{"mid":"1","created_at":"\x1b[31m\\n","text":"\x1b]0;x\x07"}'


def canonical(number, **members):
    post = {"id": str(MID + number), "created_ms": POST_MS, "own_text": "好",
            "author": {"id": "1", "name": "a"}}
    return json.dumps({**post, **members}).encode()


class Strings(Hostile):
    """Every naughty string as the text, as a name, as a hashtag, and where a cell shows it."""

    def records(self):
        roles = [lambda n, s: status(n, text=s),
                 lambda n, s: status(n, user={"id": 1, "screen_name": s, "followers_count": s}),
                 lambda n, s: status(n, text=f"#{s}#", source=s),
                 lambda n, s: status(n, text="好", region_name=s),
                 lambda n, s: status(n, text="转发微博", retweeted_status={"text": s}),
                 lambda n, s: canonical(n, own_text=s, region=s, author={"id": s, "name": s})]
        numbered = enumerate((role, string) for role in roles for string in STRINGS)
        # Halves of surrogate pairs can only be written with escapes.
        return [json.dumps(json.loads(role(n, string).decode("utf-8", "surrogatepass")),
                           ensure_ascii=any("\ud800" <= c < "\ue000" for c in string)).encode()
                for n, (role, string) in numbered]

    def test_every_string_counts_wherever_it_stands(self):
        records = self.records()
        found = dict(zip(records, self.verdicts(records, options=["--posts", "--report"]),
                         strict=True))
        self.assertEqual({r: v for r, v in found.items() if v != "sound"}, {})
        rows = self.lines("windows.jsonl")
        (row,) = [row for row in rows if row["topic"] == "all"]
        self.assertEqual(row["posts"], len(records))
        self.assertEqual(sum(row["kinds"][kind] for kind in kinds.KINDS), len(records))

    def test_no_cell_of_a_table_is_a_formula_and_python_reads_it_back(self):
        regions = [string for string in STRINGS if not re.search("[\ud800-\udfff]", string)]
        records = [canonical(n, region=region) for n, region in enumerate(regions)]
        self.replay(records, options=["--posts", "--raw-ids"])
        for name in ("posts.csv", "windows.csv"):
            head, *rows = self.table(name)
            self.assertEqual({len(row) for row in rows}, {len(head)})
            cells = [cell for row in rows for cell in row]
            self.assertEqual([cell for cell in cells if cell.startswith(SIGNS)], [])
        head, *rows = self.table("posts.csv")
        self.assertEqual(len(rows), len(regions))
        told = [row[head.index("region")].removeprefix("'").strip() for row in rows]
        written = [re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", " ", region).removeprefix("'").strip()
                   for region in regions]
        self.assertEqual([pair for pair in zip(told, written) if pair[0] != pair[1]], [])

    def test_no_string_reaches_a_log_or_is_markup_in_a_report(self):
        records = [BAD_RECORD, *self.records()]
        self.replay(records, options=["--report"])
        self.assertNotRegex(self.errors, rb"[\x00-\x09\x0b-\x1f\x7f]")
        self.assertEqual([line for line in self.errors.decode().splitlines()
                          if any(len(s) > 9 and s in line for s in STRINGS)], [])
        page = (self.here / "out/report.html").read_text("utf-8")
        for string in ("<script>alert", "<img src=x", "<svg/onload"):
            self.assertNotIn(string, page)

    def test_metrics_and_the_page_stay_sound(self):
        records = self.records()
        with self.serving(((None, record) for record in records), len(records)) as port:
            page = get(port, "/metrics")
            self.assertEqual(prometheus.promtool("check", "metrics", stdin=page), (0, ""))
            self.assertLess(len(re.findall("^yuqing", page, re.M)), 3000)
            json.loads(get(port, "/api/v1/now"))


class Hashtags(Hostile):
    def test_a_million_of_them_make_no_series_and_little_memory(self):
        count = 1_000_000 // TAGS
        with self.serving(((POST_MS, tagged(n)) for n in range(count)), count) as port:
            page = get(port, "/metrics")
            now = json.loads(get(port, "/api/v1/now"))
            peak_kib = int(re.search(r"VmHWM:\s+(\d+)", self.proc("status")).group(1))
        self.assertEqual(prometheus.promtool("check", "metrics", stdin=page), (0, ""))
        series = len(re.findall("^yuqing", page, re.M))
        print(f"a million hashtags: {series} series, {peak_kib >> 10} MiB", flush=True)
        self.assertLess(series, 3000)
        self.assertNotIn("标签", page)
        shown = {row["text"] for row in now["topics"][0]["hashtags"]}
        self.assertLess(shown, set(map(str, range(64))), "what many posts have in common")
        self.assertLess(peak_kib >> 10, 128)


class Numbers(Hostile):
    def test_an_id_is_a_number_of_64_bits_or_rejected_never_wrapped(self):
        bad = ["-1", "-5127522548373127", "5127522548373127.0", "5.127522548373127e15", "1E3", "0",
               "18446744073709551616", "36893488147419103233", "1" + "0" * 40, "-0", "true", "null",
               "[]", "{}", '""']
        records = [f'{{"id":{value},"created_at":"{TIME}","text":"a","user":{{}},"reposts_count":0}}'
                   .encode() for value in bad]
        self.assertEqual(self.verdicts(records), ["bad_id"] * len(bad))

    def test_the_largest_id_is_itself(self):
        ids = ["18446744073709551615", "1", str(2**53 + 1), str(2**63)]
        self.replay([canonical(0, id=value) for value in ids], options=["--posts", "--raw-ids"])
        head, *rows = self.table("posts.csv")
        self.assertEqual([row[head.index("id")] for row in rows],
                         ["id:" + value for value in ids])

    def test_counters_that_are_none_count_as_unknown(self):
        values = ["-1", "1e3", "18446744073709551616", '"-5"', '"5x"', '"99999999亿"', "null",
                  "[]", '"１２"', '"1e9"', "1e999"]
        records = [f'{{"mid":"{MID + n}","created_at":"{TIME}","text":"a","reposts_count":{value},'
                   f'"user":{{"id":{value},"followers_count":{value}}}}}'.encode()
                   for n, value in enumerate(values)]
        self.replay(records)
        self.assertEqual(self.summary["counted"], len(values))
        (row,) = [row for row in self.lines("windows.jsonl") if row["topic"] == "all"]
        self.assertEqual(row["reach"], 0)


class Shapes(Hostile):
    def test_depth_ends_at_32(self):
        def nested(depth, opening, closing):
            return status(depth).replace(b'{"created_at"', b'{"x":' + opening * (depth - 1) + b"1" +
                                         closing * (depth - 1) + b',"created_at"', 1)

        for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
            depths = (31, 32, 33, 1024, 100_000)
            records = [nested(depth, opening, closing) for depth in depths]
            self.assertEqual(self.verdicts(records), ["sound"] * 2 + ["too_deep"] * 3)
            open_only = [opening * depth for depth in (1024, 100_000)]
            self.assertEqual(self.verdicts(open_only), ["too_deep"] * 2)

    def test_a_record_is_at_most_a_mebibyte(self):
        mebibyte = 1 << 20

        def sized(number, size, filler):
            bare = len(status(number, source=""))
            return status(number, source=filler * (size - bare))

        sizes = (mebibyte - 1, mebibyte, mebibyte + 1, 16 << 20)
        records = [sized(n, size, "x") for n, size in enumerate(sizes)] + [b" " * (16 << 20), b""]
        self.assertEqual(tuple(map(len, records[:4])), sizes)
        self.assertEqual(self.verdicts(records),
                         ["sound"] * 2 + ["too_large"] * 3 + ["not_json"])
        self.assertEqual([row["size"] for row in self.lines("dead_letters.jsonl")],
                         [mebibyte + 1, 16 << 20, 16 << 20, 0])

    def test_a_text_is_at_most_64_kibibytes(self):
        records = [status(n, text="x" * size) for n, size in enumerate((65_535, 65_536, 65_537))]
        self.assertEqual(self.verdicts(records), ["sound", "sound", "too_large"])

    def test_of_equal_keys_the_first_wins(self):
        first = status(1)[:-1]
        records = [first + f',"mid":"{MID + 9}"}}'.encode(), status(1),  # the same id again
                   first.replace(str(MID + 1).encode(), str(MID + 2).encode()) + b',"text":5}',
                   status(3)[:-1] + b',"created_at":"soon","cr\\u0065ated_at":"never"}',
                   b'{"text":5,' + status(4)[1:], b'{"created_at":"soon","mid":"42",' + status(5)[1:]]
        self.assertEqual(self.verdicts(records), ["sound"] * 4 + ["bad_text", "bad_time"])
        self.assertEqual((self.summary["counted"], self.summary["duplicate"]), (3, 1))


class Times(Hostile):
    def test_no_time_closes_a_window_early(self):
        """Among posts of one second, times of every kind; none of the others may be late."""
        odd = {"Fri Jan 01 00:00:00 +0800 0001": "time_range", "Thu Jan 01 08:00:00 +0800 1970": "time_range",
               "Fri Dec 31 23:59:59 +0800 9999": "time_range", "Tue Jan 28 20:15:04 +0800 2025": "time_range",
               "Tue Jan 28 20:15:03 +0800 2025": "sound", "Mon Jan 27 23:00:00 +0800 2025": "sound",
               "253402300799": "time_range", "99999999999999999999": "bad_time", "-1": "bad_time",
               "2025-01-27T12:15:60Z": "sound", "Mon Jan 27 20:15:60 +0800 2025": "sound",
               "2025-01-27T12:15:03Z": "sound", "2025-01-27T20:15:03+08:00": "sound",
               "2025-01-27T12:15:03": "sound", "Feb 30": "bad_time", "Mon Feb 30 20:15:03 +0800 2025": "bad_time",
               "2025-13-01T00:00:00Z": "bad_time", "24:00:01": "bad_time", "Mon Jan 27 20:15:03 +9999 2025": "bad_time",
               "": "sound", "-2025-01-27T12:15:03Z": "bad_time", "12025-01-27T12:15:03Z": "bad_time"}
        records, expected = [], []
        for number, (written, verdict) in enumerate(odd.items()):
            records += [canonical_time(number, written), status(1000 + number)]
            expected += [verdict, "sound"]
        found = self.verdicts(records, options=["--lateness", "60s"])
        self.assertEqual([(r, v, e) for r, v, e in zip(records, found, expected) if v != e], [])
        # Those of four hours earlier, which "2025-01-27T12:15:03" is in Beijing, may be late.
        self.assertLessEqual(self.summary["late"], 1)

    def test_a_time_of_zulu_and_of_beijing_is_the_same_window(self):
        self.replay([canonical_time(1, "2025-01-27T12:15:03Z"),
                     canonical_time(2, "Mon Jan 27 20:15:03 +0800 2025"),
                     canonical_time(3, "2025-01-27T20:15:03+08:00"),
                     canonical_time(4, str(POST_MS)), canonical_time(5, str(POST_MS // 1000))])
        rows = [row for row in self.lines("windows.jsonl") if row["topic"] == "all"]
        self.assertEqual([(row["start"], row["posts"]) for row in rows],
                         [("2025-01-27T12:15:00Z", 5)])


def tagged(number):
    """A post with hashtags of its own and one of many posts, within an hour before the others."""
    own = "".join(f"#标签{number * TAGS + n:x}\\\"\\n\u00ff#" for n in range(TAGS))
    return (f'{{"id":"{MID + number}","created_ms":{POST_MS - number * 36 % 3_600_000},'
            f'"own_text":"{own} #{number % 64}# 好","author":{{"id":"{number}"}}}}').encode()


def canonical_time(number, written):
    """A post whose id tells no time."""
    return status(0, mid=str(100 + number), created_at=written)


if __name__ == "__main__":
    unittest.main()
