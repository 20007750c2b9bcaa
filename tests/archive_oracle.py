"""What the archive dashboard must show, added up from windows.jsonl: no code of the program, no PromQL.

A moment is a time and a span; it is chosen where every series has a sample at both ends of the span,
because only there increase() is a difference and no estimate.
"""

import calendar
import collections
import json
import math
import time

LEAST = 30
MINUTE = 60
SENTIMENTS = ("negative", "neutral", "positive")


def panels_of(board):
    """All that ask for something, in rows that are folded up too."""
    drawn = [panel for one in board["panels"]
             for panel in (one["panels"] if one["type"] == "row" else [one])]
    return [panel for panel in drawn if "targets" in panel]


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def flat(row):
    """The sums of a row under one name each."""
    found = {name: row[name] for name in (*SENTIMENTS, "score_positive", "score_negative", "reach",
                                          "opposed", "posts")}
    for part in ("kinds", "emotions", "quoted"):
        found |= {f"{part}.{name}": count for name, count in row[part].items()}
    return found


class Windows:
    """Windows of a minute, by tag and end; lanes are added up."""

    def __init__(self, path):
        self.cells = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            self.cells[row["topic"]][seconds(row["start"]) + MINUTE].update(flat(row))
        ends = self.cells["all"]
        self.first, self.last = min(ends) - MINUTE, max(ends)
        self.topics = [tag for tag in self.cells if tag != "all" and not tag.startswith("$")]
        self.entities = [tag for tag in self.cells if tag.startswith("$")]
        self.times = {tag: self._times(cells) for tag, cells in self.cells.items()}
        self._chosen = None

    def _times(self, ends):
        """When a tag has samples: a window before a change, to five minutes after it."""
        near = {end + MINUTE * i for end in ends for i in range(-1, 6)}
        return {self.first, self.last} | {t for t in near if self.first <= t <= self.last}

    def sum(self, tag, name, begin, end):
        """Over the windows that end in (begin, end]."""
        cells = self.cells[tag]
        if end - begin > 2 * 3600:
            return sum(cell[name] for at, cell in cells.items() if begin < at <= end)
        return sum(cells[at][name] for at in range(begin + MINUTE, end + 1, MINUTE) if at in cells)

    def moments(self, expr):
        if "$__range" in expr:
            found = [Moment(self, self.last, self.last - self.first)]
            if "offset" in expr:
                split = self._split()
                found.append(Moment(self, self.last, self.last - split))
            return found
        return [Moment(self, at, 300) for at in self._times_of_many()]

    def _split(self):
        """A time at or before the middle at which the topic with most posts has a sample."""
        most = max(self.topics, key=lambda topic: self.sum(topic, "posts", 0, self.last))
        middle = (self.first + self.last) // 2
        return max(t for t in self.times[most] & self.times["all"] if t <= middle)

    def _times_of_many(self):
        """Six times with many posts and no series that begins or ends in the five minutes before."""
        if self._chosen is None:
            posts = collections.Counter()
            for topic in self.topics:
                for end, cell in self.cells[topic].items():
                    for later in range(5):
                        posts[end + later * MINUTE] += cell["posts"]
            self._chosen = []
            for at, _ in posts.most_common():
                if (self.first + 300 <= at <= self.last and self._steady(at)
                        and all(abs(at - other) >= 600 for other in self._chosen)):
                    self._chosen.append(at)
                if len(self._chosen) == 6:
                    break
            assert len(self._chosen) > 2, self._chosen
        return self._chosen

    def _steady(self, at):
        span = set(range(at - 300, at + 1, MINUTE))
        return all(len(span & times) in (0, len(span)) for times in self.times.values())

    def gap(self):
        """A tag and the end of a window with opinions behind which a quarter of an hour is empty."""
        for tag in ("all", *self.topics):
            ends = self.cells[tag]
            for end, cell in ends.items():
                quiet = not any(end + i * MINUTE in ends for i in range(1, 16))
                if quiet and end + 1000 < self.last and sum(cell[s] for s in SENTIMENTS):
                    return tag, end
        raise AssertionError("no gap in the archive")


class Moment:
    """What panels show at a time; `span` is $__range or $__rate_interval."""

    def __init__(self, windows, at, span):
        self.windows, self.at, self.span = windows, at, span
        self.topics = [t for t in windows.topics if self._seen(t, at)]

    def _seen(self, tag, at):
        return sum(at - self.span <= t <= at for t in self.windows.times[tag]) > 1

    def of(self, tag, *names, before=0):
        """A sum over the span, or over the one before it."""
        end = self.at - before * self.span
        return sum(self.windows.sum(tag, name, end - self.span, end) for name in names)

    def expected(self, title, ref):
        """Labels -> value; None is an estimate of the server, if it has one at all."""
        found = PANELS[title](self)
        found = found[ord(ref) - ord("A")] if isinstance(found, tuple) else found
        return {key(labels): value for labels, value in found.items()}

    def by_topic(self, value, topics=None):
        found = {(("topic", t), ): value(t) for t in (topics or self.topics)}
        return {labels: v for labels, v in found.items() if v is not None}


def key(labels):
    return tuple(sorted(labels))


def net_all(p, n, u):
    return (p - n) / (p + n + u) if p + n + u >= LEAST else None


def net_rate(p, n, _):
    return (p - n) / (p + n) if p + n >= LEAST else None


def half_width(p, n, u):
    t = p + n + u
    return 1.96 * math.sqrt((p + n) / t**2 - (p - n)**2 / t**3) if t >= LEAST else None


def half_width_of_rate(p, n, _):
    d = p + n
    return 1.96 * math.sqrt((1 - ((p - n) / d)**2) / d) if d >= LEAST else None


