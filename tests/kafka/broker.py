"""Apache Kafka for tests: one real broker on free ports of the loopback, in a temporary folder.

The jars come from Maven into build/kafka once (tests/kafka/pom.xml). What a bare Debian 12 needs:
default-jre-headless, maven, kcat. Where they are missing a test is skipped with the reason; with
CI=true it fails instead.
"""

import fcntl
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
POM = pathlib.Path(__file__).resolve().parent / "pom.xml"
LIBS = PROJECT / "build/kafka/libs"
COMPLETE = PROJECT / "build/kafka/complete"  # a copy of the pom.xml that the jars came from

SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={folder}/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=2
log.cleaner.dedupe.buffer.size=2097152
log.segment.bytes=16777216
auto.create.topics.enable=false
"""


def unavailable(reason):
    """Skips the test, or fails it where everything has to be tested."""
    if os.environ.get("CI") == "true":
        raise AssertionError(reason)
    print(f"SKIPPED: {reason}")
    raise unittest.SkipTest(reason)


def install():
    """Fetches the jars unless they are there."""
    for program in ("java", "kcat"):
        if shutil.which(program) is None:
            unavailable(f"{program} is missing (apt install default-jre-headless maven kcat)")
    # Tests that run side by side fetch once.
    (PROJECT / "build").mkdir(exist_ok=True)
    with open(PROJECT / "build/kafka.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fetch()


def fetch():
    if COMPLETE.exists() and COMPLETE.read_bytes() == POM.read_bytes():
        return
    if shutil.which("mvn") is None:
        unavailable("maven is missing (apt install maven)")
    shutil.rmtree(LIBS.parent, ignore_errors=True)
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies",
               "-DincludeScope=runtime", f"-DoutputDirectory={LIBS}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        unavailable(f"Maven cannot fetch Kafka: {(done.stdout + done.stderr)[-500:]}")
    shutil.copy(POM, COMPLETE)


def java(*arguments):
    """A Java program of Kafka. The star is for java, not for a shell."""
    return ["java", "-Xms128m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
            f"{LIBS}/*", *arguments]


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Broker:
    """A formatted broker; start() and stop() may be called again and again, its data stays."""

    def __init__(self):
        install()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="yuqing_kafka_"))
        self.port, controller = free_ports(2)
        self.address = f"127.0.0.1:{self.port}"
        self.settings = self.folder / "server.properties"
        self.settings.write_text(SETTINGS.format(port=self.port, controller=controller,
                                                 folder=self.folder))
        self.process = None
        subprocess.run(java("kafka.tools.StorageTool", "format", "--cluster-id",
                            "dGVzdHMtb2YteXVxaW5nIQ", "--config", str(self.settings)),
                       check=True, capture_output=True)

    def start(self, patience=60):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(java("kafka.Kafka", str(self.settings)), stdout=log,
                                            stderr=log)
        deadline = time.monotonic() + patience
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"Kafka does not start: {self.log()}")
            time.sleep(0.2)

    def _answers(self):
        done = subprocess.run(["kcat", "-b", self.address, "-L", "-m", "2"], capture_output=True,
                              check=False)
        return done.returncode == 0

    def stop(self):
        """Stops in good order; connections are refused afterwards."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")[-2000:]

    def create_topic(self, name, partitions, **settings):
        """Settings are written with _ for the dots: retention_ms=-1."""
        config = [word for key, value in settings.items()
                  for word in ("--config", f"{key.replace('_', '.')}={value}")]
        self.topics("--create", "--topic", name, "--partitions", str(partitions),
                    "--replication-factor", "1", *config)

    def offsets(self, group):
        """What the group has committed: partition -> offset."""
        done = subprocess.run(java("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                                   "--bootstrap-server", self.address, "--describe", "--offsets",
                                   "--group", group, "--timeout", "60000"), capture_output=True,
                              text=True, check=False)
        rows = [line.split() for line in done.stdout.splitlines() if line.startswith(group)]
        if not rows:
            raise AssertionError(f"kafka-consumer-groups: {done.stdout}{done.stderr}")
        return {int(row[2]): int(row[3]) for row in rows}

    def topics(self, *arguments):
        done = subprocess.run(java("org.apache.kafka.tools.TopicCommand", "--bootstrap-server",
                                   self.address, *arguments),
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"kafka-topics {arguments}: {done.stdout}{done.stderr}")

    def producer(self, topic, *more):
        """A process that sends the lines KEY, tab, VALUE of its standard input.

        Without a VALUE it is a tombstone. It ends when no broker is left, unless `more` has -E.
        """
        return subprocess.Popen(["kcat", "-b", self.address, "-P", "-t", topic, "-Z", "-K", "\t",
                                 "-X", "partitioner=murmur2_random", "-X", "compression.type=lz4",
                                 *more], stdin=subprocess.PIPE)

    def produce(self, topic, lines):
        """Sends lines (bytes, without their ends) of KEY, tab, VALUE."""
        sender = self.producer(topic)
        sender.communicate(b"".join(line + b"\n" for line in lines))
        if sender.returncode != 0:
            raise AssertionError("kcat cannot produce")

    def read(self, topic):
        """All values of the topic: a list for each partition, in the order of the log.

        A tombstone is its key, a number.
        """
        done = subprocess.run(["kcat", "-b", self.address, "-C", "-t", topic, "-o", "beginning",
                               "-e", "-q", "-f", "%p\t%o\t%S\t%k\t%s\n"], capture_output=True,
                              check=True)
        found = {}
        for line in done.stdout.splitlines():
            partition, offset, size, key, value = line.split(b"\t", 4)
            value = value if int(size) >= 0 else int(key)
            found.setdefault(int(partition), []).append((int(offset), value))
        return {partition: [value for _, value in sorted(values)]
                for partition, values in found.items()}
