"""Jobs of one group whose state lies in a topic, and what all of them together must have written."""

import random
import subprocess

import kinds
import live_test
import oracle
from job import BINARY, Job

RETRACTABLE = 5000
SESSION = 6  # seconds; the shortest that a broker takes


class Instance(Job):
    """A member of the group with its state in Kafka and rows in a file of its own."""

    def __init__(self, name, brokers, port, topic="posts", state="state", group="yuqing"):
        super().__init__(brokers, port)
        self.name = name
        text = self.config.read_text()
        text = text.replace('topic = "posts"', f'topic = "{topic}"')
        text = text.replace('group_instance_id = "one"',
                            f'group = "{group}"\ngroup_instance_id = "{name}"\n'
                            '[source_kafka.librdkafka]\n'
                            f'"session.timeout.ms" = {SESSION * 1000}\n'
                            '"heartbeat.interval.ms" = 500')
        text = text.replace('dir = "state"', 'store = "kafka"')
        text = text.replace("[window]", f"[window]\nretractable = {RETRACTABLE}")
        text += f'[store_kafka]\nbrokers = "{brokers}"\ntopic = "{state}"\n'
        self.config.write_text(text)

    def consumed(self):
        return sum(self.metrics("yuqing_records_consumed_total").values())

    def lanes(self):
        return sum(self.metrics("yuqing_lanes").values())


def records_of(seed, posts, folder):
    """Invented posts with flaws, deletions and edits, as records of Kafka without their keys."""
    path = folder / f"posts{seed}.jsonl"
    subprocess.run([BINARY, "demo", "--write", path, "--posts", str(posts), "--seed", str(seed),
                    "--flaws"], check=True, capture_output=True)
    return live_test.with_changes(path.read_bytes().splitlines(), random.Random(seed))


def keyed(records):
    return [live_test.keyed(record, number) for number, record in enumerate(records)]


def merged(instances):
    """The row of the highest version of each key, whoever wrote it."""
    table = {}
    for instance in instances:
        for key, row in instance.rows().items():
            if key not in table or row["version"] > table[key]["version"]:
                table[key] = row
            elif row["version"] == table[key]["version"]:
                mine, other = oracle.row_facts(row), oracle.row_facts(table[key])
                if mine != other:
                    raise AssertionError(f"{key} version {row['version']}: {mine} and {other}")
    return table


def differences(instances, records, partitions):
    """Between what the instances wrote and what an independent count expects, and how many cells."""
    found = [post for change, post in map(oracle.read, records) if change in ("add", "update")]
    texts = {post["text"] for post in found} | {post["quoted"] for post in found} - {""}
    wanted = oracle.expected(partitions, oracle.labels_of(texts, BINARY), retractable=RETRACTABLE)
    rows = live_test.sums(merged(instances))
    return kinds.first_differences(rows, wanted.facts()), len(wanted.cells)