def one(value):
    return {} if value is None else {(): value}


def pnu(m, tag, **more):
    return [m.of(tag, s, **more) for s in ("positive", "negative", "neutral")]


def net_with_interval(m):
    counts = pnu(m, "all")
    return one(net_all(*counts)), one(half_width(*counts)), one(sum(counts))


def rate_with_interval(m):
    counts = pnu(m, "all")
    return one(net_rate(*counts)), one(half_width_of_rate(*counts)), one(sum(counts[:2]))


def mean_score(m, tag):
    posts = m.of(tag, *SENTIMENTS)
    return (m.of(tag, "score_positive") - m.of(tag, "score_negative")) / 1000 / posts if posts else None


def had_before(m):
    """Whether there is a previous span at all."""
    return m.at - m.span > m.windows.first


def against_before(m):
    before = m.of("all", "posts", before=1) if had_before(m) else 0
    return one(m.of("all", "posts") / before - 1 if before else None)


def movers(m, value):
    """Value for topics that are seen in both spans; exact where one has a sample between them."""
    if not had_before(m):
        return {}
    border = m.at - m.span
    topics = [t for t in m.topics if m._seen(t, border)]
    return {(("topic", t), ): v for t in topics
            for v in [value(t) if border in m.windows.times[t] else None]
            if not (border in m.windows.times[t] and v is None)}


def volume_moved(m):
    return movers(m, lambda t: m.of(t, "posts") - m.of(t, "posts", before=1))


def net_moved(m):
    def moved(t):
        now, before = net_all(*pnu(m, t)), net_all(*pnu(m, t, before=1))
        return None if now is None or before is None else now - before

    return movers(m, moved)


def rates(m, tags, part, names):
    prefix = f"{part}s." if part != "sentiment" else ""
    return {((part, name), ): sum(m.of(tag, prefix + name) for tag in tags) / m.span
            for name in names} if tags else {}


def share(m):
    total = sum(m.of(t, "posts") for t in m.topics)
    return m.by_topic(lambda t: m.of(t, "posts") / total if total else None)


def bursts(m):
    def ratio(t):
        w, at = m.windows, m.at
        grid = [g for g in range(at - 4200 + MINUTE, at - 600 + 1, MINUTE) if g > w.first]
        hour = [w.sum(t, "posts", g - 300, g) / 300 for g in grid]
        mean = sum(hour) / len(hour) if hour else 0
        return w.sum(t, "posts", at - 300, at) / 300 / mean if mean else None

    return m.by_topic(ratio)


def quoted(m):
    def of(prefix):
        return [sum(m.of(t, prefix + s) for t in m.topics) for s in ("positive", "negative", "neutral")]

    return one(net_all(*of(""))), one(net_all(*of("quoted.")))


def opposed(m):
    def part(t):
        commented = m.of(t, "kinds.repost_commented")
        return m.of(t, "opposed") / commented if commented >= LEAST else None

    return m.by_topic(part)


def table(m):
    def share_of(t, s):
        posts = m.of(t, *SENTIMENTS)
        return m.of(t, s) / posts if posts else None

    return (m.by_topic(lambda t: m.of(t, "posts")), share(m),
            m.by_topic(lambda t: share_of(t, "positive")), m.by_topic(lambda t: share_of(t, "negative")),
            m.by_topic(lambda t: net_all(*pnu(m, t))), m.by_topic(lambda t: half_width(*pnu(m, t))),
            m.by_topic(lambda t: net_rate(*pnu(m, t))), m.by_topic(lambda t: mean_score(m, t)),
            m.by_topic(lambda t: m.of(t, "reach")))


def in_window(m, tag, *names):
    return sum(m.windows.cells[tag][m.at][name] if m.at in m.windows.cells[tag] else 0
               for name in names)


KINDS = ("original", "comment", "repost_bare", "repost_commented", "notice")
EMOTIONS = ("happy", "angry", "sad", "fear", "surprise", "neutral")
PANELS = {
    "Posts": lambda m: one(m.of("all", "posts")),
    "Change of posts": against_before,
    "Net sentiment, all posts": net_with_interval,
    "Net sentiment rate, decided posts": rate_with_interval,
    "Mean score": lambda m: one(mean_score(m, "all")),
    "Window": lambda m: one((m.at - MINUTE) * 1000),
    "Volume by sentiment": lambda m: rates(m, ["all"], "sentiment", SENTIMENTS),
    "Volume by topic": lambda m: m.by_topic(lambda t: m.of(t, "posts") / m.span),
    "Share of voice": share,
    "Net sentiment by topic, all posts": lambda m: m.by_topic(lambda t: net_all(*pnu(m, t))),
    "Net sentiment rate by topic, decided posts":
        lambda m: m.by_topic(lambda t: net_rate(*pnu(m, t))),
    "Bursts: volume over its own hour": bursts,
    "Volume by kind": lambda m: rates(m, ["all"], "kind", KINDS),
    "Emotions": lambda m: rates(m, m.topics, "emotion", EMOTIONS),
    "Own text against quoted text": quoted,
    "Opposed reposts": opposed,
    "Entities": lambda m: {(("entity", e[1:]), ("sentiment", s)): m.of(e, s)
                           for e in m.windows.entities for s in SENTIMENTS},
    "Top movers by volume": volume_moved,
    "Top movers by net sentiment": net_moved,
    "Topics": table,
    "Posts now": lambda m: one(in_window(m, "all", "posts")),
    "Sentiment now": lambda m: {(("sentiment", s), ): in_window(m, "all", s)
                                           for s in SENTIMENTS},
    "Topics in the window": lambda m: m.by_topic(lambda t: in_window(m, t, "posts")),
}
