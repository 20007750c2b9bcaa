"""The dashboard for analysts: what people say about which topic, and how they feel about it.

P, N, U are the opinions with a positive, negative and neutral text; T is their sum. Volume is posts
of all kinds: bare reposts and notices too, which are no opinions. Ratios are always ratios of sums,
taken as late as possible; below 30 posts a ratio is not shown, because its interval would be wider
than what it says.
"""

from panels import (ACT, BY_NAME, FINE, LOOK, SENTIMENT, SENTIMENT_COLOURS, Board, about,
                    annotation, bars, column, lines, stat, steps, table)

LEAST = 30  # posts below which a ratio says nothing


def only(title, topic):
    """A link to this dashboard with one topic; time and the other variables stay."""
    url = f"/d/yuqing-opinion?var-topic={topic}&${{datasource:queryparam}}&${{job:queryparam}}"
    return {"title": title, "url": url + "&${instance:queryparam}&${__url_time_range}",
            "targetBlank": False}


TOPIC_LINK = only("Only ${__field.labels.topic}", "${__field.labels.topic}")
SIGNED = {"unit": "percentunit", "decimals": 1, "min": -1, "max": 1}
BALANCE = steps(SENTIMENT["negative"], (-0.1, SENTIMENT["neutral"]), (0.1, SENTIMENT["positive"]))


def volume(span="$__range", back=""):
    """Posts of all kinds of the whole stream, each once."""
    return f"sum(increase(yuqing_kind_posts_total[{span}]{back}))"


def volume_by_topic(span="$__range", back=""):
    """Posts of all kinds of each chosen topic; a post with two topics counts for both."""
    posts = 'yuqing_topic_kind_posts_total{topic=~"$topic"}'
    return f"sum by (topic) (increase({posts}[{span}]{back}))"


def everything(sentiment=None, span="$__range"):
    """Opinions of the whole stream, each once."""
    chosen = f'{{sentiment="{sentiment}"}}' if sentiment else ""
    return f"sum(increase(yuqing_posts_total{chosen}[{span}]))"


def by_topic(sentiment=None, span="$__range", before=False):
    """Opinions of each chosen topic; one with two topics counts for both."""
    chosen = f',sentiment="{sentiment}"' if sentiment else ""
    back = " offset $__range" if before else ""
    posts = f'yuqing_topic_posts_total{{topic=~"$topic"{chosen}}}'
    return f"sum by (topic) (increase({posts}[{span}]{back}))"


def net_all(count):
    """(P - N) / T"""
    return f"({count('positive')} - {count('negative')}) / ({count()} >= {LEAST})"


def net_rate(count):
    """(P - N) / (P + N)"""
    p, n = count("positive"), count("negative")
    return f"({p} - {n}) / (({p} + {n}) >= {LEAST})"


def interval(count):
    """Half the width of the 95 % interval of net_all, from the multinomial variance."""
    p, n, t = count("positive"), count("negative"), f"({count()} >= {LEAST})"
    return f"1.96 * sqrt(({p} + {n}) / {t} ^ 2 - ({p} - {n}) ^ 2 / {t} ^ 3)"


def mean_score(prefix, total, by="", chosen="", span="$__range"):
    """Mean of the posts' scores, -1 to 1. Scores are kept as sums of absolute thousandths."""

    def add(name):
        return f"sum{by} (increase({name}{chosen}[{span}]))"

    plus, minus = add(f"{prefix}_positive_total"), add(f"{prefix}_negative_total")
    return f"({plus} - {minus}) / 1000 / ({total} > 0)"


def before(sentiment=None):
    return by_topic(sentiment, before=True)


