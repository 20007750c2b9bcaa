"""What every panel of the live dashboards must show, from the truth about the posts.

For each title the value of every query: a dict of labels -> number, exactly that; or Holds: how many
answers there may be and what must be true of each, where the machine decides.
"""

import math

from panel_truth import LEAST, SENTIMENTS, variance

KINDS = ("original", "comment", "repost_bare", "repost_commented", "notice")
EMOTIONS = ("happy", "angry", "sad", "fear", "surprise", "neutral")


class Holds:
    """True of every answer, and there are answers, unless there may be none."""

    def __init__(self, says, true, least=1):
        self.says, self.true, self.least = says, true, least

    def __str__(self):
        return self.says


class Bounds:
    """Labels -> lowest and highest value."""

    def __init__(self, named):
        self.named = named

    def __str__(self):
        return "; ".join(f"{','.join(v for _, v in labels)} {low:g} to {high:g}".strip()
                         for labels, (low, high) in sorted(self.named.items())[:3])


class Sum:
    """What all answers add up to; none is negative."""

    def __init__(self, value):
        self.value = value

    def __str__(self):
        return f"{self.value:.6g} in sum"


def between(low, high, least=1):
    return Holds(f"{low:g} to {high:g}", lambda v: low <= v <= high, least)


def one(value):
    return {} if value is None else {(): value}


def by(name, values):
    return {((name, str(key)), ): value for key, value in values.items() if value is not None}


def pnu(counts):
    return [counts[s] for s in ("negative", "neutral", "positive")]


def net_all(counts):
    n, u, p = pnu(counts)
    return (p - n) / (n + u + p) if n + u + p >= LEAST else None


def net_rate(counts):
    n, _, p = pnu(counts)
    return (p - n) / (p + n) if p + n >= LEAST else None


def half_all(counts):
    return 1.96 * math.sqrt(variance(*pnu(counts))) if sum(pnu(counts)) >= LEAST else None


def half_rate(counts):
    n, _, p = pnu(counts)
    rate = net_rate(counts)
    return None if rate is None else 1.96 * math.sqrt((1 - rate**2) / (p + n))


def summed(part, topics, prefix="", names=SENTIMENTS):
    return {name: part.of(topics, prefix + name) for name in names}


def mean_score(counts):
    opinions = sum(pnu(counts))
    return (counts["score_positive"] - counts["score_negative"]) / 1000 / opinions if opinions else None


def net_stats(counts):
    n, u, p = pnu(counts)
    return {
        "Net sentiment, all posts": (one(net_all(counts)), one(half_all(counts)), one(n + u + p)),
        "Net sentiment rate, decided posts": (one(net_rate(counts)), one(half_rate(counts)),
                                              one(p + n)),
    }


def per_second(values, span):
    return {name: value / span for name, value in values.items()}


def of_each(topics, value):
    return by("topic", {topic: value(topic) for topic in topics})


def opposed(part, topics):
    def share(topic):
        commented = part.topics[topic]["kind.repost_commented"]
        return part.topics[topic]["opposed"] / commented if commented >= LEAST else None

    return of_each(topics, share)


def voices(truth, topics, span, whole):
    """Panels that two dashboards share; `whole`: kinds are of the whole stream."""
    now = truth.now
    of_kinds = {k: now.all[f"kind.{k}"] if whole else now.of(topics, f"kind.{k}") for k in KINDS}
    return {
        "Volume by kind": by("kind", per_second(of_kinds, span)),
        "Emotions": by("emotion", per_second(
            {e: now.of(topics, f"emotion.{e}") for e in EMOTIONS}, span)),
        "Own text against quoted text": (one(net_all(summed(now, topics))),
                                         one(net_all({s: now.of(topics, f"quoted.{s}")
                                                      for s in SENTIMENTS}))),
        "Opposed reposts": opposed(now, topics),
        "Entities": {(("entity", e), ("sentiment", s)): now.entities[e, s]
                     for e in truth.entities for s in SENTIMENTS},
        "Net sentiment by topic, all posts": of_each(topics, lambda t: net_all(now.topics[t])),
        "Net sentiment rate by topic, decided posts":
            of_each(topics, lambda t: net_rate(now.topics[t])),
    }


def shares(truth, topics):
    everything = truth.now.of(topics, "posts")
    return of_each(topics, lambda t: truth.now.topics[t]["posts"] / everything)


def movers(topics, value, most=10):
    """The 10 that moved most; None is no mover."""
    moved = {t: value(t) for t in topics if value(t) is not None}
    chosen = sorted(moved, key=lambda t: -abs(moved[t]))[:most]
    assert len(moved) <= most or abs(moved[chosen[-1]]) != abs(sorted(
        map(abs, moved.values()), reverse=True)[most]), "a tie decides who is a mover"
    return by("topic", {t: moved[t] for t in chosen})


def moved_net(truth, topic):
    now, before = net_all(truth.now.topics[topic]), net_all(truth.before.topics[topic])
    return None if now is None or before is None else now - before


def table(truth, topics):
    now = truth.now.topics

    def share(t, sentiment):
        opinions = sum(pnu(now[t]))
        return now[t][sentiment] / opinions if opinions else None

    return (of_each(topics, lambda t: now[t]["posts"]), shares(truth, topics),
            of_each(topics, lambda t: share(t, "positive")),
            of_each(topics, lambda t: share(t, "negative")),
            of_each(topics, lambda t: net_all(now[t])), of_each(topics, lambda t: half_all(now[t])),
            of_each(topics, lambda t: net_rate(now[t])),
            of_each(topics, lambda t: mean_score(now[t])), of_each(topics, lambda t: now[t]["reach"]))


def overview(truth, span):
    now, topics = truth.now, truth.topics
    return {
        "Posts": one(now.all["posts"]),
        "Change of posts": one(now.all["posts"] / truth.before.all["posts"] - 1),
        **net_stats(now.all),
        "Mean score": one(mean_score(now.all)),
        "Window": one(truth.window_ms),
        "Posts now": one(truth.window("all", "posts")),
        "Sentiment now": by("sentiment", {s: truth.window("all", s)
                                                     for s in SENTIMENTS}),
        "Volume by sentiment": by("sentiment", per_second({s: now.all[s] for s in SENTIMENTS},
                                                          span)),
        "Volume by topic": of_each(topics, lambda t: now.topics[t]["posts"] / span),
        "Share of voice": shares(truth, topics),
        "Top movers by volume": movers(topics, lambda t: now.topics[t]["posts"]
                                       - truth.before.topics[t]["posts"]),
        "Top movers by net sentiment": movers(topics, lambda t: moved_net(truth, t)),
        "Topics": table(truth, topics),
        "Topics in the window": of_each(topics, lambda t: truth.window(t, "posts")),
        **voices(truth, topics, span, whole=True),
    }


def topic(truth, span, topics):
    now = truth.now
    sums = {name: now.of(topics, name) for name in ("posts", "reach", *SENTIMENTS)}
    return {
        "Posts": one(sums["posts"]),
        "Change of posts": one(
            sums["posts"] / truth.before.of(topics, "posts") - 1),
        **net_stats(sums),
        "Reach": one(sums["reach"]),
        "Volume by sentiment": by("sentiment", per_second(summed(now, topics), span)),
        **voices(truth, topics, span, whole=False),
        "Names of the topics": Holds("1 for each topic", lambda v: v == 1, len(topics)),
    }
