"""The dashboard of a topic: what it consists of, who says it, what it talks about, and why it moves."""

import voices
from board import Board, annotation
from links import POSTS_LINKS
from measures import (CHOSEN, POSTS, RATE, SIGNED, finding, newest, of_chosen, volume_of_chosen)
from overview import BURSTS, COUNT, WHOLE, net_stats, ranked
from panels import (ACT, FINE, GREY, LOOK, SENTIMENT, SENTIMENT_COLOURS, about, bars, column, dashed,
                    fixed, lines, stat, steps, table, text, told_apart, topics)

SINCE = "yuqing_topic_burst_start_timestamp_seconds"
# The band in which 19 of 20 windows lie when posts come as independently as before (Poisson).
EXPECTED = f"({finding('yuqing_topic_burst_expected_posts')} > 0)"


def totals(board):
    posts = volume_of_chosen()
    board.row("The chosen topics, in the chosen time range")
    board.add(stat(
        "Posts", about("Posts of all kinds of the chosen topics; one with two of them counts twice.",
                       "the topic's own level.", "0: nothing is said, or the topic's rules match "
                       "nothing: yuqing topics explain."),
        posts, steps(LOOK, (1, FINE)), **WHOLE), 4, 4)
    board.add(stat(
        "Change of posts",
        about("Posts in the time range, relative to the same span just before it.",
              "within 50 % on a quiet day when the spans are alike.",
              "look at the burst below, and whether the texts differ."),
        f"{posts} / ({volume_of_chosen(back=' offset $__range')} > 0) - 1",
        steps(LOOK, (-0.5, FINE), (0.5, LOOK), (2, ACT)), unit="percentunit", decimals=0,
        noValue="no previous period"), 4, 4)
    net_stats(board, of_chosen)
    board.add(stat(
        "Reach", about("Followers of the posts' authors, summed over posts: who may have seen them.",
                       "it follows the volume.", "a jump without volume: a large account has spoken."),
        f"sum(increase(yuqing_topic_reach_total{CHOSEN}[$__range]))", steps(LOOK, (1, FINE)),
        unit="short", decimals=1, min=0), 4, 4)


def over_time(board):
    board.row("Volume, sentiment and emotion over time")
    board.add(lines(
        "Volume by sentiment", about("Opinions per second of the chosen topics, by the sentiment of "
                                     "their text.", "a daily rhythm; shares change slowly.",
                                     "a change of shares without a change of volume: a new "
                                     "audience; both: an event."),
        [("{{sentiment}}",
          f"sum by (sentiment) (rate(yuqing_topic_posts_total{CHOSEN}[{RATE}]))")],
        stacked="normal", overrides=SENTIMENT_COLOURS, **POSTS), 12)
    voices.emotions(board, 12)
    voices.net_over_time(board, 12, POSTS_LINKS)


def words(board):
    board.row("Own words, quoted words, and whom they are about")
    voices.own_against_quoted(board, 12)
    voices.kinds(board, 12, of_topic=True)
    voices.opposed(board, 12, POSTS_LINKS)
    voices.entities(board, 12)


def authors(board):
    board.row("Authors and copies, in the last whole window")
    board.add(lines(
        "Authors", about("Distinct authors of the posts in the last whole window, for each topic. Of "
                         "several processes each counts its own.",
                         "a little below the posts of the window.",
                         "far below: few people write much."),
        [("{{topic}}", newest("yuqing_window_authors"))], links=POSTS_LINKS, **COUNT), 8)
    board.add(lines(
        "Different texts", about("Texts of the opinions in the last whole window, near-copies taken "
                                 "as one, for each topic.", "close to the number of opinions.",
                                 "flat while the posts rise: the same text, again and again."),
        [("{{topic}}", newest("yuqing_window_texts"))], links=POSTS_LINKS, **COUNT), 8)
    opinions = newest("yuqing_window_posts")
    board.add(lines(
        "Copy share", about("1 − different texts / opinions, in the last whole window. Bare "
                            "reposts copy by intent and count in neither. Windows with fewer than "
                            "30 opinions are left out.",
                            "below 30 %.",
                            "a topic that is mostly copies is a campaign, or news that is passed "
                            "on: see the kinds."),
        [("{{topic}}", f"1 - {newest('yuqing_window_texts')} / ({opinions} >= 30)")],
        limit=steps(FINE, (0.5, LOOK)), unit="percentunit", decimals=1, min=0, max=1,
        noValue="fewer than 30 posts", links=POSTS_LINKS), 8)


