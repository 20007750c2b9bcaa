"""The dashboard to begin with: what is said now on all topics, how much, how, and what moves."""

import voices
from board import Board, annotation
from links import ALL_LINKS, CELL_LINKS, TOPIC_LINKS
from measures import (BALANCE, CHOSEN, POSTS, RATE, SIGNED, by_topic, decided, everything, finding,
                      interval_all, interval_rate, mean_score, net_all, net_rate, newest,
                      share_of_voice, volume, volume_by_topic)
from panels import (ACT, BY_NAME, FINE, GREY, LOOK, SENTIMENT, SENTIMENT_COLOURS, about, bars, column,
                    lines, stat, stats, steps, table)

COUNT = {"unit": "locale", "decimals": 0, "min": 0}
WHOLE = {"unit": "locale", "decimals": 0}


def net_stats(board, count, width=6):
    """Both formulas of the net sentiment, each with its interval and what it was divided by."""
    board.add(stats(
        "Net sentiment, all posts",
        about("(P − N) / T: the share of positive posts minus that of negative posts, over all "
              "opinions, neutral ones too; half the width of its 95 % interval; and T.",
              "between −10 % and 10 %; neutral posts pull it to 0.",
              "find the topic that pulls, in the table below. What lies within the interval is "
              "chance."),
        [("(P − N) / T", net_all(count)), ("± 95 %", interval_all(count)), ("T", count())],
        BALANCE, noValue="fewer than 30 posts", overrides=[column("T", **WHOLE)], **SIGNED),
        width, 4)
    board.add(stats(
        "Net sentiment rate, decided posts",
        about("(P − N) / (P + N): the same difference among the posts that take a side; half the "
              "width of its 95 % interval; and P + N. Not comparable with the number to the left.",
              "further from 0 than over all posts.",
              "as to the left; with few decided posts the interval is wide."),
        [("(P − N) / (P + N)", net_rate(count)), ("± 95 %", interval_rate(count)),
         ("P + N", decided(count))],
        BALANCE, noValue="fewer than 30 posts", overrides=[column("P + N", **WHOLE)], **SIGNED),
        width, 4)


def live(board, *added):
    """A panel of what only a running job finds out; an archive has none."""
    if board.live:
        board.add(*added)


def totals(board):
    board.row("Everything, in the chosen time range")
    board.add(stat(
        "Posts", about("Posts counted in the time range, each once, with or without a topic.",
                       "a daily rhythm: little at night, most in the evening.",
                       "a zero means that nothing arrives: look at the pipeline dashboard."),
        volume(), steps(ACT, (1, FINE)), links=ALL_LINKS, **WHOLE), 4, 4)
    board.add(stat(
        "Change of posts",
        about("Posts in the time range, relative to the same span just before it.",
              "within 50 % on a quiet day when the spans are alike.",
              "see below which topics grew. A jump right after a rebalance or a start is not an "
              "event: the marks show those."),
        f"{volume()} / ({volume(back=' offset $__range')} > 0) - 1",
        steps(LOOK, (-0.5, FINE), (0.5, LOOK), (2, ACT)), unit="percentunit", decimals=0,
        noValue="no previous period"), 4, 4)
    net_stats(board, everything)
    score = mean_score("yuqing_score", everything())
    board.add(stat(
        "Mean score", about("Mean of the scores of all opinions, −1 to 1.",
                            "close to 0, with the sign of the net sentiment.",
                            "a sign that differs from the net sentiment means few, but strong "
                            "posts on one side."),
        score, BALANCE, unit="none", decimals=3, min=-1, max=1), 4, 4)


