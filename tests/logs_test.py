"""docs/logs.md explains every line that the program logs at warning or above, and no other."""

import pathlib
import re
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
LITERAL = r'"((?:[^"\\]|\\.)*)"'
CALL = re.compile(rf"spdlog::(?:warn|error|critical)\(\s*((?:{LITERAL}\s*)+)")
ANY_CALL = re.compile(r"spdlog::(?:warn|error|critical|log)\b")


def plain(literals):
    """The text of literals that stand behind each other."""
    return re.sub(r"\\(.)", r"\1", "".join(re.findall(LITERAL, literals)))


def sources():
    return {path: path.read_text("utf-8") for folder in ("commands", "operators", "pipeline")
            for path in sorted((PROJECT / folder).glob("*.cc"))}


def rows(heading):
    """The first cells of the table below a heading, without their marks."""
    section = (PROJECT / "docs/logs.md").read_text("utf-8").split(f"\n## {heading}\n")[1]
    return re.findall(r"^\| `(.+?)` \| .+ \|$", section.split("\n## ")[0], re.M)


class Logs(unittest.TestCase):
    def test_every_line_at_warning_or_above_is_explained_and_none_that_is_not_there(self):
        logged = {plain(call[0]) for text in sources().values() for call in CALL.findall(text)}

        self.assertGreater(len(logged), 15)
        self.assertEqual(logged, set(rows("Warnings and errors")))

    def test_no_line_is_logged_in_a_way_that_would_not_be_found(self):
        for path, text in sources().items():
            self.assertEqual(len(ANY_CALL.findall(text)), len(CALL.findall(text)), path.name)

    def test_no_line_says_nothing_but_what_is_put_in(self):
        for line in rows("Warnings and errors"):
            self.assertRegex(line.replace("{}", ""), r"\w{4}")

    def test_reasons_and_last_lines_are_made_of_what_the_program_says(self):
        code = "\n".join(plain(found[0]) for text in sources().values()
                         for found in re.findall(rf"((?:{LITERAL}\s*)+)", text))
        told = rows("What the job waits for") + rows("The last line")

        self.assertGreater(len(told), 15)
        for line in told:
            for part in re.split(r"\{.*?\}", line):
                self.assertTrue(part.strip("[]") in code, f"{line}: {part}")


if __name__ == "__main__":
    unittest.main()