def totals(board):
    board.row("Everything, in the chosen time range")
    board.add(stat(
        "Posts", about("Posts counted in the time range, each once, with or without a topic.",
                       "a daily rhythm: little at night, most in the evening.",
                       "a zero means that nothing arrives: look at the pipeline dashboard."),
        volume(), steps(ACT, (1, FINE)), unit="short", decimals=0), 4, 4)
    board.add(stat(
        "Posts against the previous period",
        about("Posts in the time range, relative to the same span just before it.",
              "within 50 % on a quiet day when the spans are alike.",
              "see below which topics grew. A jump right after a rebalance or a start is not an "
              "event: the marks show those."),
        f"{volume()} / ({volume(back=' offset $__range')} > 0) - 1",
        steps(LOOK, (-0.5, FINE), (0.5, LOOK), (2, ACT)), unit="percentunit", decimals=0,
        noValue="no previous period"), 4, 4)
    board.add(stat(
        "Net sentiment, all posts",
        about("(P − N) / T: the share of positive posts minus that of negative posts, over all "
              "opinions, neutral ones too.", "between −10 % and 10 %; neutral posts pull it to 0.",
              "find the topic that pulls, in the table below."),
        net_all(everything), BALANCE, noValue="fewer than 30 posts", **SIGNED), 4, 4)
    board.add(stat(
        "Net sentiment rate, decided posts",
        about("(P − N) / (P + N): the same difference among the posts that take a side. Not "
              "comparable with the number to the left.", "further from 0 than over all posts.",
              "as to the left; a large rate with few decided posts says little."),
        net_rate(everything), BALANCE, noValue="fewer than 30 posts", **SIGNED), 4, 4)
    score = mean_score("yuqing_score", everything())
    board.add(stat(
        "Mean score", about("Mean of the scores of all opinions, −1 to 1.",
                            "close to 0, with the sign of the net sentiment.",
                            "a sign that differs from the net sentiment means few, but strong "
                            "posts on one side."),
        score, BALANCE, unit="none", decimals=3, min=-1, max=1), 4, 4)
    board.add(stat(
        "Window shown", about("Start of the window before the one of the newest post; the bars at "
                              "the bottom show it.", "a few minutes ago.",
                              "if it stands still, look at event time on the pipeline dashboard. A "
                              "demo or an old log is in the past on purpose."),
        "max(yuqing_window_start_timestamp_seconds) * 1000", steps(FINE, (1, FINE)),
        unit="dateTimeAsIso", decimals=0, noValue="no window yet"), 4, 4)


def over_time(board):
    topics = ("{{topic}}", )
    board.row("Over time")
    board.add(lines(
        "Volume by sentiment", about("Opinions per second, each once, by the sentiment of their text.",
                                     "a daily rhythm; shares change slowly.",
                                     "a change of shares without a change of volume: a new "
                                     "audience; both: an event."),
        [("{{sentiment}}", "sum by (sentiment) (rate(yuqing_posts_total[$__rate_interval]))")],
        stacked="normal", unit="suffix: posts/s", decimals=1, min=0,
        overrides=SENTIMENT_COLOURS), 12)
    net = lambda s=None: by_topic(s, "$__rate_interval")
    board.add(lines(
        "Volume by topic", about("Posts per second that belong to a topic.",
                                 "every topic at its own level.",
                                 "click a series for that topic alone; compare with its own hour "
                                 "under bursts."),
        [(*topics, 'sum by (topic) (rate(yuqing_topic_kind_posts_total{topic=~"$topic"}'
          "[$__rate_interval]))")],
        unit="suffix: posts/s", decimals=1, min=0, links=[TOPIC_LINK]), 12)
    board.add(lines(
        "Share of voice", about("A topic's share of all mentions of the chosen topics. A post with "
                                "two topics is two mentions. The one picture that is stacked to "
                                "100 % on purpose.", "slow changes.",
                                "a share can grow because others fall: check the volume."),
        [(*topics, 'sum by (topic) (rate(yuqing_topic_kind_posts_total{topic=~"$topic"}'
          "[$__rate_interval])) / on () group_left () "
          '(sum(rate(yuqing_topic_kind_posts_total{topic=~"$topic"}[$__rate_interval])) > 0)')],
        stacked="percent", unit="percentunit", decimals=1, min=0, links=[TOPIC_LINK]), 12)
    board.add(lines(
        "Net sentiment by topic, all posts",
        about("(P − N) / T for each topic; points with fewer than 30 posts are left out.",
              "every topic near its own level.",
              "a fall of 25 points raises YuqingSentimentCrash; read posts of that time."),
        [(*topics, net_all(net))], limit=steps(FINE, (0, SENTIMENT["neutral"])),
        noValue="fewer than 30 posts", links=[TOPIC_LINK], **SIGNED), 12)
    board.add(lines(
        "Net sentiment rate by topic, decided posts",
        about("(P − N) / (P + N) for each topic; points with fewer than 30 decided posts are left "
              "out.", "further from 0 than over all posts.",
              "compare with the picture over all posts: only if both move, opinion moved."),
        [(*topics, net_rate(net))], limit=steps(FINE, (0, SENTIMENT["neutral"])),
        noValue="fewer than 30 posts", links=[TOPIC_LINK], **SIGNED), 12)
    board.add(lines(
        "Bursts: volume over its own hour",
        about("Posts of the last 5 minutes, relative to the hour that ended 10 minutes ago. Drawn "
              "from recorded series. A picture, no judgement: a long event becomes its own "
              "baseline.", "between 0.5 and 2.",
              "above 3 and not tiny, the topic is marked as a burst: read its posts."),
        [(*topics, 'topic:yuqing_posts:rate5m{topic=~"$topic"} / '
          '(topic:yuqing_posts:rate5m:avg_1h{topic=~"$topic"} > 0)')],
        limit=steps(FINE, (3, LOOK)), unit="suffix:×", decimals=1, min=0,
        noValue="no baseline yet", links=[TOPIC_LINK]), 12)


