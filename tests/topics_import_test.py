"""yuqing topics import, as its page shows it.

The program is $YUQING, or build/release/yuqing.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
PAGE = (PROJECT / "docs/topics.md").read_text("utf-8")


def block(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)[0]


class ImportTest(unittest.TestCase):
    def run_import(self, kind, text, name="frequency_words.txt"):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.write_bytes(text.encode())
            done = subprocess.run([PROGRAM, "topics", "import", "--from", kind, path],
                                  capture_output=True, encoding="utf-8", timeout=60, check=False)
            return done.returncode, done.stdout, done.stderr.replace(folder + "/", "")

    def check(self, toml):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "topics.toml"
            path.write_text(toml, "utf-8")
            return subprocess.run([PROGRAM, "topics", "check", path], capture_output=True,
                                  encoding="utf-8", timeout=60, check=False)

    def test_the_example_of_the_page_gives_what_stands_below_it(self):
        code, toml, notes = self.run_import("trendradar", block("text"))

        self.assertEqual((code, toml), (0, block("toml")))
        self.assertEqual([line.split(":")[1] for line in notes.splitlines()], ["10", " Latin words "
                         "are whole words here"])

    def test_what_is_written_is_a_sound_topic_file(self):
        hostile = '$100\na"b\\c\n#\n\n[x]\n@a => b\n/(?=a)b/\n+"q"\n\nO\'Neill\n100%\nC++\n*\n'

        for text in (block("text"), hostile):
            code, toml, _ = self.run_import("trendradar", text)

            self.assertEqual(code, 0)
            checked = self.check(toml)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""), toml)

    def test_a_plain_list_becomes_one_topic(self):
        code, toml, _ = self.run_import("lines", "大疆\r\n无人机\r\n", "drones 2025.txt")

        self.assertEqual(code, 0)
        self.assertEqual(toml, 'version = 1\n\n[[topic]]\nid = "drones_2025"\n'
                               'name = "drones 2025"\nany = ["大疆", "无人机"]\n')

    def test_a_file_without_words_is_a_mistake(self):
        code, toml, notes = self.run_import("trendradar", "# nothing\n")

        self.assertEqual((code, toml), (2, ""))
        self.assertIn("holds no words", notes)

    def test_a_missing_file_is_a_mistake(self):
        done = subprocess.run([PROGRAM, "topics", "import", "--from", "lines", "/nowhere"],
                              capture_output=True, encoding="utf-8", timeout=60, check=False)

        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere: cannot be read", done.stderr)


if __name__ == "__main__":
    unittest.main()
