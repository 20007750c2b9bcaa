"""What the documentation says is true: links lead somewhere, commands exist, keys are those of the
program, examples give what stands beside them, and both READMEs say the same.

The program is $YUQING, or build/release/yuqing.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
PAGES = sorted(page for page in PROJECT.rglob("*.md")
               if "build" not in page.relative_to(PROJECT).parts)
READMES = ["README.md", "README.zh-CN.md"]
CONFIG = PROJECT / "deploy/yuqing.toml"


def text_of(name):
    return (PROJECT / name).read_text("utf-8")


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def blocks(name, language):
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(name), re.M | re.S)


def headings(text):
    return re.findall(r"^#+ (.*)$", without_code(text), re.M)


def anchor(heading):
    """As GitHub makes it: small letters, no marks, blanks as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def yuqing(*arguments, cwd=PROJECT, given=""):
    return subprocess.run([PROGRAM, *arguments], cwd=cwd, input=given, capture_output=True,
                          encoding="utf-8", timeout=60, check=False)


class Links(unittest.TestCase):
    def test_every_relative_link_leads_to_a_file_and_a_heading(self):
        for page in PAGES:
            text = without_code(page.read_text("utf-8"))
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, place = target.partition("#")
                found = page.parent / path if path else page
                with self.subTest(f"{page.relative_to(PROJECT)}: {target}"):
                    self.assertTrue(found.exists())
                    if place:
                        self.assertIn(place, map(anchor, headings(found.read_text("utf-8"))))


class Readmes(unittest.TestCase):
    def test_each_links_the_other(self):
        self.assertIn("](README.zh-CN.md)", text_of("README.md"))
        self.assertIn("](README.md)", text_of("README.zh-CN.md"))

    def test_they_have_the_same_sections_links_and_examples(self):
        english, chinese = map(text_of, READMES)

        self.assertEqual(*(len(re.findall(r"^## ", without_code(text), re.M))
                           for text in (english, chinese)))
        self.assertEqual(*(sorted(set(re.findall(r"\]\(([^)\s]+)\)", text)) - set(READMES))
                           for text in (english, chinese)))
        for language in ("sh", "json", "toml"):
            self.assertEqual(*([re.sub(r" *#.*", "", block) for block in blocks(name, language)]
                               for name in READMES))

    def test_every_command_has_a_verb_and_options_that_exist(self):
        commands = [line for name in READMES for block in blocks(name, "sh")
                    for line in block.splitlines() if line.startswith("build/release/yuqing")]
        verbs = re.findall(r"^  (\w+) ", yuqing("--help").stdout.split("Subcommands:")[1], re.M)

        self.assertGreater(len(commands), 8)
        for command in commands:
            with self.subTest(command):
                verb, *words = shlex.split(command)[1:]
                self.assertIn(verb, verbs)
                verb = [verb, words[0]] if verb == "topics" else [verb]
                told = yuqing(*verb, "--help")
                self.assertEqual(told.returncode, 0, told.stderr)
                known = re.findall(r"(?<!\S)-[\w-]+|(?<=,)--[\w-]+", told.stdout)
                for word in words:
                    if re.match(r"--?[a-z]", word):
                        self.assertIn(word, known)

    def test_the_texts_have_the_classes_topics_and_opinions_that_stand_below_them(self):
        command = next(line for line in "".join(blocks("README.md", "sh")).splitlines()
                       if " score " in line)

        answers = yuqing(*shlex.split(command)[1:]).stdout.splitlines()
        promised = [line for line in "".join(blocks("README.md", "json")).splitlines()
                    if line.startswith('{"kind"')]

        def gist(line):
            answer = json.loads(line)
            return (answer.keys(), answer["kind"], answer["sentiment"]["class"],
                    answer["emotion"]["class"], answer["topics"], answer["entities"])

        self.assertEqual(len(promised), 2)
        self.assertEqual([gist(line) for line in answers], [gist(line) for line in promised])

    def test_the_configuration_the_topics_and_the_post_can_be_used(self):
        config, topics = blocks("README.md", "toml")
        post = blocks("README.md", "json")[1]
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "topics.toml").write_text(topics, "utf-8")
            (folder / "yuqing.toml").write_text(
                config + '[topic]\nfile = "topics.toml"\n', "utf-8")
            (folder / "posts.jsonl").write_text(post, "utf-8")

            checked = yuqing("check", "-c", "yuqing.toml", cwd=folder)
            replayed = yuqing("replay", "-c", "yuqing.toml", "posts.jsonl", "--out", "out",
                              cwd=folder)

            self.assertEqual((checked.stdout, checked.stderr), ("ok\n", ""))
            self.assertEqual(yuqing("topics", "check", "--strict", "topics.toml",
                                    cwd=folder).returncode, 0)
            self.assertEqual(replayed.returncode, 0, replayed.stderr)
            summary = json.loads((folder / "out/summary.json").read_text("utf-8"))
            self.assertEqual(summary["counted"], 1)


