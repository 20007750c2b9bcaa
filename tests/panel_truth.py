"""What panels must show of posts that are known: added up from the posts, with no code of the program
but its judgement of single texts (`yuqing score`).

There are three moments: before any post, after a first part, after all. A panel that looks back over a
span which begins and ends at such moments shows one part, exactly.
"""

import collections
import math
import re

import kinds
import oracle

LEAST = 30
WINDOW_MS = 600_000
SENTIMENTS = ("negative", "neutral", "positive")
HASHTAG = re.compile("[#＃]([^#＃]{1,60})[#＃]")
OUTCOMES = ("counted", "late", "duplicate", "rejected", "filtered")


class Totals(oracle.Cells):
    """Cells, and every post that was counted: what is taken back leaves its window, but no total."""

    def __init__(self):
        super().__init__()
        self.parts_of_posts = ([], [])
        self.part = 0

    def add(self, parts, post, only_author=False):
        super().add(parts, post, only_author)
        if not only_author:
            self.parts_of_posts[self.part].append(post)

    def so_far(self):
        return collections.Counter({**self.outcomes, "retracted": self.retracted,
                                    "replaced": self.replaced})


def folded(first, every, labels):
    """Totals, the outcomes of the first part, and the partitions as the oracle left them."""
    result, early, made = Totals(), collections.Counter(), []
    for number, records in every.items():
        partition = oracle.Partition(number, result, labels, (WINDOW_MS, 600_000, 65_536))
        made.append(partition)
        begin = result.so_far()
        result.part = 0
        for index, record in enumerate(records):
            if index == len(first[number]):
                early += result.so_far() - begin
                result.part = 1
            partition.fold(record)
    return result, early, made


class Part:
    """Sums of the posts that came between two moments."""

    def __init__(self, posts, labels, outcomes, consumed):
        self.outcomes = outcomes
        self.consumed = consumed  # by partition
        self.all = collections.Counter()
        self.topics = collections.defaultdict(collections.Counter)
        self.entities = collections.Counter()
        for post in posts:
            self.add(post, labels)

    def add(self, post, labels):
        own = labels[post["text"]]
        quoted = labels[post["quoted"]] if post["quoted"] else None
        sums = self.sums_of(post, own, quoted)
        self.all.update(sums)
        for topic in kinds.topics_of(post["kind"], own, quoted):
            self.topics[topic].update(sums)
        for entity, sentiment in kinds.opinions_of(post["kind"], own).items():
            self.entities[entity[1:], sentiment] += 1

    @staticmethod
    def sums_of(post, own, quoted):
        cell = kinds.Cell()
        cell.add(post["kind"], post["reach"], own["sentiment"],
                 quoted["sentiment"] if quoted else None)
        sums = {name: value for name, value in cell.sums.items() if isinstance(value, int)}
        sums |= {f"kind.{post['kind']}": 1}
        sums |= {f"quoted.{name}": count for name, count in cell.sums["quoted"].items()}
        if cell.sums["emotions"]:
            sums[f"emotion.{own['emotion']['class']}"] = 1
        return sums

    def of(self, topics, *names):
        """A sum over topics; a post with two of them counts twice."""
        return sum(self.topics[topic][name] for topic in topics for name in names)


class Truth:
    """All that panels are asked about; `before` and `now` are the two parts."""

    def __init__(self, first, every, labels, topics):
        """Records by partition: of the first part, and of both."""
        self.total, early, partitions = folded(first, every, labels)
        self.topics = topics
        self.labels = labels
        before, now = self.total.parts_of_posts
        more = {number: len(records) - len(first[number]) for number, records in every.items()}
        self.before = Part(before, labels, early, sizes(first))
        self.now = Part(now, labels, self.total.so_far() - early, more)
        self.ids = sum(len(partition.seen) for partition in partitions)
        self.newest_ms = max(partition.newest for partition in partitions)
        self.window_ms = self.newest_ms // WINDOW_MS * WINDOW_MS - WINDOW_MS

    def hashtags(self, topic):
        """How many posts have each hashtag in what they say or quote, most first, in the stretch of 10 windows that the window
        lies in, and in the one before.
        """
        begin = self.window_ms // (10 * WINDOW_MS) * 10 * WINDOW_MS - 10 * WINDOW_MS
        counts = collections.Counter()
        for post in sum(self.total.parts_of_posts, []):
            if post["ms"] >= begin and (topic == "all" or topic in self.topics_of(post)):
                own = kinds.own_words(kinds.QUOTES.split(post["text"])[0])
                counts.update({name.strip().lower() for text in (own, post["quoted"])
                               for name in HASHTAG.findall(text)})
        return sorted(counts.values(), reverse=True)

    def topics_of(self, post):
        quoted = self.labels[post["quoted"]] if post["quoted"] else None
        return kinds.topics_of(post["kind"], self.labels[post["text"]], quoted)

    def cells(self, topic, start_ms):
        """Those of all partitions for one window."""
        iso = iso_of(start_ms)
        return [cell for (_, start, name), cell in self.total.cells.items()
                if start == iso and name == topic]

    def window(self, topic, name, start_ms=None):
        start_ms = self.window_ms if start_ms is None else start_ms
        found = 0
        for cell in self.cells(topic, start_ms):
            value = cell.sums["kinds"][name] if name in cell.sums["kinds"] else cell.sums[name]
            found += value
        return found

    def authors(self, topic):
        return len(set().union(*(cell.authors for cell in self.cells(topic, self.window_ms))))

    def shift(self, topic):
        """Estimate, low and high of the newest 10 windows against the 60 before; None: too few."""
        def sums(first, last):
            starts = [self.window_ms - i * WINDOW_MS for i in range(first, last)]
            return [sum(self.window(topic, s, start) for start in starts) for s in SENTIMENTS]

        now, before = sums(0, 10), sums(10, 70)
        if sum(now) < LEAST or sum(before) < LEAST:
            return None
        change = net(*now) - net(*before)
        half = 1.96 * math.sqrt(variance(*now) + variance(*before))
        return change, change - half, change + half


def net(n, u, p):
    return (p - n) / (p + n + u)


def variance(n, u, p):
    t = n + u + p
    return (p + n) / t**2 - (p - n)**2 / t**3


def sizes(partitions):
    return {number: len(records) for number, records in partitions.items()}


def iso_of(ms):
    return oracle.datetime.datetime.fromtimestamp(
        ms / 1000, oracle.datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