def bursts(board):
    board.row("Burst and shift, as the job judges them in event time")
    board.add(lines(
        "Posts of a window and what is expected",
        about("Posts of all kinds of the last whole window; and, while a burst runs, what the past "
              "before it lets expect, with the band in which 19 of 20 windows would lie.",
              "no band: no burst.",
              "above the band: read the terms below and the posts. The band stands still while the "
              "burst runs, so a long event does not become its own baseline."),
        [("{{topic}}", newest("yuqing_window_kind_posts")),
         ("{{topic}} expected, at most", f"{EXPECTED} + 1.96 * sqrt({EXPECTED})"),
         ("{{topic}} expected, at least",
          f"clamp_min({EXPECTED} - 1.96 * sqrt({EXPECTED}), 0)")],
        overrides=[fixed(".* expected, .*", GREY, "byRegexp"), dashed(".* expected, .*")],
        links=POSTS_LINKS, **COUNT), 12)
    board.add(lines(
        "Sentiment shift with its interval",
        about("Net sentiment of the last 10 windows minus that of the 60 before, and its 95 % "
              "interval.", "the interval holds 0.",
              "the whole interval 10 points below 0 raises YuqingSentimentCrash."),
        [("{{topic}} {{bound}}",
          finding("yuqing_topic_sentiment_shift", "topic, bound"))],
        limit=steps(SENTIMENT["negative"], (-0.1, GREY), (0.1, SENTIMENT["positive"])),
        overrides=[*told_apart(topics(), " (estimate|low|high)"), dashed(".* (low|high)")],
        noValue="fewer than 30 posts", links=POSTS_LINKS, **SIGNED), 12)
    board.add(bars(
        "Burst now", about("1 while a burst runs.", "0.", "see the severity and since when."),
        [("{{topic}}", f"sort_desc({finding('yuqing_topic_burst_active')})")],
        thresholds=steps(FINE, (1, LOOK)), links=POSTS_LINKS, max=1, **COUNT), 6)
    board.add(bars(
        "Burst severity", about("−log10 of the probability of what is seen, at most 10.", "0.",
                                "above 5 it is no accident."),
        [("{{topic}}", f"sort_desc({finding('yuqing_topic_burst_severity')})")],
        thresholds=steps(FINE, (5, LOOK)), links=POSTS_LINKS, unit="none", decimals=1, min=0,
        max=10), 6)
    board.add(table(
        "Burst since", about("Event time at which the running burst began.", "empty: no burst.",
                             "read posts of that time first: the cause stands at the beginning."),
        [("since", f"1000 * ({finding(SINCE)} > 0)")], ["topic"],
        # A time as the unit of all columns would make times of the topics, too.
        [column("since", unit="dateTimeAsIso")], unit="none", decimals=0, noValue="no burst", thresholds=steps(FINE)), 6)
    board.add(bars(
        "Sentiment shift now", about("1 while the net sentiment has surely shifted, up or down.",
                                     "0.", "the interval tells the direction."),
        [("{{topic}}", f"sort_desc({finding('yuqing_topic_sentiment_shift_active')})")],
        thresholds=steps(FINE, (1, LOOK)), links=POSTS_LINKS, max=1, **COUNT), 6)


NAMES = """A metric has no hashtag, no word, no post in its labels, so ranks stand here. Who and what
they are, and example posts by id, is told by the job itself:
**[the live page of this topic](${page:raw}/#topic=${topic:raw})**.

Its address is the variable *Live page* above. Posts are personal data: the page shows ids and texts
only where `[page] examples` allows it."""


def said(board):
    board.row("What is said")
    ranked(board, 'topic=~"$topic",topic!="all"', "topic, rank", "{{topic}} {{rank}}", POSTS_LINKS)
    board.add(text("Names, words and example posts", NAMES), 12, 6)
    board.add(table(
        "Names of the topics", about("What the topic is called, and the entity whose opinion is "
                                     "charted for it.", "one row for each topic.",
                                     "the file of topics says it: [topic] file."),
        [("topics", f"count by (topic, name, name_en, target) (yuqing_topic_info{CHOSEN})")],
        ["topic", "name", "name_en", "target"], [column("topics", width=80)], unit="short", decimals=0,
        thresholds=steps(FINE)), 12, 6)


SHIFTS = annotation("Sentiment shifts", 'yuqing_topic_sentiment_shift_active{job=~"$job",'
                    'instance=~"$instance",topic=~"$topic",topic!="all"} == 1',
                    "Sentiment shifts: {{topic}}", SENTIMENT["negative"])


def board():
    made = Board("yuqing-topic", "yuqing: topic",
                 "One topic, or a few: sentiment and emotion, own words against quoted ones, authors "
                 "and copies, bursts and shifts, and what is said.")
    for part in (totals, over_time, words, authors, bursts, said):
        part(made)
    made.annotations += [BURSTS, SHIFTS]
    return made
