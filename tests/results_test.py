"""The results of a replay: an archive has one table, however it was cut, and two forms of it."""

import csv
import json
import pathlib
import random
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = PROJECT / "build/release/yuqing"
CONFIG = PROJECT / "deploy/yuqing.toml"
SIGNS = tuple("=+-@\t\r\0＝＋－＠")


def rows_of_csv(path):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def flat(row):
    """A row of windows.jsonl with the columns of windows.csv."""
    columns = {}
    for name, value in row.items():
        prefix = {"kinds": "kind_", "emotions": "emotion_", "quoted": "quoted_",
                  "gaps": "gap_"}.get(name)
        if prefix:
            columns.update({prefix + key: str(count) for key, count in value.items()})
        elif name != "scoring":
            columns[name] = str(value)
    return columns


def mean_of(row):
    opinions = row["negative"] + row["neutral"] + row["positive"]
    if opinions == 0 or row["topic"].startswith("$"):
        return None
    return (row["score_positive"] - row["score_negative"]) / opinions / 1000


class Results(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        archive = self.here / "posts.jsonl"
        subprocess.run([YUQING, "demo", "--write", archive, "--posts", "4000", "--flaws"],
                       check=True, capture_output=True)
        self.posts = archive.read_bytes().splitlines(keepends=True)

    def replay(self, files, out, *options, code=0):
        done = subprocess.run([YUQING, "replay", "-c", CONFIG, *files, "--out", self.here / out,
                               *options], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def test_the_table_reads_back_from_csv_as_it_stands_in_json(self):
        self.replay([self.here / "posts.jsonl"], "out")
        text = (self.here / "out/windows.jsonl").read_text("utf-8")
        rows = list(map(json.loads, text.splitlines()))
        cells = rows_of_csv(self.here / "out/windows.csv")

        self.assertGreater(len(rows), 1000)
        self.assertEqual(len(rows), len(cells))
        for row, cell in zip(rows, cells):
            mean = cell.pop("mean_score")
            beijing = cell.pop("start_beijing")
            self.assertEqual(cell, flat(row))
            self.assertRegex(beijing, r"^\d{4}-\d\d-\d\d \d\d:\d\d:00$")
            if mean_of(row) is None:
                self.assertEqual(mean, "")
            else:
                self.assertAlmostEqual(float(mean), mean_of(row), delta=5.1e-7)

    def test_no_text_for_a_spreadsheet_begins_like_a_formula(self):
        self.replay([self.here / "posts.jsonl"], "out")
        for row in rows_of_csv(self.here / "out/windows.csv"):
            for name, value in row.items():
                if name != "mean_score":
                    self.assertFalse(value.startswith(SIGNS), (name, value))

    def test_the_order_of_posts_changes_no_byte(self):
        self.replay([self.here / "posts.jsonl"], "out")
        random.Random(1).shuffle(self.posts)
        shuffled = self.here / "shuffled.jsonl"
        shuffled.write_bytes(b"".join(self.posts))
        self.replay([shuffled], "shuffled")
        for name in ("windows.jsonl", "windows.csv"):
            self.assertEqual((self.here / "out" / name).read_bytes(),
                             (self.here / "shuffled" / name).read_bytes())

    def posts_of(self, records, *options):
        """The lines of posts.csv."""
        archive = self.here / "few.jsonl"
        archive.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n"
                                   for record in records), "utf-8")
        self.replay([archive], "few", "--posts", "--restart", *options)
        return rows_of_csv(self.here / "few/posts.csv")

    def test_the_table_of_posts_tells_the_fate_of_each(self):
        def post(number, minute=0, **more):
            return {"id": str(5127522548373127 + number), "own_text": "国货之光",
                    "created_ms": 1737980103000 + minute * 60000, **more}
        records = [post(1), post(1), post(2, 120), post(3), post(2, 120, event="delete"),
                   post(4, own_text="转发微博")]

        rows = self.posts_of(records, "--raw-ids", "--lateness", "1h")

        self.assertEqual([(row["id"][-1], row["fate"]) for row in rows],
                         [("8", "counted"), ("8", "duplicate"), ("9", "counted"), ("0", "late"),
                          ("9", "retracted"), ("1", "late")])
        self.assertEqual(rows[0]["time"], "2025-01-27T12:15:03Z")
        self.assertEqual(rows[0]["time_beijing"], "2025-01-27 20:15:03")
        self.assertEqual(rows[0]["sentiment"], "positive")
        self.assertEqual((rows[5]["kind"], rows[5]["sentiment"]), ("repost_bare", ""))
        self.assertTrue(all(row["id"].startswith("id:5127522548373") for row in rows))

        hashed = self.posts_of(records, "--lateness", "1h")
        self.assertEqual(hashed[2]["id"], hashed[4]["id"])
        self.assertEqual(len({row["id"] for row in hashed}), 4)
        self.assertTrue(all(len(row["id"]) == 34 for row in hashed))

    def test_nothing_that_a_post_tells_becomes_a_formula(self):
        regions = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "a,b", 'say "x"', "广东"]
        rows = self.posts_of([{"id": str(5127522548373127 + i), "own_text": "国货之光",
                               "created_ms": 1737980103000, "region": region}
                              for i, region in enumerate(regions)], "--raw-ids")

        for row, region in zip(rows, regions, strict=True):
            self.assertFalse(row["region"].startswith(SIGNS), row)
            self.assertIn(row["region"].strip(), (region.strip(), "'" + region.strip()))

    def test_resume_needs_a_replay_that_was_interrupted(self):
        told = self.replay([self.here / "posts.jsonl"], "out", "--resume", code=2)
        self.assertIn("--resume: no interrupted replay in", told)
        self.assertFalse((self.here / "out").exists())

    def test_resume_goes_on_and_restart_begins_anew(self):
        archive = self.here / "posts.jsonl"
        self.replay([archive], "out")
        whole = (self.here / "out/windows.jsonl").read_bytes()
        state = self.here / "out/.replay"
        # What a kill leaves whose snapshot covers all but the end.
        mark = self.interrupted(archive, state)
        self.assertIn("going on", self.replay([archive], "out", "--resume"))
        self.assertEqual((self.here / "out/windows.jsonl").read_bytes(), whole)
        state.mkdir()
        (state / "fingerprint").write_bytes(mark)
        self.assertNotIn("going on", self.replay([archive], "out", "--restart"))
        (state).mkdir()
        (state / "fingerprint").write_bytes(b"another")
        told = self.replay([archive], "out", "--resume", code=2)
        self.assertIn("read other inputs or counted otherwise", told)

    def interrupted(self, archive, state):
        """Leaves the mark of a replay under way; gives its bytes."""
        running = subprocess.Popen([YUQING, "replay", "-c", CONFIG, archive, "--out",
                                    state.parent, "--threads", "1"], stderr=subprocess.DEVNULL)
        mark = state / "fingerprint"
        content = b""
        while running.poll() is None and not content:
            content = mark.read_bytes() if mark.exists() else b""
        running.kill()
        running.wait()
        self.assertTrue(content, "the replay ended before it could be killed")
        state.mkdir(exist_ok=True)
        mark.write_bytes(content)
        return content


if __name__ == "__main__":
    unittest.main()