def kinds_and_emotions(board):
    chosen = '{topic=~"$topic"}'

    def quoted(sentiment=None):
        one = f',sentiment="{sentiment}"' if sentiment else ""
        return ('sum(increase(yuqing_topic_quoted_posts_total{topic=~"$topic"' + one +
                "}[$__rate_interval]))")

    def own(sentiment=None):
        one = f',sentiment="{sentiment}"' if sentiment else ""
        return ('sum(increase(yuqing_topic_posts_total{topic=~"$topic"' + one +
                "}[$__rate_interval]))")

    board.row("Kinds of posts, emotions, what is quoted")
    board.add(lines(
        "Volume by kind", about("Posts per second of all kinds. A bare repost adds nothing of its "
                                "own; a notice stands in the place of a post that is gone.",
                                "shares that hardly change.",
                                "bare reposts that grow alone: something is passed on by many who "
                                "say nothing. Notices that grow: posts are deleted."),
        [("{{kind}}", "sum by (kind) (rate(yuqing_kind_posts_total[$__rate_interval]))")],
        stacked="normal", unit="suffix: posts/s", decimals=1, min=0), 12)
    board.add(lines(
        "Emotions", about("Opinions per second of the chosen topics, by emotion; one with two "
                          "topics counts twice.", "neutral most, shares change slowly.",
                          "anger or fear that grow come before the net sentiment falls: read the "
                          "posts."),
        [("{{emotion}}", "sum by (emotion) (rate(yuqing_topic_emotion_posts_total" + chosen +
          "[$__rate_interval]))")],
        stacked="normal", unit="suffix: posts/s", decimals=1, min=0), 12)
    board.add(lines(
        "Own text against quoted text",
        about("(P − N) / T of what people write themselves, and of what they quote, over the "
              "chosen topics.", "the same sign.",
              "two signs: people pass on what they disagree with."),
        [("own", net_all(own)), ("quoted", net_all(quoted))],
        limit=steps(FINE, (0, SENTIMENT["neutral"])), noValue="fewer than 30 posts", **SIGNED), 12)
    commented = ('(sum by (topic) (increase(yuqing_topic_kind_posts_total{topic=~"$topic",'
                 f'kind="repost_commented"}}[$__range])) >= {LEAST})')
    board.add(bars(
        "Opposed reposts", about("Opinions that contradict what they quote (one positive, the "
                                 "other negative), as a share of the commented reposts.",
                                 "below 15 %.", "the topic is disputed: read both sides."),
        [("{{topic}}", "sort_desc(sum by (topic) (increase(yuqing_topic_opposed_posts_total" +
          chosen + f"[$__range])) / {commented})")],
        unit="percentunit", decimals=1, min=0, noValue="fewer than 30 posts",
        links=[TOPIC_LINK]), 6)
    board.add(bars(
        "Entities", about("Opinions on each configured entity, by what they think of it. A post "
                          "counts only where its text says it of the entity.",
                          "few next to the volume: when unsure, a post is left out.",
                          "an entity that turns while its topics do not: the criticism has an "
                          "address."),
        [("{{entity}} {{sentiment}}",
          "sort_desc(sum by (entity, sentiment) (increase(yuqing_entity_posts_total[$__range])))")],
        unit="short", decimals=0, min=0, color=BY_NAME, noValue="no entity yet"), 6)


