"""A life of a group of jobs on a cluster, broken on purpose while posts come.

Three instances in one group, eight partitions, state in a topic, a network of its own for each
instance. Faults overlap: while one instance is stopped, another may be killed and a broker be away.
At the end everything is read, and the rows of all instances together must equal an independent
count of what the topic holds. What a life may do is a plan: how often each fault of FAULTS happens.
"""

import collections
import concurrent.futures
import contextlib
import functools
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import broker as kafka
import group
import proxy
from cluster import NODES
from job import wait_until

INSTANCES = 3
PARTITIONS = 8
# Network faults: connections are reset, and new ones until it is over; nothing arrives, one way or
# both, and nobody is told; everything is slow.
FAULTS = ("SIGKILL", "SIGSTOP", "leave", "broker bounce", "cut", "half-open", "slow")
STOPS = (1, 3, group.SESSION + 2)  # seconds; the last one is beyond the session
CUTS = (1, 4, group.SESSION + 2)


class Life:
    def __init__(self, cluster, seed, posts):
        self.cluster = cluster
        self.dice = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_life_"))
        self.records = group.records_of(seed, posts, self.folder)
        names = {"topic": f"posts{seed}", "state": f"state{seed}", "group": f"group{seed}"}
        self.names = names
        self.instances = [
            group.Instance(f"job{n}", cluster.addresses[n], kafka.free_ports(1)[0], **names)
            for n in range(INSTANCES)]
        self.processes = [threading.Lock() for _ in range(INSTANCES)]
        self.networks = [threading.Lock() for _ in range(INSTANCES)]
        self.bouncing, self.counting = threading.Lock(), threading.Lock()
        self.done = collections.Counter()

    def begin(self):
        self.cluster.create_topic(self.names["topic"], PARTITIONS)
        self.cluster.create_topic(self.names["state"], 3, cleanup_policy="compact",
                                  segment_ms=60000)
        early = self.instances[:-1]  # the last one joins while posts come
        for instance in early:
            instance.start()
        wait_until(lambda: sum(i.lanes() for i in early) == PARTITIONS, self.logs)

    def close(self, keep=None):
        """`keep`: a folder for what the instances wrote."""
        for instance in self.instances:
            if keep is not None:
                shutil.copytree(instance.folder, keep / instance.name, dirs_exist_ok=True)
            instance.close()
        for link in (link for links in self.cluster.links for link in links):
            link.heal(reset=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def live(self, plan, seconds):
        """Differences of windows at the end, and how many cells were compared."""
        self.begin()
        faults = [self.drawn(what) for what, times in plan.items() for _ in range(times)]
        self.dice.shuffle(faults)
        faults.insert(1, lambda: self.join(INSTANCES - 1))
        with concurrent.futures.ThreadPoolExecutor(len(faults) + 1) as pool:
            begun = [pool.submit(self.send, seconds)]
            begin = time.monotonic()
            for number, fault in enumerate(faults):
                while time.monotonic() < begin + number * seconds / len(faults):
                    self.revive()
                    time.sleep(0.2)
                begun.append(pool.submit(fault))
        for future in begun:
            future.result()
        # A record whose acknowledgement was lost with a broker was sent twice.
        log = self.cluster.read(self.names["topic"])
        records = sum(map(len, log.values()))
        if records < len(self.records):
            raise AssertionError(f"the cluster has lost {len(self.records) - records} records")
        self.wait_for(records)
        codes = [instance.stop()[0] for instance in self.instances]
        if any(codes):
            raise AssertionError(f"exit codes {codes}: {self.logs()}")
        self.done["rebalances"] = generation(self.cluster.address, self.names["group"]) - 1
        return group.differences(self.instances, self.records, log)

    def send(self, seconds):
        """Records in slices, evenly over some seconds; a bounce makes it slower."""
        sender = self.cluster.producer(self.names["topic"], "-E")  # a single broker is away at times
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

    def wait_for(self, records):
        def consumed():
            self.revive()
            return sum(instance.consumed() for instance in self.instances)
        wait_until(lambda: consumed() == records,
                   lambda: f"{consumed()} of {records} consumed: {self.logs()}", 180)

    def logs(self):
        return "".join(f"\n{i.name}: {i.log()[-1500:]}" for i in self.instances if i.process)

    def revive(self):
        """Starts again, as a supervisor does, what has ended because its world was broken."""
        for instance, lock in zip(self.instances, self.processes):
            if lock.acquire(blocking=False):
                try:
                    if instance.process is not None:
                        self.assert_runs(instance)
                finally:
                    lock.release()

    def assert_runs(self, instance):
        if instance.process is None:
            instance.start()
        code = instance.process.poll()
        if code is None:
            return
        if code != 1:
            raise AssertionError(f"{instance.name} ended with {code}: {instance.log()[-3000:]}")
        with self.counting:
            self.done["ended itself"] += 1
        instance.start()

    # Each fault is drawn by the dice at once and happens later, on a thread of its own.

    def drawn(self, what):
        dice, number = self.dice, self.dice.randrange(INSTANCES)
        if what == "SIGKILL":
            fault = functools.partial(self.kill, number)
        elif what == "SIGSTOP":
            fault = functools.partial(self.stop, number, dice.choice(STOPS))
        elif what == "leave":
            fault = functools.partial(self.leave, number, dice.choice((0, group.SESSION + 2)))
        elif what == "broker bounce":
            fault = functools.partial(self.bounce, dice.randrange(NODES), dice.random() < 0.5)
        else:
            fault = functools.partial(self.breaks, self.some_links(number), dice.choice(CUTS),
                                      self.breakage(what), dice.random() < 0.5)

        def happens():
            fault()
            with self.counting:
                self.done[what] += 1
        return happens

    def breakage(self, what):
        if what == "cut":
            return proxy.Link.cut
        if what == "slow":
            return functools.partial(proxy.Link.slow, seconds=self.dice.uniform(0.02, 0.4))
        ways = self.dice.choice((("up",), ("down",), proxy.WAYS))
        return lambda link: link.hold(*ways)

    def some_links(self, number):
        """Of an instance to all brokers or to one, or of all instances to one broker."""
        node, links = self.dice.randrange(NODES), self.cluster.links
        everybody = [(client, links[client][node]) for client in range(INSTANCES)]
        return self.dice.choice(([(number, link) for link in links[number]],
                                 [(number, links[number][node])], everybody))

    def join(self, number):
        with self.processes[number]:
            if self.instances[number].process is None:
                self.instances[number].start()

    def kill(self, number):
        with self.processes[number]:
            self.assert_runs(self.instances[number])
            self.instances[number].kill()
            self.instances[number].start()

    def stop(self, number, pause):
        with self.processes[number]:
            self.assert_runs(self.instances[number])
            process = self.instances[number].process
            process.send_signal(signal.SIGSTOP)
            time.sleep(pause)
            process.send_signal(signal.SIGCONT)

    def leave(self, number, pause):
        """On a whole network: who is asked to stop while it is broken may well end with 1."""
        instance = self.instances[number]
        with self.processes[number], self.networks[number]:
            self.assert_runs(instance)
            # Before it has set up its signals, a process ends by them.
            wait_until(lambda: instance.get("/livez")[0] == 200, instance.log)
            code, _ = instance.stop(60)
            if code != 0:
                raise AssertionError(f"a job that was asked to stop ended with {code}: "
                                     f"{instance.log()[-3000:]}")
            time.sleep(pause)
            instance.start()

    def bounce(self, node, hard):
        with self.bouncing:
            self.cluster.bounce(node, hard)

    def breaks(self, links, pause, how, reset):
        with contextlib.ExitStack() as stack:
            for client in sorted({client for client, _ in links}):
                stack.enter_context(self.networks[client])
            for _, link in links:
                how(link)
            time.sleep(pause)
            for _, link in links:
                link.heal(reset)


def generation(address, name):
    """Of a group: how often its partitions were dealt, as its coordinator wrote it down."""
    done = subprocess.run(["kcat", "-b", address, "-C", "-t", "__consumer_offsets", "-o",
                           "beginning", "-e", "-q", "-X", "check.crcs=true", "-f", "%K %S %k%s"],
                          capture_output=True, check=True)
    newest, rest = 0, done.stdout
    while rest:
        key_size, value_size, rest = rest.split(b" ", 2)
        key, rest = rest[:int(key_size)], rest[int(key_size):]
        value, rest = rest[:max(0, int(value_size))], rest[max(0, int(value_size)):]
        # The key is a version, 2 for groups, and a name; the value a version, the kind of the
        # group, which is "consumer", and the generation.
        if key[:2] == b"\0\2" and key[4:] == name.encode() and value:
            kind = int.from_bytes(value[2:4], "big")
            newest = max(newest, int.from_bytes(value[4 + kind:8 + kind], "big"))
    return newest
