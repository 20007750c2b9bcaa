"""What one, two and three instances of a job do with the same backlog of a real Kafka. Prints, tests nothing.

    python3 tests/sizing.py --posts 400000 --partitions 4 8 --instances 1 2 3

The program is $YUQING, or build/release/yuqing; build it as Release. Broker and instances share this
machine's cores, so it shows what an instance costs, and more cores than here show how they add up.
"""

import argparse
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import job  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
CONFIG = """\
[source_kafka]
brokers = "{brokers}"
topic = "posts{partitions}"
group = "{group}"
group_instance_id = "{name}"
[pipeline]
threads = {threads}
[state]
store = "kafka"
[store_kafka]
brokers = "{brokers}"
topic = "{group}.state"
[sink_file]
windows = "windows.jsonl"
[http]
listen = "127.0.0.1:{port}"
"""


class Instance(job.Job):
    def __init__(self, program, **settings):
        super().__init__(settings["brokers"], settings["port"])
        self.program = program
        self.config.write_text(CONFIG.format(**settings))

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([self.program, "run", "-c", self.config], stderr=log)

    def consumed(self):
        return sum(self.metrics("yuqing_records_consumed_total").values())

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


def fill(broker, program, posts, partitions):
    """The same invented posts in a topic of so many partitions, keyed so that they spread."""
    broker.create_topic(f"posts{partitions}", partitions)
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run([program, "demo", "--write", file.name, "--posts", str(posts), "--seed", "1"],
                       check=True, capture_output=True)
        sender = broker.producer(f"posts{partitions}")
        for number, line in enumerate(file):
            sender.stdin.write(b"%d\t" % number + line)
        sender.stdin.close()
        sender.wait()


def drain(broker, arguments, partitions, count):
    """Seconds from the first record to the last, and what each instance used."""
    group = f"sizing{partitions}.{count}"
    broker.create_topic(f"{group}.state", partitions, cleanup_policy="compact")
    instances = [Instance(arguments.program, brokers=broker.address, partitions=partitions,
                          group=group, name=f"{group}.{n}", threads=arguments.threads, port=port)
                 for n, port in enumerate(kafka.free_ports(count))]
    try:
        for instance in instances:
            instance.start()
        begin = None
        while (done := sum(i.consumed() for i in instances)) < arguments.posts:
            begin = begin or (time.monotonic() if done else None)
            if any(i.process.poll() is not None for i in instances):
                raise SystemExit("".join(i.log() for i in instances))
            time.sleep(0.1)
        took = time.monotonic() - begin
        return took, [i.processor_seconds() for i in instances], [i.peak_mib() for i in instances]
    finally:
        for instance in instances:
            instance.stop()
            instance.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=400_000)
    parser.add_argument("--partitions", type=int, nargs="+", default=[4, 8])
    parser.add_argument("--instances", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--threads", type=int, default=1, help="of each instance")
    arguments = parser.parse_args()
    arguments.program = os.environ.get("YUQING", job.BINARY)
    broker = kafka.Broker()
    print(f"{os.cpu_count()} cores, {platform.release()}, {time.strftime('%Y-%m-%d')}, load "
          f"{os.getloadavg()[0]:.1f}; {arguments.posts} posts, {arguments.threads} thread(s) each")
    print("| partitions | instances | posts/s | CPU s a million posts | peak MiB of each |")
    print("|---|---|---|---|---|")
    try:
        broker.start()
        for partitions in arguments.partitions:
            fill(broker, arguments.program, arguments.posts, partitions)
            for count in arguments.instances:
                took, used, peaks = drain(broker, arguments, partitions, count)
                print(f"| {partitions} | {count} | {arguments.posts / took:,.0f} | "
                      f"{sum(used) / arguments.posts * 1e6:.1f} | "
                      f"{', '.join(f'{peak:.0f}' for peak in peaks)} |", flush=True)
    finally:
        broker.close()


if __name__ == "__main__":
    main()