def now(board):
    whole = 'topic="all"'
    board.row("Now: the last whole window, in event time")
    board.add(stat(
        "Window", about("Start of the window before the one of the newest post; this row "
                              "shows it.", "a few minutes ago.",
                              "if it stands still, look at event time on the pipeline dashboard. A "
                              "demo or an old log is in the past on purpose."),
        "max(yuqing_window_start_timestamp_seconds) * 1000", steps(FINE, (1, FINE)),
        unit="dateTimeAsIso", decimals=0, noValue="no window yet"), 4, 4)
    board.add(stat(
        "Posts now", about("Posts of all kinds in the window. Late posts still change it.",
                                     "like the windows before.",
                                     "0: look at the pipeline dashboard."),
        'sum(yuqing_window_kind_posts{topic="all"})', steps(LOOK, (1, FINE)), **COUNT), 3, 4)
    live(board, stat(
        "Bursts now", about("Topics that have far more posts than the past of each lets "
                                   "expect, in event time; judged by the job.", "0.",
                                   "the marks and the row on bursts tell which; click through to "
                                   "its cause."),
        f"sum({finding('yuqing_topic_burst_active')})", steps(FINE, (1, LOOK), (4, ACT)),
        links=ALL_LINKS, **COUNT), 3, 4)
    live(board, stat(
        "Shifts now",
        about("Topics whose net sentiment of the last 10 windows surely differs from that of the "
              "60 before: the whole interval lies 10 points off.", "0.",
              "see the shifts below: downwards is YuqingSentimentCrash."),
        f"sum({finding('yuqing_topic_sentiment_shift_active')})", steps(FINE, (1, LOOK), (4, ACT)),
        links=ALL_LINKS, **COUNT), 4, 4)
    live(board, stat(
        "Authors now", about("Distinct authors of all posts in the window. Of several "
                                       "processes each counts its own.",
                                       "a little below the number of posts.",
                                       "far below: few people write much."),
        f"sum({newest('yuqing_window_authors', 'topic', whole)})", steps(LOOK, (1, FINE)),
        **COUNT), 3, 4)
    live(board, stat(
        "Texts now",
        about("Different texts of the opinions in the window, near-copies taken as one. Of several "
              "processes each counts its own.", "close to the number of opinions.",
              "far fewer than posts: one text is copied again and again."),
        f"sum({newest('yuqing_window_texts', 'topic', whole)})", steps(LOOK, (1, FINE)),
        **COUNT), 3, 4)
    board.add(bars(
        "Sentiment now", about("Opinions in the window, by sentiment. Late posts still "
                                          "change it.", "like the windows before.",
                                          "an empty window: look at the pipeline dashboard."),
        [("{{sentiment}}", 'sum by (sentiment) (yuqing_window_posts{topic="all"})')],
        color=BY_NAME, overrides=SENTIMENT_COLOURS, **COUNT), 4, 4)


def over_time(board):
    board.row("Over time")
    board.add(lines(
        "Volume by sentiment", about("Opinions per second, each once, by the sentiment of their text.",
                                     "a daily rhythm; shares change slowly.",
                                     "a change of shares without a change of volume: a new "
                                     "audience; both: an event."),
        [("{{sentiment}}", f"sum by (sentiment) (rate(yuqing_posts_total[{RATE}]))")],
        stacked="normal", overrides=SENTIMENT_COLOURS, **POSTS), 12)
    board.add(lines(
        "Volume by topic", about("Posts per second that belong to a topic.",
                                 "every topic at its own level.",
                                 "click a series for that topic alone; compare with its own hour "
                                 "under bursts."),
        [("{{topic}}", f"sum by (topic) (rate(yuqing_topic_kind_posts_total{CHOSEN}[{RATE}]))")],
        links=TOPIC_LINKS, **POSTS), 12)
    board.add(lines(
        "Share of voice", about("A topic's share of all mentions of the chosen topics. A post with "
                                "two topics is two mentions. The one picture that is stacked to "
                                "100 % on purpose.", "slow changes.",
                                "a share can grow because others fall: check the volume."),
        [("{{topic}}", share_of_voice(RATE))],
        stacked="percent", unit="percentunit", decimals=1, min=0, links=TOPIC_LINKS), 12)
    board.add(lines(
        "Bursts: volume over its own hour",
        about("Posts of the last 5 minutes, relative to the hour that ended 10 minutes ago. Drawn "
              "from recorded series. A picture, no judgement: a long event becomes its own "
              "baseline.", "between 0.5 and 2.",
              "above 3 and not tiny: look whether the job marks a burst, and read the posts."),
        [("{{topic}}", 'topic:yuqing_posts:rate5m{topic=~"$topic"} / '
          '(topic:yuqing_posts:rate5m:avg_1h{topic=~"$topic"} > 0)')],
        limit=steps(FINE, (3, LOOK)), unit="suffix:×", decimals=1, min=0,
        noValue="no baseline yet", links=TOPIC_LINKS), 12)
    voices.net_over_time(board, 12)


def findings(board):
    if not board.live:
        return
    board.row("Bursts, shifts and what they talk about")
    live(board, lines(
        "Burst severity", about("How surprising a running burst is: −log10 of its probability, at "
                                "most 10; 0 without a burst.", "0.",
                                "above 5 it is no accident: click through to its cause."),
        [("{{topic}}", finding("yuqing_topic_burst_severity"))],
        limit=steps(FINE, (5, LOOK)), unit="none", decimals=1, min=0, max=10,
        links=TOPIC_LINKS), 12)
    live(board, lines(
        "Sentiment shift", about("Net sentiment of the last 10 windows minus that of the 60 "
                                 "before, in event time. Topics with too few opinions have none.",
                                 "within 10 points.",
                                 "beyond, look at the interval on the dashboard of the topic; then "
                                 "read the posts."),
        [("{{topic}}",
          finding("yuqing_topic_sentiment_shift", "topic",
                  'topic=~"$topic",topic!="all",bound="estimate"'))],
        limit=steps(SENTIMENT["negative"], (-0.1, GREY), (0.1, SENTIMENT["positive"])),
        noValue="fewer than 30 posts", links=TOPIC_LINKS, **SIGNED), 12)
    ranked(board, 'topic="all"', "rank", "{{rank}}", ALL_LINKS)


