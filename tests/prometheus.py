"""Prometheus for tests: a real server that scrapes one target every second, and promtool.

Where they are missing a test is skipped with the reason; with CI=true it fails instead.
"""

import json
import math
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parent.parent
RULES = PROJECT / "dashboards/rules/yuqing.rules.yml"


def require(path, what):
    """The path of a program or file that a test needs."""
    found = shutil.which(str(path))
    if found:
        return found
    reason = f"{what} is missing ({path})"
    if os.environ.get("CI") == "true":
        raise AssertionError(reason)
    print(f"SKIPPED: {reason}")
    raise unittest.SkipTest(reason)


def promtool(*arguments, stdin=None):
    """Exit code and everything that promtool said."""
    command = [require("promtool", "promtool (apt install prometheus)"), *map(str, arguments)]
    done = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def hurried(rules, interval):
    """The rules with all times pressed together, so that half a minute of scrapes is enough."""
    rules = re.sub(r"interval: \w+", f"interval: {interval}", rules)
    rules = re.sub(r"for: \w+", "for: 2s", rules)
    rules = re.sub(r"offset \d+[mh]", "offset 5s", rules)
    return re.sub(r"\[\d+[mh]\]", "[10s]", rules)


class Server:
    """A Prometheus in a temporary folder that scrapes `target` as job yuqing."""

    def __init__(self, target, interval="1s"):
        self._folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self._folder.name)
        (folder / "rules.yml").write_text(hurried(RULES.read_text("utf-8"), interval),
                                          "utf-8")
        config = {
            "global": {"scrape_interval": interval, "evaluation_interval": interval},
            "rule_files": ["rules.yml"],
            "scrape_configs": [{"job_name": "yuqing", "static_configs": [{"targets": [target]}]}],
        }
        (folder / "prometheus.yml").write_text(json.dumps(config), "utf-8")
        self.url = f"http://127.0.0.1:{free_port()}"
        self._log = open(folder / "log", "w", encoding="utf-8")
        self._process = subprocess.Popen(
            [require("prometheus", "prometheus (apt install prometheus)"),
             f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address={self.url.removeprefix('http://')}"],
            stdout=self._log, stderr=self._log)

    def __enter__(self):
        wait_until(lambda: fetch(self.url + "/-/ready"), 20, "Prometheus is ready")
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._log.close()
        self._folder.cleanup()

    def ask(self, path, **parameters):
        return ask(self.url, path, **parameters)

    def series(self, expr):
        """How many series with a finite value the expression has now."""
        found = self.ask("query", query=expr)["result"]
        return sum(math.isfinite(float(s["value"][1])) for s in found)

    def label_values(self, match, label):
        return self.ask(f"label/{label}/values", **{"match[]": match})

    def values(self, expr, at):
        """What an instant query answers: labels but the target's job -> number."""
        found = {}
        for series in self.ask("query", query=expr, time=f"{at:.3f}")["result"]:
            labels = {name: value for name, value in series["metric"].items()
                      if name not in ("__name__", "job")}
            found[tuple(sorted(labels.items()))] = float(series["value"][1])
        return found

    def scrapes(self, seconds):
        """When the newest scrapes were stored, in milliseconds."""
        (series, ) = self.ask("query", query=f"up[{seconds}s]")["result"] or [{"values": []}]
        return [round(float(at) * 1000) for at, up in series["values"] if up == "1"]


def ask(url, path, **parameters):
    """The data of an answer of the HTTP API; raises AssertionError with its message."""
    try:
        return json.loads(fetch(f"{url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"))["data"]
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{parameters}: {error.read().decode()}") from error


def fetch(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def wait_until(true, seconds, what):
    """Asks again and again; OSError means not yet."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")
