"""Order: the windows of an archive do not depend on it.

Real posts, and among them repetitions, deletions and edits, are replayed in several orders and
spread over several files. YUQING_TEST_ORDERED says how many of the 200,000 posts are taken.
"""

import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT / "tests"), str(PROJECT / "tests/kafka")]
from broker import unavailable  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT.parent / "shared"))
POSTS = SHARED / "data/real/replay/ced_200k.jsonl.zst"
TAKEN = int(os.environ.get("YUQING_TEST_ORDERED", "10000"))


def posts():
    """The lines of the real file."""
    if not POSTS.exists():
        unavailable(f"{POSTS} is missing")
    if shutil.which("zstd") is None:
        unavailable("zstd is missing (apt install zstd)")
    done = subprocess.run(["zstd", "-dc", POSTS], capture_output=True, check=True)
    return done.stdout.splitlines()


def deletion(post):
    return json.dumps({"mid": post["mid"], "text": "", "deleted": "1"}).encode()


def edit(post, text):
    return json.dumps({"event": "update", "id": post["mid"], "own_text": text,
                       "created_ms": 1_600_000_000_000 + int(post["mid"]) % 10**9,
                       "author": {"id": post["user"]["idstr"], "followers": 1}},
                      ensure_ascii=False).encode()


def with_changes(lines, dice):
    """Every fifth post comes again, is edited once, is deleted, or two or three of these."""
    made = list(lines)
    for line in lines:
        if dice.random() < 0.2:
            post = json.loads(line)
            other = json.loads(dice.choice(lines))["text"]
            forms = [line, edit(post, other + "国货之光"), deletion(post)]
            made += dice.sample(forms, dice.randint(1, 3))
    return made


class OrderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = posts()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        (self.here / "yuqing.toml").write_text("")

    def replayed(self, name, lines, files, threads):
        """The hash of the windows of these lines, and the summary."""
        inputs = self.here / name
        inputs.mkdir()
        for number in range(files):
            (inputs / f"{number}.jsonl").write_bytes(b"\n".join(lines[number::files]) + b"\n")
        out = self.here / f"{name}_out"
        done = subprocess.run([YUQING, "replay", "-c", self.here / "yuqing.toml", inputs, "--out",
                               out, "--threads", str(threads)], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        windows = (out / "windows.jsonl").read_bytes()
        return hashlib.sha256(windows).hexdigest(), json.loads((out / "summary.json").read_text())

    def test_posts_edits_and_deletions_give_the_same_windows_in_any_order(self):
        dice = random.Random(1)
        lines = with_changes(self.lines[::max(1, len(self.lines) // TAKEN)], dice)
        hashes = set()
        for name, files, threads in (("as_written", 1, 1), ("backwards", 1, 2), ("shuffled", 1, 2),
                                     ("spread", 3, 2)):
            if name == "backwards":
                lines.reverse()
            elif name != "as_written":
                dice.shuffle(lines)
            found, summary = self.replayed(name, lines, files, threads)
            hashes.add(found)
            self.assertEqual(summary["consumed"], len(lines))
            for what in ("deleted", "edited"):
                self.assertGreater(summary["filtered"][what], 0)
            self.assertGreater(summary["duplicate"], 0)
            print(f"{name}: {len(lines)} records, {summary['counted']} counted, "
                  f"{summary['duplicate']} duplicates, sha256 {found[:16]}", flush=True)

        self.assertEqual(len(hashes), 1, hashes)

    def test_a_post_that_is_missing_changes_the_windows(self):
        lines = self.lines[:500]

        whole, _ = self.replayed("whole", lines, 1, 1)
        less, _ = self.replayed("less", lines[1:], 1, 1)

        self.assertNotEqual(whole, less)

    def test_the_real_posts_have_no_id_twice(self):
        """What makes windows depend on order: two forms of one id, neither an edit of the other."""
        forms = {}
        for line in self.lines:
            forms.setdefault(json.loads(line)["mid"], set()).add(line)

        twice = len(self.lines) - len(forms)
        differing = sum(len(lines) > 1 for lines in forms.values())
        print(f"{len(self.lines)} posts, {twice} duplicates, {differing} ids whose forms differ",
              flush=True)
        self.assertEqual(differing, 0)


if __name__ == "__main__":
    unittest.main()
