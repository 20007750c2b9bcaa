"""What the panels of bursts, shifts, authors, texts and ranks must show.

Authors, shifts and hashtags are worked out from the posts; that the planted burst runs is known from the
story. How many texts differ, how severe a burst is, and which terms rise, is the job's judgement: that
/api/v1/now tells the same.
"""

import math

from archive_oracle import seconds
from panel_truth import SENTIMENTS
from panel_values import Bounds, by, one

BURSTS = ("ai_heroes", "made_in_china")  # planted: 27 January 2025, 20:00 to 21:00
EXACT_AUTHORS = 128


def authors(truth, topic):
    """Exact up to 128, then an estimate: within three of its standard errors."""
    count = truth.authors(topic)
    return (count, count) if count <= EXACT_AUTHORS else (0.9 * count, 1.1 * count)


def burst_of(told):
    return told["burst"] if told["burst"] and told["burst"]["active"] else None


def active(truth, told):
    """Whether a burst runs: for the planted ones by the story, for others as the job tells."""
    found = {t: int(burst_of(told[t]) is not None) for t in truth.topics}
    return found | dict.fromkeys(BURSTS, 1)


def shifts(truth):
    return {t: truth.shift(t) for t in truth.topics}


def shift_active(truth):
    def sure(shift):
        return int(shift is not None and (shift[1] >= 0.1 or shift[2] <= -0.1))

    return {t: sure(shift) for t, shift in shifts(truth).items()}


def overview(truth, told):
    bursts = active(truth, told)
    sure = shift_active(truth)
    return {
        "Bursts now": one(sum(bursts.values())),
        "Shifts now": one(sum(sure.values())),
        "Authors now": Bounds({(): authors(truth, "all")}),
        "Texts now": one(told["all"]["now"]["texts"]),
        "Burst severity": severity(truth.topics, told),
        "Sentiment shift": by("topic", {t: s[0] for t, s in shifts(truth).items() if s}),
        "Top hashtags, by rank": by("rank", slots(truth.hashtags("all"), 10)),
        "Rising terms, by rank": by("rank", ranks(told["all"]["rising"], "now", 10)),
        "How surely they rise, by rank": rounded(by("rank", ranks(told["all"]["rising"], "z", 10))),
    }


def rounded(values, within=6e-5):
    """The page tells four decimals."""
    return Bounds({labels: (value - within, value + within) for labels, value in values.items()})


def severity(topics, told):
    return rounded(by("topic", {t: b["severity"] if (b := burst_of(told[t])) else 0
                                for t in topics}))


def since(topics, told):
    return by("topic", {t: 1000 * seconds(b["begin"]) for t in topics if (b := burst_of(told[t]))})


def ranks(rows, name, most):
    return {rank + 1: row[name] for rank, row in enumerate(rows[:most])}


def topic(truth, told, topics):
    sure = shift_active(truth)
    bursts = active(truth, told)
    posts = {t: truth.window(t, "posts") for t in topics}
    opinions = {t: sum(truth.window(t, s) for s in SENTIMENTS) for t in topics}
    texts = {t: told[t]["now"]["texts"] for t in topics}
    expected = {t: b["expected"] for t in topics if (b := burst_of(told[t]))}
    return {
        "Authors": Bounds({(("topic", t), ): authors(truth, t) for t in topics}),
        "Different texts": by("topic", texts),
        "Copy share": by("topic", {t: 1 - texts[t] / n for t, n in opinions.items() if n >= 30}),
        "Posts of a window and what is expected": (
            by("topic", posts),
            rounded(by("topic", {t: e + 1.96 * math.sqrt(e) for t, e in expected.items()}), 1e-3),
            rounded(by("topic", {t: max(e - 1.96 * math.sqrt(e), 0)
                                 for t, e in expected.items()}), 1e-3)),
        "Sentiment shift with its interval": {
            (("bound", bound), ("topic", t)): shift[place]
            for t in topics if (shift := truth.shift(t))
            for place, bound in enumerate(("estimate", "low", "high"))},
        "Burst now": by("topic", {t: bursts[t] for t in topics}),
        "Burst severity": severity(topics, told),
        "Burst since": since(topics, told),
        "Sentiment shift now": by("topic", {t: sure[t] for t in topics}),
        "Top hashtags, by rank": {
            (("rank", str(rank)), ("topic", t)): count for t in topics
            for rank, count in slots(truth.hashtags(t), 5).items()},
        "Rising terms, by rank": ranked(told, topics, "rising", "now"),
        "How surely they rise, by rank": rounded(ranked(told, topics, "rising", "z")),
    }


def slots(counts, most):
    return {rank + 1: count for rank, count in enumerate(counts[:most])}


def ranked(told, topics, rows, name):
    return {(("rank", str(rank)), ("topic", t)): value for t in topics
            for rank, value in ranks(told[t][rows], name, 5).items()}
