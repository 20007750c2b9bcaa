#!/usr/bin/python3
"""Lives of a group of jobs on three brokers, broken at random for an hour: is every window exact?

    python3 tests/campaign.py [--seeds 1-20] [--posts 55000] > table

Each seed is a life: three instances, eight partitions, state in a topic. While posts come, instances
are killed, stopped (shorter and longer than the session), left and joined again, and brokers are
bounced, in good order and by SIGKILL. At the end everything is read, and the rows of all instances
together must equal an independent count. One line a life, sums at the end; exit code 1 when a window
is wrong.
"""

import argparse
import collections
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import group  # noqa: E402
from cluster import NODES, Cluster  # noqa: E402
from job import wait_until  # noqa: E402

INSTANCES = 3
PARTITIONS = 8
# How often each happens in a life.
PLAN = {"SIGKILL": 18, "SIGSTOP": 5, "leave": 3, "broker bounce": 3}


class Life:
    def __init__(self, seed, posts):
        self.dice = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_campaign_"))
        self.records = group.records_of(seed, posts, self.folder)
        self.cluster = Cluster()
        self.done = collections.Counter()
        self.instances = []

    def begin(self):
        self.cluster.start()
        self.cluster.create_topic("posts", PARTITIONS)
        self.cluster.create_topic("state", 3, cleanup_policy="compact", segment_ms=60000)
        for number in range(INSTANCES):
            self.instances.append(group.Instance(f"job{number}", self.cluster.address,
                                                 kafka.free_ports(1)[0]))
            self.instances[-1].start()

    def close(self):
        for instance in self.instances:
            instance.close()
        self.cluster.close()
        subprocess.run(["rm", "-rf", self.folder], check=False)

    def send(self, seconds):
        """Records in slices, evenly over some seconds; a bounce makes it slower."""
        sender = self.cluster.producer("posts")
        lines = group.keyed(self.records)
        begin, slices = time.monotonic(), int(seconds * 5)
        for turn in range(slices):
            part = lines[turn * len(lines) // slices:(turn + 1) * len(lines) // slices]
            sender.stdin.write(b"".join(line + b"\n" for line in part))
            sender.stdin.flush()
            time.sleep(max(0.0, begin + (turn + 1) / 5 - time.monotonic()))
        sender.stdin.close()
        if sender.wait() != 0:
            raise AssertionError("kcat cannot produce")

    def act(self, what):
        instance = self.dice.choice(self.instances)
        if what == "SIGKILL":
            instance.kill()
            instance.start()
        elif what == "SIGSTOP":
            instance.process.send_signal(signal.SIGSTOP)
            time.sleep(self.dice.choice((1, 3, group.SESSION + 2)))
            instance.process.send_signal(signal.SIGCONT)
        elif what == "leave":
            # Before it has set up its signals, a process ends by them.
            wait_until(lambda: instance.get("/livez")[0] == 200, instance.log)
            code, _ = instance.stop()
            if code != 0:
                raise AssertionError(f"a job that was asked to stop ended with {code}: "
                                     f"{instance.log()[-1000:]}")
            time.sleep(self.dice.choice((0, group.SESSION + 2)))
            instance.start()
        else:
            self.cluster.bounce(self.dice.randrange(NODES), self.dice.random() < 0.5)
        self.done[what] += 1

    def rebalances(self):
        """How often partitions were given to somebody, after the first time."""
        return sum(i.log().count("source_kafka: reading") for i in self.instances) - INSTANCES

    def live(self):
        """What was wrong in the end: differences of windows."""
        self.begin()
        seconds = 75
        sending = threading.Thread(target=self.send, args=(seconds,))
        sending.start()
        actions = [what for what, times in PLAN.items() for _ in range(times)]
        self.dice.shuffle(actions)
        begin = time.monotonic()
        for number, what in enumerate(actions):
            time.sleep(max(0.0, begin + number * seconds / len(actions) - time.monotonic()))
            self.act(what)
        sending.join()
        # A record whose acknowledgement was lost with a broker was sent twice.
        log = self.cluster.read("posts")
        records = sum(map(len, log.values()))
        if records < len(self.records):
            raise AssertionError(f"the cluster has lost {len(self.records) - records} records")

        def consumed():
            return sum(instance.consumed() for instance in self.instances)
        wait_until(lambda: consumed() == records,
                   lambda: f"{consumed()} of {records}: "
                           + "".join(i.log()[-1500:] for i in self.instances), 180)
        codes = [instance.stop()[0] for instance in self.instances]
        if any(codes):
            raise AssertionError(f"exit codes {codes}")
        return group.differences(self.instances, self.records, log)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1-20")
    parser.add_argument("--posts", type=int, default=55_000)
    given = parser.parse_args()
    first, last = (given.seeds.split("-") * 2)[:2]
    total, wrong = collections.Counter(), 0
    for seed in range(int(first), int(last) + 1):
        life = Life(seed, given.posts)
        begin = time.monotonic()
        try:
            found, cells = life.live()
            life.done.update({"records": len(life.records), "cells": cells,
                              "rebalances": life.rebalances(), "wrong": len(found)})
        finally:
            life.close()
        total.update(life.done)
        wrong += len(found)
        print(f"seed {seed}: {dict(life.done)} {time.monotonic() - begin:.0f} s "
              f"{found or 'exact'}", flush=True)
    print(f"all: {dict(total)}", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
