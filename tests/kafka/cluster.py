"""Three brokers of Apache Kafka for tests, each of which can be bounced alone.

Topics have three replicas, of which two must have a record before it is acknowledged.
"""

import pathlib
import shutil
import subprocess
import tempfile
import time

import broker as kafka

NODES = 3

SETTINGS = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={folder}
offsets.topic.replication.factor=3
offsets.topic.num.partitions=4
default.replication.factor=3
min.insync.replicas=2
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=2
log.cleaner.dedupe.buffer.size=2097152
log.segment.bytes=16777216
auto.create.topics.enable=false
broker.session.timeout.ms=6000
"""


class Cluster(kafka.Broker):
    """Like a broker, with the addresses of all; `bounce` stops and starts one of them."""

    def __init__(self):
        kafka.install()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_cluster_"))
        ports = kafka.free_ports(2 * NODES)
        self.ports, controllers = ports[:NODES], ports[NODES:]
        self.address = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        self.processes = [None] * NODES
        voters = ",".join(f"{i + 1}@127.0.0.1:{port}" for i, port in enumerate(controllers))
        for node, port in enumerate(self.ports):
            self.settings_of(node).write_text(SETTINGS.format(
                node=node + 1, voters=voters, port=port, controller=controllers[node],
                folder=self.folder / f"data{node}"))
            subprocess.run(kafka.java("kafka.tools.StorageTool", "format", "--cluster-id",
                                      "dGVzdHMtb2YteXVxaW5nIQ", "--config",
                                      str(self.settings_of(node))),
                           check=True, capture_output=True)

    def settings_of(self, node):
        return self.folder / f"server{node}.properties"

    def start(self, patience=90):
        for node in range(NODES):
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
        process.wait(60)
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
        shutil.rmtree(self.folder, ignore_errors=True)