def shipped_keys():
    """(section, key) of every line of deploy/yuqing.toml, also of those behind a #."""
    keys, section = set(), ""
    for line in CONFIG.read_text("utf-8").splitlines():
        if found := re.match(r"(?:# )?\[([\w.]+)\]$", line):
            section = found.group(1)
        elif found := re.match(r'(?:# )?("[\w.]+"|\w+) = ', line):
            keys.add((section, found.group(1)))
    return keys


def documented_keys():
    """(section, key) of every row below a heading [section] of docs/configuration.md."""
    keys, section = set(), None
    for line in without_code(text_of("docs/configuration.md")).splitlines():
        if line.startswith("#"):
            found = re.match(r"#+ \[([\w.]+)\]$", line)
            section = found.group(1) if found else None
        elif section and (found := re.match(r"\| `([^`]+)` \|", line)):
            keys.add((section, found.group(1)))
    return keys


def with_commented_keys_of(section):
    """deploy/yuqing.toml with everything of one section switched on."""
    lines, here = [], ""
    for line in CONFIG.read_text("utf-8").splitlines():
        found = re.match(r"(?:# )?\[([\w.]+)\]$", line)
        here = found.group(1) if found else here
        if here == section and re.match(r'# (\[[\w.]+\]$|("[\w.]+"|\w+) = )', line):
            line = line.removeprefix("# ")
        lines.append(line)
    return "\n".join(lines) + "\n"


class Configuration(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "yuqing.toml"
            path.write_text(text, "utf-8")
            return yuqing("check", "-c", "yuqing.toml", cwd=folder)

    def test_the_page_and_the_shipped_file_have_the_same_keys(self):
        self.assertGreater(len(shipped_keys()), 30)
        self.assertEqual(shipped_keys(), documented_keys())

    def test_the_shipped_file_is_sound(self):
        checked = yuqing("check", "-c", CONFIG)

        self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, "ok\n", ""))

    def test_every_key_behind_a_number_sign_is_known(self):
        for section in sorted({section for section, _ in shipped_keys()}):
            with self.subTest(section):
                complaints = self.check(with_commented_keys_of(section)).stderr
                self.assertNotIn("unknown key", complaints)
                self.assertNotIn("toml::", complaints)

    def test_sections_that_need_nothing_from_outside_can_be_switched_on(self):
        for section in ("source_kafka.librdkafka", "sink_kafka", "store_kafka"):
            with self.subTest(section):
                text = with_commented_keys_of(section)
                self.assertNotEqual(text, CONFIG.read_text("utf-8"))
                self.assertEqual(self.check(text).stderr, "")

    def test_a_key_that_does_not_exist_would_be_noticed(self):
        text = CONFIG.read_text("utf-8").replace("[http]\n", "[http]\nlissen = 1\n")

        self.assertIn("unknown key 'lissen'", self.check(text).stderr)

    def test_mistakes_are_told_as_the_page_shows(self):
        wrong = blocks("docs/configuration.md", "toml")[0]
        shown = blocks("docs/configuration.md", "text")[0]

        checked = self.check(wrong)

        self.assertEqual(checked.returncode, 2)
        self.assertEqual(checked.stderr.replace("yuqing.toml:", "bad.toml:"), shown)


