"""Texts: how many different ones a window has, recomputed from the posts alone.

Invented texts of random Han characters, so that no two are alike by chance, each posted several times: with other
marks, links and names, which are no words, or changed a little.
"""

import collections
import json
import pathlib
import random
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = PROJECT / "build/release/yuqing"

START = 1_737_950_400_000  # noon of 2025-01-27 UTC
MINUTE = 60_000
SMALL_CHANGES = ("{}转给你", "快看{}", "{}")
NO_WORDS = ("{}！！", "{} http://t.cn/A6abcde", "#{}#", "@小明 {}", "{}[doge]")
WORDLESS = ("[doge]", "http://t.cn/A6abcde", "！！！")


def invented(dice, size=60):
    return "".join(chr(dice.randint(0x4E00, 0x8FFF)) for _ in range(size))


class CopiesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        (self.here / "yuqing.toml").write_text("")

    def replayed(self, posts):
        """Start of a window -> its row, of all posts."""
        with open(self.here / "posts.jsonl", "w", encoding="utf-8") as out:
            for number, (minute, text) in enumerate(posts):
                out.write(json.dumps({"id": str(5_000_000_000_000_000 + number), "own_text": text,
                                      "created_ms": START + minute * MINUTE,
                                      "author": {"id": str(number), "followers": 1}},
                                     ensure_ascii=False) + "\n")
        subprocess.run([YUQING, "replay", "-c", self.here / "yuqing.toml", self.here / "posts.jsonl",
                        "--out", self.here / "out"], check=True, capture_output=True)
        rows = map(json.loads, (self.here / "out/windows.jsonl").read_text("utf-8").splitlines())
        return [row for row in rows if row["topic"] == "all"]

    def test_copies_of_a_text_are_one_and_posts_without_words_stand_for_themselves(self):
        dice = random.Random(1)
        posts, expected = [], collections.Counter()
        for minute in range(12):
            for _ in range(dice.randint(1, 80)):
                text = invented(dice)
                posts += [(minute, dice.choice(NO_WORDS).format(text))
                          for _ in range(dice.randint(1, 6))]
                expected[minute] += 1
            for _ in range(dice.randint(0, 5)):
                posts.append((minute, dice.choice(WORDLESS)))
                expected[minute] += 1
        dice.shuffle(posts)

        found = [row["texts"] for row in self.replayed(posts)]

        self.assertEqual(found, [expected[minute] for minute in range(12)])

    def test_the_share_of_copies_is_found_within_two_points(self):
        dice = random.Random(2)
        posts, planted = [], {}
        for minute, copied in enumerate((0, 0.1, 0.3, 0.6, 0.9)):
            texts = round(1000 * (1 - copied))
            made = [invented(dice) for _ in range(texts)]
            copies = [dice.choice(SMALL_CHANGES).format(dice.choice(made))
                      for _ in range(1000 - texts)]
            posts += [(minute, text) for text in made + copies]
            planted[minute] = copied
        dice.shuffle(posts)

        for minute, row in enumerate(self.replayed(posts)):
            opinions = row["negative"] + row["neutral"] + row["positive"]
            found = 1 - row["texts"] / opinions
            print(f"planted {planted[minute]:.2f}, found {found:.3f}", flush=True)
            self.assertEqual(opinions, 1000)
            self.assertAlmostEqual(found, planted[minute], delta=0.02)


if __name__ == "__main__":
    unittest.main()