def ranked(board, chosen, by, legend, links):
    """The fixed slots of ranks; names never become labels, the live page tells them."""
    for title, metric, what, otherwise, field in (
            ("Top hashtags, by rank", "yuqing_hashtag_posts",
             "Posts with the hashtag of each rank, in the last 10 to 20 windows. Click: the live "
             "page names them.", "the first far above the rest: one campaign or one event.", COUNT),
            ("Rising terms, by rank", "yuqing_rising_term_posts",
             "Posts of the last 10 to 20 windows with the hashtag or term of each rank among those "
             "that rise most; a term in a sample of one in four. Click: the live page names them.", "many posts on one term: it is the cause of a burst.", COUNT),
            ("How surely they rise, by rank", "yuqing_rising_term_z",
             "Change of a term's log-odds against before, in standard errors.",
             "above 4 it is surely no accident.", {"unit": "none", "decimals": 1, "min": 0})):
        live(board, bars(
            title, about(what, "a slow slope from the first to the last.", otherwise),
            # A slot that nothing stands in is 0.
            [(legend, f"sort_desc(max by ({by}) ({metric}{{{chosen}}}) > 0)")],
            noValue="none yet", links=links, **field), 8)


def movers(board):
    change = f"({volume_by_topic()} - {volume_by_topic(back=' offset $__range')})"
    board.row("Movers and topics, in the chosen time range")
    board.add(bars(
        "Top movers by volume",
        about("Topics whose number of posts changed most against the same span just before.",
              "small changes on both sides.",
              "click through to the topic; growth with falling sentiment deserves a look first."),
        [("{{topic}}", f"sort_desc({change} and topk(10, abs({change})))")],
        noValue="no previous period", links=TOPIC_LINKS,
        thresholds=steps(LOOK, (0, FINE)), **WHOLE), 8, 10)
    moved = f"({net_all(by_topic)} - {net_all(lambda s=None: by_topic(s, before=True))})"
    board.add(bars(
        "Top movers by net sentiment",
        about("Topics whose (P − N) / T changed most against the same span just before; both spans "
              "have at least 30 posts.", "within 10 points.",
              "a fall beyond 25 points is a crash: read the posts, and check that the volume is "
              "no campaign."),
        [("{{topic}}", f"sort_desc({moved} and topk(10, abs({moved})))")],
        noValue="fewer than 30 posts in a period", links=TOPIC_LINKS, thresholds=BALANCE, **SIGNED),
        8, 10)
    topics(board)


def topics(board):
    board.add(bars(
        "Topics in the window", about("Posts of all kinds of each chosen topic in the last whole "
                                      "window, in event time.", "the order of the volumes above.",
                                      "a topic far out of its order has just begun to move."),
        [("{{topic}}", f"sort_desc({newest('yuqing_window_kind_posts')})")],
        links=TOPIC_LINKS, **COUNT), 8, 10)
    some = f"({by_topic()} > 0)"
    reach = f"sum by (topic) (increase(yuqing_topic_reach_total{CHOSEN}[$__range]))"
    score = mean_score("yuqing_topic_score", by_topic(), " by (topic)", CHOSEN)
    board.add(table(
        "Topics", about("Every chosen topic: posts of all kinds, shares of opinions, both net "
                        "sentiments, the half width of the 95 % interval of the first, mean score, "
                        "and reach: the followers of the posts' authors, summed over posts.",
                        "an empty cell: fewer than 30 posts.",
                        "two net sentiments surely differ if their intervals do not overlap."),
        [("posts", volume_by_topic()), ("share of voice", share_of_voice("$__range")),
         ("positive", f"{by_topic('positive')} / {some}"),
         ("negative", f"{by_topic('negative')} / {some}"),
         ("net sentiment", net_all(by_topic)), ("± 95 %", interval_all(by_topic)),
         ("net sentiment rate", net_rate(by_topic)), ("mean score", score), ("reach", reach)],
        ["topic"],
        [column("posts", **WHOLE), column("reach", unit="short", decimals=1),
         column("mean score", unit="none", decimals=3), column("topic", width=150, links=CELL_LINKS), column("net sentiment rate", width=140)],
        unit="percentunit", decimals=1, thresholds=steps(FINE)), 24, 14)


def consist(board):
    board.row("Kinds of posts, emotions, what is quoted", collapsed=True)
    voices.kinds(board, 12, of_topic=False)
    voices.emotions(board, 12)
    voices.own_against_quoted(board, 12)
    voices.opposed(board, 6)
    voices.entities(board, 6)


# The job judges in event time and freezes what it expected while a burst runs.
BURSTS = annotation("Bursts", 'yuqing_topic_burst_active{job=~"$job",instance=~"$instance",'
                    'topic=~"$topic",topic!="all"} == 1', "Burst: {{topic}}", LOOK)


def board(live=True):
    """With live=False: as far as an archive can have it."""
    made = Board("yuqing-overview", "yuqing: overview",
                 "What is said now about the configured topics: how much, with which sentiment, and "
                 "what moves.", live)
    for part in (totals, now, over_time, findings, movers, consist):
        part(made)
    made.annotations.append(BURSTS)
    return made
