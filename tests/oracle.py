"""What the window table must hold, worked out from the posts alone.

Independent of the job: it knows the rules (docs) and takes from yuqing only the labels of a text,
as `yuqing score` prints them.
"""

import collections
import datetime
import functools
import json
import subprocess

import kinds

FIRST_POST = int(datetime.datetime(2009, 8, 14, tzinfo=datetime.timezone.utc).timestamp() * 1000)


@functools.lru_cache(maxsize=1 << 18)
def read(record):
    """("add" or "update", post), ("remove", id), or "rejected" or "filtered" and nothing."""
    if isinstance(record, int):
        return "remove", record
    try:
        status = json.loads(record.decode())
    except (UnicodeDecodeError, json.JSONDecodeError):
        return "rejected", None
    post_id = status.get("mid") or status.get("idstr") or status.get("id")
    if status.get("deleted") in ("1", 1, True):
        return ("remove", int(post_id)) if post_id else ("filtered", None)
    post = read_canonical(status) if "created_ms" in status else read_status(status)
    if not post_id or post is None or post["ms"] < FIRST_POST:
        return "rejected", None
    return ("update" if status.get("event") == "update" else "add"), {"id": int(post_id), **post}


@functools.lru_cache(maxsize=1 << 16)
def time_of(written):
    return datetime.datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y")


def read_canonical(post):
    return {"ms": post["created_ms"], "text": post["own_text"], "kind": "original", "quoted": "",
            "reach": post["author"]["followers"], "author": post["author"]["id"]}


def read_status(status):
    text = status.get("text")
    try:
        time = time_of(status["created_at"])
    except (KeyError, ValueError):
        return None
    if not text or time.year > 2100:
        return None
    user = status.get("user") or {}
    kind, quoted = kinds.read(status)
    return {"ms": int(time.timestamp() * 1000), "text": text, "kind": kind, "quoted": quoted,
            "reach": user.get("followers_count", 0), "author": user.get("idstr", "")}


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


class Ledger:
    """What the newest posts of a partition added: of so many the oldest is forgotten."""

    def __init__(self, bound):
        self.bound = bound
        self.order = collections.deque()
        self.newest = {}

    def add(self, entry):
        self.order.append(entry)
        self.newest[entry["id"]] = entry
        if len(self.order) > self.bound:
            oldest = self.order.popleft()
            if self.newest[oldest["id"]] is oldest:
                del self.newest[oldest["id"]]


class Cells:
    """Sums by (partition, start, topic), and what became of the records."""

    def __init__(self):
        self.cells = {}
        self.outcomes = {"counted": 0, "late": 0, "duplicate": 0, "rejected": 0, "filtered": 0}
        self.retracted = 0
        self.replaced = 0

    def parts(self, partition, start, post, labels):
        """(key, what the post adds there) of every cell that it belongs to."""
        label = labels[post["text"]]
        quoted = labels[post["quoted"]] if post["quoted"] else None
        iso = datetime.datetime.fromtimestamp(start / 1000, datetime.timezone.utc)
        begin = iso.strftime("%Y-%m-%dT%H:%M:%SZ")
        for topic in ["all", *kinds.topics_of(post["kind"], label, quoted)]:
            part = kinds.Cell()
            part.add(post["kind"], post["reach"], label["sentiment"],
                     quoted["sentiment"] if quoted else None)
            yield (partition, begin, topic), part
        for tag, sentiment in kinds.opinions_of(post["kind"], label).items():
            part = kinds.Cell()
            part.add_opinion(post["kind"], post["reach"], sentiment)
            yield (partition, begin, tag), part

    def add(self, parts, post, only_author=False):
        for key, part in parts:
            cell = self.cells.setdefault(key, kinds.Cell())
            if not only_author:
                cell.put_in(part)
            if post["kind"] != "notice" and post["author"]:
                cell.authors.add(post["author"])

    def take_out(self, parts):
        for key, part in parts:
            self.cells[key].take_out(part)

    def facts(self):
        return {key: facts_of(cell.sums, len(cell.authors)) for key, cell in self.cells.items()}


def facts_of(sums, authors):
    """With the number of authors, as far as it is exact."""
    return {**sums, "authors": min(authors, 129)}


def row_facts(row):
    return facts_of(kinds.facts(row), row["authors"])


class Partition:
    """Folds the records of one partition into cells, one after the other."""

    def __init__(self, number, result, labels, rules):
        self.number = number
        self.result = result
        self.labels = labels
        self.size_ms, self.lateness_ms, retractable = rules
        self.seen = set()
        self.newest = None
        self.ledger = Ledger(retractable)

    def is_open(self, start):
        return self.newest is None or self.lateness_ms is None or \
            start + self.size_ms > self.newest - self.lateness_ms

    def fold(self, record):
        change, post = read(record)
        if change == "rejected":
            self.result.outcomes["rejected"] += 1
        elif change == "filtered":
            self.result.outcomes["filtered"] += 1
        elif change == "remove":
            self.remove(post)
        elif post["id"] in self.seen:
            self.repeat(change, post)
        else:
            self.seen.add(post["id"])
            self.first(change, post)

    def place(self, post):
        start = post["ms"] // self.size_ms * self.size_ms
        return start, list(self.result.parts(self.number, start, post, self.labels))

    def count(self, post, awaited):
        start, parts = self.place(post)
        self.newest = post["ms"] if self.newest is None else max(post["ms"], self.newest)
        self.result.add(parts, post)
        self.ledger.add({"id": post["id"], "start": start, "parts": parts, "held": True,
                         "awaited": awaited})

    def first(self, change, post):
        if not self.is_open(post["ms"] // self.size_ms * self.size_ms):
            self.result.outcomes["late"] += 1
            return
        self.result.outcomes["counted"] += 1
        self.count(post, change == "update")

    def remove(self, post_id):
        self.result.outcomes["filtered"] += 1
        entry = self.ledger.newest.get(post_id)
        if entry is None and post_id not in self.seen:
            self.seen.add(post_id)
            self.ledger.add({"id": post_id, "held": False, "awaited": True})
        elif entry and entry["held"] and self.is_open(entry["start"]):
            self.result.take_out(entry["parts"])
            entry["held"] = False
            self.result.retracted += 1

    def repeat(self, change, post):
        self.result.outcomes["filtered" if change == "update" else "duplicate"] += 1
        entry = self.ledger.newest.get(post["id"])
        start, parts = self.place(post)
        if entry is None or (change == "add" and not entry["awaited"]):
            return
        if change == "add":
            entry["awaited"] = False
        if not self.is_open(start):
            return
        if change == "add" or not entry["held"]:
            self.result.add(parts, post, only_author=True)
        elif self.is_open(entry["start"]):
            self.result.take_out(entry["parts"])
            entry["held"] = False
            awaited, entry["awaited"] = entry["awaited"], False
            self.count(post, awaited)
            self.result.replaced += 1


def expected(partitions, labels, size_ms=60_000, lateness_ms=600_000, retractable=65_536):
    """The window table of partitions {number: [record]}; lateness None: every post counts.

    A record is bytes, or an int for a tombstone of that post.
    """
    result = Cells()
    for number, records in partitions.items():
        partition = Partition(number, result, labels, (size_ms, lateness_ms, retractable))
        for record in records:
            partition.fold(record)
    return result