def movers(board):
    change = f"({volume_by_topic()} - {volume_by_topic(back=' offset $__range')})"
    board.row("Movers and topics, in the chosen time range")
    board.add(bars(
        "Top movers by volume",
        about("Topics whose number of posts changed most against the same span just before.",
              "small changes on both sides.",
              "click through to the topic; growth with falling sentiment deserves a look first."),
        [("{{topic}}", f"sort_desc({change} and topk(10, abs({change})))")],
        unit="short", decimals=0, noValue="no previous period", links=[TOPIC_LINK],
        thresholds=steps(LOOK, (0, FINE))), 12, 10)
    moved = f"({net_all(by_topic)} - {net_all(before)})"
    board.add(bars(
        "Top movers by net sentiment",
        about("Topics whose (P − N) / T changed most against the same span just before; both spans "
              "have at least 30 posts.", "within 10 points.",
              "a fall beyond 25 points is a crash: read the posts, and check that the volume is "
              "no campaign."),
        [("{{topic}}", f"sort_desc({moved} and topk(10, abs({moved})))")],
        noValue="fewer than 30 posts in a period", links=[TOPIC_LINK],
        thresholds=steps(SENTIMENT["negative"], (-0.1, SENTIMENT["neutral"]),
                         (0.1, SENTIMENT["positive"])), **SIGNED), 12, 10)
    share = (f"{volume_by_topic()} / on () group_left () "
             f'(sum(increase(yuqing_topic_kind_posts_total{{topic=~"$topic"}}[$__range])) > 0)')
    some = f"({by_topic()} > 0)"
    reach = 'sum by (topic) (increase(yuqing_topic_reach_total{topic=~"$topic"}[$__range]))'
    score = mean_score("yuqing_topic_score", by_topic(), " by (topic)", '{topic=~"$topic"}')
    board.add(table(
        "Topics", about("Every chosen topic: posts of all kinds, shares of opinions, both net sentiments, the half width of "
                        "the 95 % interval of the first, mean score, and reach: the followers of "
                        "the posts' authors, summed over posts.",
                        "an empty cell: fewer than 30 posts.",
                        "two net sentiments surely differ if their intervals do not overlap."),
        [("posts", volume_by_topic()), ("share of voice", share),
         ("positive", f"{by_topic('positive')} / {some}"),
         ("negative", f"{by_topic('negative')} / {some}"),
         ("net sentiment", net_all(by_topic)), ("± 95 %", interval(by_topic)),
         ("net sentiment rate", net_rate(by_topic)), ("mean score", score), ("reach", reach)],
        ["topic"],
        [column("posts", unit="short", decimals=0), column("reach", unit="short", decimals=1),
         column("mean score", unit="none", decimals=3),
         column("topic", links=[only("Only this topic", "${__value.text}")])],
        unit="percentunit", decimals=1, thresholds=steps(FINE)), 24, 11)


def newest_window(board):
    board.row("The last whole window, in event time")
    board.add(bars(
        "Everything in the window", about("Opinions in the window before the one of the newest "
                                          "post, by sentiment. Late posts still change it.",
                                          "like the windows before.",
                                          "an empty window: look at the pipeline dashboard."),
        [("{{sentiment}}", 'sum by (sentiment) (yuqing_window_posts{topic="all"})')],
        unit="short", decimals=0, min=0, color=BY_NAME,
        overrides=SENTIMENT_COLOURS), 8)
    board.add(bars(
        "Topics in the window", about("Opinions of each chosen topic in the same window.",
                                      "the order of the volumes above.",
                                      "a topic far out of its order has just begun to move."),
        [("{{topic}}", 'sort_desc(sum by (topic) '
          '(yuqing_window_posts{topic=~"$topic",topic!="all"}))')],
        unit="short", decimals=0, min=0, links=[TOPIC_LINK]), 16)


def board():
    made = Board("yuqing-opinion", "yuqing: opinion",
                 "What is said about the configured topics, how much, and with which sentiment.")
    totals(made)
    over_time(made)
    kinds_and_emotions(made)
    movers(made)
    newest_window(made)
    made.annotations.append(annotation(
        "Bursts", 'ALERTS{alertname="YuqingTopicBurst",alertstate="firing",job=~"$job",'
        'topic=~"$topic"}', "Burst: {{topic}}", LOOK))
    return made
