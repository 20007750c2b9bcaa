"""Panels on what the chosen topics consist of; the overview and the dashboard of a topic share them."""

from links import TOPIC_LINKS
from measures import (CHOSEN, LEAST, POSTS, RATE, SIGNED, ZERO, by_topic, net_all, net_rate,
                      of_chosen, quoted_by_chosen)
from panels import BY_NAME, SENTIMENT_COLOURS, about, bars, fixed, lines

# Emotions and kinds have no order, so their colours are only far apart (Okabe and Ito).
EMOTION_COLOURS = [fixed(name, color) for name, color in {
    "happy": "#56B4E9", "angry": "#D55E00", "sad": "#0072B2", "fear": "#CC79A7",
    "surprise": "#F0E442", "neutral": "#999999"}.items()]
KIND_COLOURS = [fixed(name, color) for name, color in {
    "original": "#0072B2", "comment": "#E69F00", "repost_bare": "#999999",
    "repost_commented": "#56B4E9", "notice": "#000000"}.items()]


def kinds(board, width, of_topic):
    scope = "of the chosen topics" if of_topic else "of the whole stream"
    posts = "yuqing_topic_kind_posts_total" + CHOSEN if of_topic else "yuqing_kind_posts_total"
    board.add(lines(
        "Volume by kind", about(f"Posts per second {scope}, by kind. A bare repost adds nothing of "
                                "its own; a notice stands in the place of a post that is gone.",
                                "shares that hardly change.",
                                "bare reposts that grow alone: something is passed on by many who "
                                "say nothing. Notices that grow: posts are deleted."),
        [("{{kind}}", f"sum by (kind) (rate({posts}[{RATE}]))")],
        stacked="normal", overrides=KIND_COLOURS, **POSTS), width)


def emotions(board, width):
    board.add(lines(
        "Emotions", about("Opinions per second of the chosen topics, by emotion; one with two "
                          "topics counts twice.", "neutral most, shares change slowly.",
                          "anger or fear that grow come before the net sentiment falls: read the "
                          "posts."),
        [("{{emotion}}",
          f"sum by (emotion) (rate(yuqing_topic_emotion_posts_total{CHOSEN}[{RATE}]))")],
        stacked="normal", overrides=EMOTION_COLOURS, **POSTS), width)


def own_against_quoted(board, width):
    board.add(lines(
        "Own text against quoted text",
        about("(P − N) / T of what people write themselves, and of what they quote, over the "
              "chosen topics.", "the same sign.",
              "two signs: people pass on what they disagree with."),
        [("own", net_all(lambda s=None: of_chosen(s, RATE))),
         ("quoted", net_all(lambda s=None: quoted_by_chosen(s, RATE)))],
        limit=ZERO, noValue="fewer than 30 posts", **SIGNED), width)


def opposed(board, width, links=TOPIC_LINKS):
    commented = ('(sum by (topic) (increase(yuqing_topic_kind_posts_total{topic=~"$topic",'
                 f'kind="repost_commented"}}[$__range])) >= {LEAST})')
    opposing = f"sum by (topic) (increase(yuqing_topic_opposed_posts_total{CHOSEN}[$__range]))"
    board.add(bars(
        "Opposed reposts", about("Opinions that contradict what they quote (one positive, the "
                                 "other negative), as a share of the commented reposts.",
                                 "below 15 %.", "the topic is disputed: read both sides."),
        [("{{topic}}", f"sort_desc({opposing} / {commented})")],
        unit="percentunit", decimals=1, min=0, noValue="fewer than 30 posts", links=links), width)


def entities(board, width):
    board.add(bars(
        "Entities", about("Opinions on each configured entity in the whole stream, by what they "
                          "think of it. A post counts only where its text says it of the entity.",
                          "few next to the volume: when unsure, a post is left out.",
                          "an entity that turns while its topics do not: the criticism has an "
                          "address."),
        [("{{entity}} {{sentiment}}",
          "sort_desc(sum by (entity, sentiment) (increase(yuqing_entity_posts_total[$__range])))")],
        unit="locale", decimals=0, min=0, color=BY_NAME, noValue="no entity yet",
        overrides=[fixed(f".* {o['matcher']['options']}",
                         o["properties"][0]["value"]["fixedColor"], "byRegexp")
                   for o in SENTIMENT_COLOURS]), width)


def net_over_time(board, width, links=TOPIC_LINKS):
    def net(sentiment=None):
        return by_topic(sentiment, RATE)

    board.add(lines(
        "Net sentiment by topic, all posts",
        about("(P − N) / T for each topic; points with fewer than 30 posts are left out.",
              "every topic near its own level.",
              "a shift that is sure raises YuqingSentimentCrash; read posts of that time."),
        [("{{topic}}", net_all(net))], limit=ZERO,
        noValue="fewer than 30 posts", links=links, **SIGNED), width)
    board.add(lines(
        "Net sentiment rate by topic, decided posts",
        about("(P − N) / (P + N) for each topic; points with fewer than 30 decided posts are left "
              "out.", "further from 0 than over all posts.",
              "compare with the picture over all posts: only if both move, opinion moved."),
        [("{{topic}}", net_rate(net))], limit=ZERO,
        noValue="fewer than 30 posts", links=links, **SIGNED), width)
