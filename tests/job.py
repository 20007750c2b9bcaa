"""The job as a process: a folder with its configuration, started, asked, killed and stopped."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(os.environ.get("YUQING", PROJECT / "build/release/yuqing"))

CONFIG = """\
[source_kafka]
brokers = "{brokers}"
topic = "posts"
group_instance_id = "one"
[window]
size = "60s"
lateness = "10m"
[state]
dir = "state"
interval = "300ms"
[sink_file]
windows = "windows.jsonl"
dead_letters = "dead_letters.jsonl"
[http]
listen = "127.0.0.1:{port}"
{more}"""


class Job:
    def __init__(self, brokers, port, more=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_job_"))
        self.config = self.folder / "yuqing.toml"
        self.config.write_text(CONFIG.format(brokers=brokers, port=port, more=more))
        self.port = port
        self.process = None

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([BINARY, "run", "-c", self.config], stderr=log)

    def kill(self):
        """SIGKILL; the job must still have been running."""
        alive = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        if not alive:
            raise AssertionError(f"the job had ended by itself: {self.log()}")

    def stop(self, patience=30):
        """SIGTERM; the exit code and the seconds that it took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience), time.monotonic() - begin

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def get(self, path):
        """Status and body; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def ready(self):
        return self.get("/readyz")[0] == 200

    def reason(self):
        """Why the source is not ready; empty when it is."""
        status, body = self.get("/readyz")
        return json.loads(body)["reasons"].get("source", "") if status == 503 else ""

    def metrics(self, name):
        """All samples of a metric: labels as written -> value."""
        found = re.findall(rf"^{name}(\{{.*?\}})? (\S+)$", self.get("/metrics")[1], re.M)
        return {labels: float(value) for labels, value in found}

    def rows(self):
        """The window table: the row of the highest version for each key."""
        table, path = {}, self.folder / "windows.jsonl"
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue  # torn by a kill; it was written again
            key = (row["partition"], row["start"], row["topic"])
            if key not in table or row["version"] >= table[key]["version"]:
                table[key] = row
        return table


def wait_until(met, what, patience=60):
    """Asks until it is so; fails with what() otherwise."""
    deadline = time.monotonic() + patience
    while not met():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what()}")
        time.sleep(0.05)
