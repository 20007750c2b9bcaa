"""yuqing merge against a real Kafka: killed again and again, each sum of windows is exact.

A job writes the windows of four partitions and is killed, too; two or three processes add them up.
The sums must equal those of an independent reader of the windows.
"""

import collections
import json
import pathlib
import signal
import subprocess
import sys
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import group  # noqa: E402
import live_test  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402

POSTS = 15_000
SECONDS = 14
PARTITIONS = 4
CONFIG = """\
[merge]
brokers = "{brokers}"
windows_topic = "windows"
sums_topic = "sums"
file = "{name}.jsonl"
group_instance_id = "{name}"
interval = "200ms"
[merge.librdkafka]
"session.timeout.ms" = 6000
"heartbeat.interval.ms" = 500
"""


class Merger:
    def __init__(self, folder, name, brokers):
        self.config = folder / f"{name}.toml"
        self.config.write_text(CONFIG.format(brokers=brokers, name=name))
        self.rows = folder / f"{name}.jsonl"
        self.log = folder / f"{name}.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([BINARY, "merge", "-c", self.config], stderr=log)

    def end(self, how):
        """The exit code; killed processes must still have been running."""
        if self.process.poll() is not None:
            raise AssertionError(f"ended by itself: {self.log.read_text()}")
        self.process.send_signal(how)
        return self.process.wait(30)

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def newest(lines, key_of):
    """Of equal versions the final one: which file of several was written last nobody knows."""
    table = {}
    for row in map(json.loads, lines):
        key = key_of(row)
        if key not in table or (row["version"], row["final"]) >= (
                table[key]["version"], table[key]["final"]):
            table[key] = row
    return table


def add(total, row):
    for name, value in row.items():
        if isinstance(value, dict):
            add(total.setdefault(name, {}), value)
        elif isinstance(value, int) and not isinstance(value, bool):
            total[name] = total.get(name, 0) + value


def expected(windows):
    """The sums by start and topic of the rows of all partitions, each row by its newest version."""
    parts = collections.defaultdict(list)
    for (_, _, start, topic), row in windows.items():
        parts[start, topic].append(row)
    sums = {}
    for key, rows in parts.items():
        total = {}
        for row in rows:
            add(total, row)
        for name in ("authors", "texts"):
            total[name] = {"at_least": max(row[name] for row in rows), "at_most": total[name]}
        scorings = {row["scoring"] for row in rows}
        total.update(start=key[0], topic=key[1], end=rows[0]["end"], partitions=len(rows),
                     scoring=scorings.pop() if len(scorings) == 1 else None,
                     final=all(row["final"] for row in rows))
        total.pop("partition", None)
        sums[key] = total
    return sums


class MergeTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.broker.start()
        for topic, partitions in (("posts", PARTITIONS), ("windows", 3), ("sums", 2)):
            self.broker.create_topic(topic, partitions)
        self.job = Job(self.broker.address, kafka.free_ports(1)[0],
                       f'[sink_kafka]\nbrokers = "{self.broker.address}"\n'
                       'windows_topic = "windows"\n')
        self.addCleanup(self.job.close)

    def merger(self, name):
        made = Merger(self.job.folder, name, self.broker.address)
        self.addCleanup(made.close)
        return made

    def values(self, topic):
        return [value for values in self.broker.read(topic).values() for value in values]

    def sums(self):
        return newest(self.values("sums"), lambda row: (row["start"], row["topic"]))

    def live(self, mergers):
        """A job and two processes that merge, killed while posts come; a third one joins."""
        one, two, three = mergers
        for process in (self.job, one, two):
            process.start()
        begin = time.monotonic()
        for turn, (what, process) in enumerate((
                ("kill", one), ("kill", self.job), ("kill", two), ("join", three), ("kill", one),
                ("leave", two), ("kill", self.job), ("kill", three), ("join", two))):
            time.sleep(max(0.0, begin + (turn + 1) * SECONDS / 10 - time.monotonic()))
            if what == "kill":
                process.kill() if process is self.job else process.end(signal.SIGKILL)
            elif what == "leave":
                self.assertEqual(process.end(signal.SIGTERM), 0, process.log.read_text())
                continue
            process.start()

    def test_every_sum_is_exact_though_everybody_is_killed(self):
        records = group.records_of(5, POSTS, self.job.folder)
        mergers = [self.merger(name) for name in ("one", "two", "three")]
        sending = threading.Thread(target=live_test.LiveTest.produce_slowly, args=(
            self, group.keyed(records), SECONDS))
        sending.start()
        self.live(mergers)
        sending.join()
        wait_until(lambda: sum(self.job.metrics("yuqing_records_consumed_total").values())
                   == len(records), self.job.log)
        self.assertEqual(self.job.stop()[0], 0, self.job.log())

        windows = self.broker.read("windows")
        places = {}
        for partition, values in windows.items():
            for row in map(json.loads, values):
                self.assertEqual(places.setdefault((row["start"], row["topic"]), partition),
                                 partition, "rows of one sum stand in two partitions")
        wanted = expected(newest(self.values("windows"), lambda row: (
            row["source"], row["partition"], row["start"], row["topic"])))
        self.assertGreater(max(row["partitions"] for row in wanted.values()), 1)
        wait_until(lambda: self.sums() == wanted, lambda: [
            (key, self.sums().get(key), row) for key, row in wanted.items()
            if self.sums().get(key) != row][:2], 60)
        for merger in mergers:
            self.assertEqual(merger.end(signal.SIGTERM), 0, merger.log.read_text())
        lines = [line for merger in mergers if merger.rows.exists()
                 for line in merger.rows.read_text().splitlines() if line.endswith("}")]
        self.assertEqual(newest(lines, lambda row: (row["start"], row["topic"])), wanted)

        before = len(self.values("sums"))
        one = mergers[0]
        one.start()
        wait_until(lambda: "reading 3 partitions" in one.log.read_text().splitlines()[-1],
                   one.log.read_text)
        time.sleep(1)
        self.assertEqual(one.end(signal.SIGTERM), 0)
        self.assertEqual(len(self.values("sums")), before, "what is written is not written again")
        print(f"{len(records)} records, {len(self.values('windows'))} rows, {before} rows of "
              f"{len(wanted)} sums", flush=True)


if __name__ == "__main__":
    unittest.main()
