"""yuqing topics check, through the real program: $YUQING, or build/release/yuqing."""
import os
import pathlib
import resource
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")


def check(path, *options):
    return subprocess.run([PROGRAM, "topics", "check", path, *options], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=60)


def spent_by_children():
    """Seconds of a processor, which other programs on the machine do not lengthen."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class TopicsCheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "t.toml"

    def write(self, topic):
        self.path.write_text('version = 1\n[[topic]]\nid = "a"\n' + topic, "utf-8")

    def test_the_shipped_file_is_right_even_strictly(self):
        done = check(PROJECT / "deploy/topics.toml", "--strict")

        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"ok: 23 topics, 25 entities, \d+ terms; \d+ example texts "
                                      r"right, 0 warnings")

    def test_a_mistake_is_told_with_line_and_column(self):
        self.write("query = '国运 & | x'\n")

        done = check(self.path)

        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr.startswith(f"{self.path}:4:15: topic.query: "), done.stderr)
        self.assertEqual(done.stdout, "")

    def test_warnings_fail_only_strictly(self):
        self.write('any = ["国运级", "国运"]\n')

        usual, strict = check(self.path), check(self.path, "--strict")

        self.assertEqual(usual.returncode, 0)
        self.assertIn(f"{self.path}:4:9: warning: '国运级' never decides", usual.stdout)
        self.assertEqual(strict.returncode, 2)
        self.assertIn("never decides", strict.stderr)

    def test_an_example_that_fails_is_named_with_the_reason(self):
        self.write('any = ["国运"]\n[topic.test]\nmatch = ["国货"]\nnomatch = ["国运级"]\n')

        done = check(self.path)

        self.assertEqual(done.returncode, 2)
        self.assertIn(":6:11: topic 'a' must match '国货' and does not: none of its terms stands in "
                      "it", done.stderr)
        self.assertIn(":7:13: topic 'a' must not match '国运级' and does: '国运' stands in it",
                      done.stderr)

    def test_a_file_that_cannot_be_read_is_a_mistake(self):
        self.assertEqual(check(self.path).returncode, 2)

    def test_a_thousand_topics_take_less_than_a_second(self):
        topics = []
        for i in range(1000):
            def word(j):
                return "".join(chr(0x4E00 + (i * 7919 + j * 104729 + k * 1299709) % 20000)
                               for k in range(4))
            terms = ", ".join(f'"{word(j)}"' for j in range(10))
            arms = " | ".join(word(j) for j in range(10, 19))
            topics.append(f'[[topic]]\nid = "t{i}"\nany = [{terms}]\nquery = \'({arms}) ~8 {word(19)}\'\n'
                          f'[topic.test]\nmatch = ["{word(3)}"]\nnomatch = ["x"]\n')
        self.path.write_text("version = 1\n" + "".join(topics), "utf-8")

        begin = spent_by_children()
        done = check(self.path)
        seconds = spent_by_children() - begin

        self.assertEqual(done.stderr, "")
        self.assertIn("ok: 1000 topics, 0 entities, 20000 terms", done.stdout)
        print(f"1,000 topics with 20,000 terms: {seconds:.2f} s of a processor")
        self.assertLess(seconds, 1)


if __name__ == "__main__":
    unittest.main()
