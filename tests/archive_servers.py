"""Servers of an archive as tests start them: deploy/archive, Prometheus and VictoriaMetrics."""

import json
import os
import signal
import subprocess
import tempfile

from prometheus import PROJECT, ask, fetch, free_port, require, wait_until

YUQING = PROJECT / "build/release/yuqing"


def run(*command, code=0):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if code is not None and done.returncode != code:
        raise AssertionError(f"{command}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done


class Process:
    """A server that is ready inside the with statement; stopped like by Ctrl-C."""

    def __init__(self, url, health, *command):
        self.url, self._health = url, health
        # Its own log must not fill a pipe that nobody reads.
        self.said = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen([str(c) for c in command], stdout=self.said,
                                         stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        try:
            wait_until(self._healthy, 120, f"{self.url} is ready")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def _healthy(self):
        if self._process.poll() is not None:
            raise AssertionError(f"it ended: {self.text()}")
        return fetch(self.url + self._health)

    def __exit__(self, *_):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self.said.close()

    def text(self):
        self.said.seek(0)
        return self.said.read()

    def values(self, expr, at):
        """What an instant query answers: labels but the target's -> number."""
        found = {}
        for series in ask(self.url, "query", query=expr, time=at)["result"]:
            labels = {name: value for name, value in series["metric"].items()
                      if name not in ("__name__", "job", "instance", "archive")}
            found[tuple(sorted(labels.items()))] = float(series["value"][1])
        return found


def shown(url_of, *options):
    """deploy/archive as a process."""
    port = free_port()
    health = "/health" if "--victoria" in options else "/-/ready"
    return Process(f"http://127.0.0.1:{port}", health, PROJECT / "deploy/archive", "--port", port,
                   *options, url_of)


def prometheus(data, *options):
    """A Prometheus on a folder of blocks, without deploy/archive; it scrapes itself every second."""
    program = require("prometheus", "prometheus (apt install prometheus)")
    address = f"127.0.0.1:{free_port()}"
    config = data.parent / f"{data.name}.yml"
    config.write_text(json.dumps({"scrape_configs": [
        {"job_name": "self", "scrape_interval": "1s", "scrape_timeout": "1s",
         "static_configs": [{"targets": [address]}]}]}), "utf-8")
    return Process(f"http://{address}", "/-/ready", program, f"--config.file={config}",
                   f"--storage.tsdb.path={data}", f"--web.listen-address={address}", *options)


def victoria(data):
    """A VictoriaMetrics as docs/grafana-archive.md wants it."""
    program = require("victoria-metrics", "VictoriaMetrics (apt install victoria-metrics)")
    address = f"127.0.0.1:{free_port()}"
    return Process(f"http://{address}", "/health", program, f"-storageDataPath={data}",
                   f"-httpListenAddr={address}", "-retentionPeriod=100y",
                   "-dedup.minScrapeInterval=1ms", "-loggerLevel=WARN")
