"""What an analyst measures, as PromQL, for one topic or for all.

P, N, U are the opinions with a positive, negative and neutral text; T is their sum. Volume is posts
of all kinds: bare reposts and notices too, which are no opinions. Ratios are always ratios of sums,
taken as late as possible; below 30 posts a ratio is not shown, because its interval would be wider
than what it says. What is measured in a window is the window's, in event time.
"""

from panels import FINE, SENTIMENT, steps

LEAST = 30  # posts below which a ratio says nothing
RATE = "$__rate_interval"
CHOSEN = '{topic=~"$topic"}'
SIGNED = {"unit": "percentunit", "decimals": 1, "min": -1, "max": 1}
BALANCE = steps(SENTIMENT["negative"], (-0.1, SENTIMENT["neutral"]), (0.1, SENTIMENT["positive"]))
ZERO = steps(FINE, (0, SENTIMENT["neutral"]))
POSTS = {"unit": "suffix: posts/s", "decimals": 2, "min": 0}


def volume(span="$__range", back=""):
    """Posts of all kinds of the whole stream, each once."""
    return f"sum(increase(yuqing_kind_posts_total[{span}]{back}))"


def volume_by_topic(span="$__range", back=""):
    """Posts of all kinds of each chosen topic; a post with two topics counts for both."""
    return f"sum by (topic) (increase(yuqing_topic_kind_posts_total{CHOSEN}[{span}]{back}))"


def volume_of_chosen(span="$__range", back=""):
    """Posts of all kinds, added up over the chosen topics."""
    return f"sum(increase(yuqing_topic_kind_posts_total{CHOSEN}[{span}]{back}))"


def _one(sentiment, more=False):
    comma = "," if more else ""
    return f'{comma}sentiment="{sentiment}"' if sentiment else ""


def everything(sentiment=None, span="$__range"):
    """Opinions of the whole stream, each once."""
    chosen = f"{{{_one(sentiment)}}}" if sentiment else ""
    return f"sum(increase(yuqing_posts_total{chosen}[{span}]))"


def by_topic(sentiment=None, span="$__range", before=False):
    """Opinions of each chosen topic; one with two topics counts for both."""
    back = " offset $__range" if before else ""
    posts = f'yuqing_topic_posts_total{{topic=~"$topic"{_one(sentiment, True)}}}'
    return f"sum by (topic) (increase({posts}[{span}]{back}))"


def of_chosen(sentiment=None, span="$__range"):
    """Opinions, added up over the chosen topics."""
    posts = f'yuqing_topic_posts_total{{topic=~"$topic"{_one(sentiment, True)}}}'
    return f"sum(increase({posts}[{span}]))"


def quoted_by_chosen(sentiment=None, span="$__range"):
    """Posts of the chosen topics that quote something, by what they quote."""
    posts = f'yuqing_topic_quoted_posts_total{{topic=~"$topic"{_one(sentiment, True)}}}'
    return f"sum(increase({posts}[{span}]))"


def net_all(count):
    """(P - N) / T"""
    return f"({count('positive')} - {count('negative')}) / ({count()} >= {LEAST})"


def net_rate(count):
    """(P - N) / (P + N)"""
    p, n = count("positive"), count("negative")
    return f"({p} - {n}) / (({p} + {n}) >= {LEAST})"


def interval_all(count):
    """Half the width of the 95 % interval of net_all, from the multinomial variance."""
    p, n, t = count("positive"), count("negative"), f"({count()} >= {LEAST})"
    return f"1.96 * sqrt(({p} + {n}) / {t} ^ 2 - ({p} - {n}) ^ 2 / {t} ^ 3)"


def interval_rate(count):
    """Half the width of the 95 % interval of net_rate, from the binomial variance."""
    p, n = count("positive"), count("negative")
    decided = f"(({p} + {n}) >= {LEAST})"
    return f"1.96 * sqrt((1 - (({p} - {n}) / {decided}) ^ 2) / {decided})"


def decided(count):
    return f"{count('positive')} + {count('negative')}"


def mean_score(prefix, total, by="", chosen="", span="$__range"):
    """Mean of the posts' scores, -1 to 1. Scores are kept as sums of absolute thousandths."""

    def add(name):
        return f"sum{by} (increase({name}{chosen}[{span}]))"

    plus, minus = add(f"{prefix}_positive_total"), add(f"{prefix}_negative_total")
    return f"({plus} - {minus}) / 1000 / ({total} > 0)"


def share_of_voice(span):
    """A topic's part of the mentions of all chosen topics."""
    return (f"{volume_by_topic(span)} / on () group_left () ({volume_of_chosen(span)} > 0)")


def newest(metric, by="topic", topic='topic=~"$topic",topic!="all"'):
    """A gauge of the newest window. A process shows its own partitions, so processes add up."""
    return f"sum by ({by}) ({metric}{{{topic}}})"


def finding(metric, by="topic", topic='topic=~"$topic",topic!="all"'):
    """A judgement of the job. Where processes share a stream, that of the one that says most."""
    return f"max by ({by}) ({metric}{{{topic}}})"
