"""What the window table must hold, worked out from the posts alone.

Independent of the job: it knows the rules (docs) and takes from yuqing only the labels of a text,
as `yuqing score` prints them.
"""

import datetime
import json
import subprocess

import kinds

FIRST_POST = int(datetime.datetime(2009, 8, 14, tzinfo=datetime.timezone.utc).timestamp() * 1000)


def post_of(record):
    """(id, ms, text, followers, kind, quoted) of a Weibo status; a word when it is not counted."""
    try:
        status = json.loads(record.decode())
    except (UnicodeDecodeError, json.JSONDecodeError):
        return "rejected"
    if status.get("deleted") in ("1", 1, True):
        return "filtered"
    post_id = status.get("mid") or status.get("idstr") or status.get("id")
    text = status.get("text")
    try:
        time = datetime.datetime.strptime(status["created_at"], "%a %b %d %H:%M:%S %z %Y")
    except (KeyError, ValueError):
        return "rejected"
    ms = int(time.timestamp() * 1000)
    if not post_id or not text or ms < FIRST_POST or time.year > 2100:
        return "rejected"
    reach = (status.get("user") or {}).get("followers_count", 0)
    return int(post_id), ms, text, reach, *kinds.read(status)


def labels_of(texts, binary):
    """What `yuqing score` says about each text."""
    lines = [text for text in texts if "\n" not in text and "\r" not in text]
    done = subprocess.run([binary, "score"], input="".join(line + "\n" for line in lines),
                          capture_output=True, text=True, check=True)
    labels = dict(zip(lines, map(json.loads, done.stdout.splitlines()), strict=True))
    for text in set(texts) - set(lines):
        done = subprocess.run([binary, "score", "--", text], capture_output=True, text=True,
                              check=True)
        labels[text] = json.loads(done.stdout)
    return labels


class Cells:
    """Sums by (partition, start, topic), and what became of the records."""

    def __init__(self):
        self.cells = {}
        self.outcomes = {"counted": 0, "late": 0, "duplicate": 0, "rejected": 0, "filtered": 0}

    def add(self, partition, start, post, labels):
        label = labels[post[2]]
        quoted = labels[post[5]] if post[5] else None
        iso = datetime.datetime.fromtimestamp(start / 1000, datetime.timezone.utc)
        begin = iso.strftime("%Y-%m-%dT%H:%M:%SZ")
        for topic in ["all", *kinds.topics_of(post[4], label, quoted)]:
            cell = self.cells.setdefault((partition, begin, topic), kinds.Cell())
            cell.add(post[4], post[3], label["sentiment"], quoted["sentiment"] if quoted else None)
        for tag, sentiment in kinds.opinions_of(post[4], label).items():
            cell = self.cells.setdefault((partition, begin, tag), kinds.Cell())
            cell.add_opinion(post[4], post[3], sentiment)

    def facts(self):
        return {key: cell.sums for key, cell in self.cells.items()}


def expected(partitions, labels, size_ms=60_000, lateness_ms=600_000):
    """The window table of partitions {number: [record]}; lateness None: every post counts."""
    result = Cells()
    for partition, records in partitions.items():
        seen = set()
        newest = None
        for record in records:
            post = post_of(record)
            if isinstance(post, str):
                result.outcomes[post] += 1
                continue
            if post[0] in seen:
                result.outcomes["duplicate"] += 1
                continue
            seen.add(post[0])
            start = post[1] // size_ms * size_ms
            passed = newest is not None and lateness_ms is not None and \
                start + size_ms <= newest - lateness_ms
            if passed:
                result.outcomes["late"] += 1
                continue
            newest = post[1] if newest is None else max(newest, post[1])
            result.outcomes["counted"] += 1
            result.add(partition, start, post, labels)
    return result
