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
