"""Three brokers of Apache Kafka for tests, each of which can be bounced alone.

Topics have three replicas, of which two must have a record before it is acknowledged. Clients may
each be given a network of their own to the brokers (tests/proxy.py), to be broken alone.
YUQING_TEST_BROKERS=1 makes it one broker, without replicas.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import broker as kafka
import proxy

NODES = int(os.environ.get("YUQING_TEST_BROKERS", "3"))

SETTINGS = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}{listeners}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}{advertised}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT{protocols}
log.dirs={folder}
offsets.topic.replication.factor={nodes}
offsets.topic.num.partitions=4
default.replication.factor={nodes}
min.insync.replicas={most}
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=2
log.cleaner.dedupe.buffer.size=2097152
log.segment.bytes=16777216
auto.create.topics.enable=false
broker.session.timeout.ms=6000
"""


class Cluster(kafka.Broker):
    """Like a broker, with the addresses of all; `bounce` stops and starts one of them.

    links[client][node] is what the addresses of addresses[client] lead through.
    """

    def __init__(self, clients=0):
        kafka.install()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_cluster_"))
        ports = kafka.free_ports((2 + clients) * NODES)
        self.ports, controllers, doors = ports[:NODES], ports[NODES:2 * NODES], ports[2 * NODES:]
        self.address = addresses_of(self.ports)
        self.network = proxy.Network()
        self.links = [[self.network.link(doors[client * NODES + node]) for node in range(NODES)]
                      for client in range(clients)]
        self.addresses = [addresses_of(link.port for link in links) for links in self.links]
        self.processes = [None] * NODES
        voters = ",".join(f"{i + 1}@127.0.0.1:{port}" for i, port in enumerate(controllers))
        for node, port in enumerate(self.ports):
            mine = [links[node] for links in self.links]
            self.settings_of(node).write_text(SETTINGS.format(
                node=node + 1, nodes=NODES, most=NODES // 2 + 1, voters=voters, port=port,
                controller=controllers[node],
                folder=self.folder / f"data{node}",
                listeners=doors_of(link.target for link in mine),
                advertised=doors_of(link.port for link in mine),
                protocols="".join(f",CLIENT{n}:PLAINTEXT" for n in range(clients))))
            subprocess.run(kafka.java("kafka.tools.StorageTool", "format", "--cluster-id",
                                      "dGVzdHMtb2YteXVxaW5nIQ", "--config",
                                      str(self.settings_of(node))),
                           check=True, capture_output=True)

    def settings_of(self, node):
        return self.folder / f"server{node}.properties"

    def start(self, patience=90):
        """All that do not run."""
        for node, process in enumerate(self.processes):
            if process is None or process.poll() is not None:
                self._start(node)
        for node in range(NODES):
            self._wait(node, patience)

    def _start(self, node):
        with open(self.folder / "log", "ab") as log:
            self.processes[node] = subprocess.Popen(
                kafka.java("kafka.Kafka", str(self.settings_of(node))), stdout=log, stderr=log)

    def _wait(self, node, patience):
        deadline = time.monotonic() + patience
        while subprocess.run(["kcat", "-b", f"127.0.0.1:{self.ports[node]}", "-L", "-m", "2"],
                             capture_output=True, check=False).returncode != 0:
            if self.processes[node].poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"Kafka {node} does not start: {self.log()}")
            time.sleep(0.2)

    def bounce(self, node, hard):
        process = self.processes[node]
        (process.kill if hard else process.terminate)()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:  # it waits for somebody to lead its partitions
            process.kill()
            process.wait()
        self._start(node)
        self._wait(node, 90)

    def create_topic(self, name, partitions, **settings):
        config = [word for key, value in settings.items()
                  for word in ("--config", f"{key.replace('_', '.')}={value}")]
        self.topics("--create", "--topic", name, "--partitions", str(partitions),
                    "--replication-factor", str(NODES), *config)

    def close(self):
        for process in self.processes:
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        self.network.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def addresses_of(ports):
    return ",".join(f"127.0.0.1:{port}" for port in ports)


def doors_of(ports):
    """More listeners, one for each client."""
    return "".join(f",CLIENT{n}://127.0.0.1:{port}" for n, port in enumerate(ports))