class Topics(unittest.TestCase):
    def test_explain_says_what_the_page_shows(self):
        shown = blocks("docs/topics.md", "text")[-1]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "t.toml")
            path.write_text(blocks("docs/topics.md", "toml")[-1], "utf-8")

            told = yuqing("topics", "explain", path, "--text", shown.splitlines()[0])

        self.assertEqual(told.stdout, shown)


class Outputs(unittest.TestCase):
    SUMS = ["2025-01-23T16:00:00Z ai_heroes 1", "2025-01-23T16:00:00Z all 1",
            "2025-01-23T16:00:00Z made_in_china 1", "2025-01-23T16:01:00Z all 1"]

    def read_as_the_page_does(self, windows):
        """What the example in Python prints, line by line."""
        done = subprocess.run([sys.executable, "-c", blocks("docs/outputs.md", "python")[0]],
                              cwd=windows.parent, capture_output=True, encoding="utf-8", check=True)
        return done.stdout.splitlines()

    def test_every_reason_for_a_rejection_is_explained(self):
        names = re.findall(r"^  (\w+), +//", re.split(r"// (?:rejected|filtered):", (
            PROJECT / "pipeline/verdict.h").read_text("utf-8"))[1], re.M)

        self.assertGreater(len(names), 5)
        for name in names:
            self.assertRegex(text_of("docs/outputs.md"), rf"(?m)^\| `{name}` \| \w")

    def test_a_replay_writes_what_the_page_shows(self):
        archive = blocks("schemas/snapshot.md", "text")[0]
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "first.jsonl").write_text(archive, "utf-8")

            replayed = yuqing("replay", "-c", CONFIG, folder / "first.jsonl", "--out", folder / "out")

            self.assertEqual(replayed.returncode, 0, replayed.stderr)
            rows = map(json.loads, (folder / "out/windows.jsonl").read_text("utf-8").splitlines())
            self.assertEqual(sorted(f"{r['start']} {r['topic']} {r['posts']}" for r in rows),
                             self.SUMS)
            letters = (folder / "out/dead_letters.jsonl").read_text("utf-8")
            self.assertIn(letters, blocks("docs/outputs.md", "json"))
            summary = json.loads((folder / "out/summary.json").read_text("utf-8"))
            shown = json.loads(blocks("docs/outputs.md", "json")[-1])
            self.assertEqual(summary["inputs"][0]["file"], str(folder / "first.jsonl"))
            summary["inputs"][0]["file"] = "first.jsonl"
            for measured in ("seconds", "posts_per_second"):
                del summary[measured], shown[measured]
            self.assertEqual(summary, shown)

    def test_the_example_takes_the_newest_version_and_no_half_line(self):
        rows = [{"source": "weibo", "partition": 0, "start": start, "topic": topic, "posts": 1,
                 "version": 7} for start, topic, _ in map(str.split, self.SUMS)]
        older = [{**row, "posts": 9, "version": 6} for row in rows]
        lines = [json.dumps(row) + "\n" for row in older[:2] + rows + older[2:]]
        with tempfile.TemporaryDirectory() as folder:
            windows = pathlib.Path(folder) / "windows.jsonl"
            windows.write_text("".join(lines) + lines[0][:20], "utf-8")

            self.assertEqual(self.read_as_the_page_does(windows), self.SUMS)

    def test_a_row_has_the_members_that_the_page_lists(self):
        row = json.loads(blocks("docs/outputs.md", "json")[0])
        table = text_of("docs/outputs.md").split("| `original` |")[0]

        listed = [name for line in table.splitlines() if line.startswith("| `")
                  for name in re.findall(r"`(\w+)`", line.split("|")[1])]
        self.assertEqual(sorted(row), sorted(listed))


if __name__ == "__main__":
    unittest.main()
