"""The port of a running job asks for a login, and tells nobody the password; mistakes are told."""

import base64
import pathlib
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402

CANARY = "kanarienvogel-4711"
LOGIN = 'user = "prometheus"\npassword_file = "password"\n[log]\nlevel = "debug"\n'


class Access(unittest.TestCase):
    def job(self, more):
        job = Job("127.0.0.1:1", kafka.free_ports(1)[0], more)
        self.addCleanup(job.close)
        (job.folder / "password").write_text(CANARY + "\n")
        return job

    def status(self, job, path, **headers):
        asked = urllib.request.Request(f"http://127.0.0.1:{job.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def check(self, more):
        done = subprocess.run([BINARY, "check", "-c", self.job(more).config], capture_output=True,
                              text=True, check=False)
        return done.returncode, done.stderr

    def test_only_who_has_the_password_sees_more_than_the_probes(self):
        job = self.job(LOGIN)
        job.start()
        wait_until(lambda: job.get("/livez")[0] == 200, job.log)
        good = "Basic " + base64.b64encode(f"prometheus:{CANARY}".encode()).decode()

        told = ""
        for path in ("/", "/metrics", "/api/v1/now", "/nothing"):
            status, body = self.status(job, path)
            self.assertEqual(status, 401, path)
            told += body
        self.assertEqual(self.status(job, "/readyz")[0], 503)
        for path in ("/", "/metrics", "/api/v1/now"):
            status, body = self.status(job, path, Authorization=good)
            self.assertEqual(status, 200, path)
            told += body
        self.assertEqual(self.status(job, "/", Host="evil.example", Authorization=good)[0], 421)
        arguments = pathlib.Path(f"/proc/{job.process.pid}/cmdline").read_bytes().decode()
        self.assertEqual(job.stop()[0], 0)
        self.assertNotIn(CANARY, told + arguments + job.log())

    def test_mistakes_are_told_with_their_mend(self):
        for more, wanted in (
                ('user = "a"\n', "http.password_file: missing; write the path"),
                ('password_file = "password"\n', "http.user: missing; write the name"),
                ('user = "a:b"\npassword_file = "password"\n', "http.user: has a colon"),
                ('user = "a"\npassword_file = "nowhere"\n', "http.password_file: the file cannot"),
                ('user = "a"\npassword_env = "NO_SUCH_VARIABLE"\n', "http.password_env: the env"),
                ('[merge]\nbrokers = "127.0.0.1:1"\n', "merge.windows_topic: missing"),
                ('[merge]\nbrokers = "127.0.0.1:1"\nwindows_topic = "a"\n',
                 "merge.sums_topic: missing, and file too"),
                ('[merge]\nbrokers = "127.0.0.1:1"\nwindows_topic = "a"\nsums_topic = "a"\n',
                 "merge.sums_topic: is the topic of the windows")):
            with self.subTest(wanted):
                code, said = self.check(more)
                self.assertEqual(code, 2)
                self.assertIn(wanted, said)
        self.assertEqual(self.check(LOGIN), (0, ""))

    def test_merge_needs_its_section_and_explains_itself(self):
        done = subprocess.run([BINARY, "merge", "-c", self.job("").config], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("merge: missing; add [merge]", done.stderr)
        done = subprocess.run([BINARY, "merge", "--help"], capture_output=True, text=True,
                              check=True)
        self.assertIn("highest version", done.stdout)


if __name__ == "__main__":
    unittest.main()
