"""The texts that the teachers learn and speak of, and the soft labels in a file.

Texts are what `yuqing train` judges: the author's own words, or the quoted ones behind a repost
without any. A text that stands in an evaluation set is not learned.
"""
import io
import json
import pathlib
import random
import re

import zstandard

SENTIMENTS = ["neg", "neu", "pos"]
EMOTIONS = ["happy", "angry", "sad", "fear", "surprise", "neutral"]
SENTIMENT_OF = {"happy": 2, "angry": 0, "sad": 0, "fear": 0, "neutral": 1}
ANSWERS = len(SENTIMENTS) + len(EMOTIONS)
DIALECTS = ["ours", "usual", "virus", "weibo2018"]
COLUMNS = ["text", "negative", "neutral", "positive", "happy", "angry", "sad", "fear", "surprise",
           "calm"]
NONE = -1
# How many of the posts without labels are taken, by their length.
SHARES = [(7, .5), (40, 1), (80, .6), (140, .3), (10000, .1)]

CHAIN = re.compile(r"//\s*@[^\s:：@]{1,40}\s*[:：]")
REPLY = re.compile(r"^\s*回[复覆復]\s*@[^\s:：@]{1,40}\s*[:：]")
BARE = {"转发微博", "轉發微博", "转发", "轉發", "转", "快转微博", "Repost", "repost", "分享图片",
        "分享圖片", "分享視頻", "分享视频", "//"}


def own_text(text):
    own = REPLY.sub("", CHAIN.split(text, maxsplit=1)[0]).strip()
    return "" if own.rstrip(".!。！") in BARE else own


def judged_text(text):
    """The own words, or else the quoted ones: labels of a bare repost mean those."""
    quoted = (part.strip() for part in CHAIN.split(text)[1:])
    return own_text(text) or " ".join(part for part in quoted if part and part not in BARE)


def cleaned(text):
    """Without links and names; long runs cut."""
    text = re.sub(r"@[\w\-·]{1,30}", "@", re.sub(r"https?://[\w./?=&%#-]+", "", text))
    return re.sub(r"(.)\1{3,}", r"\1\1\1", text)


def table(path):
    rows = [line.rstrip("\r\n").split("\t") for line in open(path, encoding="utf-8", newline="\n")]
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def index(names, name):
    return names.index(name) if name in names else NONE


def judged(rows, dialect, label="label", emotion="emotion"):
    """(text, dialect, sentiment, emotion) of each row that has words."""
    made = []
    for row in rows:
        sentiment, feeling = row.get(label), row.get(emotion)
        known = SENTIMENT_OF.get(feeling, NONE) if dialect == 1 else index(SENTIMENTS, sentiment)
        made.append((judged_text(row["text"]), dialect, known, index(EMOTIONS, feeling)))
    return [row for row in made if row[0]]


def labelled(data):
    """By name of the file: its rows, as judged() has them."""
    real = data / "real/sentiment"
    invented = [json.loads(line) for name in ("deepseek_moment", "deepseek_b")
                for line in open(data / f"ours/{name}.jsonl", encoding="utf-8")]
    return {
        "ours": judged(table(real / "ours.train.tsv"), 0),
        "invented": judged(invented, 0, "polarity"),
        "usual": judged(table(real / "smp2020_usual.train.emotion.tsv"), 1, emotion="label"),
        "virus": judged(table(real / "smp2020_virus.train.tsv"), 2),
        # Two classes, and news that is called positive: a quarter is enough.
        "weibo2018": judged(table(real / "weibo2018.train.tsv")[::4], 3),
        "phrases": judged(table(pathlib.Path(__file__).parent / "phrases.tsv"), 0),
    }


def held_out(data):
    """By name of the evaluation set: its rows, as judged() has them."""
    real = data / "real/sentiment"
    return {
        "ours.dev": judged(table(real / "ours.dev.tsv"), 0),
        "usual": judged(table(real / "smp2020_usual.eval.emotion.tsv"), 1, emotion="label"),
        "virus": judged(table(real / "smp2020_virus.eval.tsv"), 2),
    }


def held_out_texts(data):
    return {row[0] for file in held_out(data).values() for row in file}


def learnable(data):
    """The labelled rows, but for texts that stand in an evaluation set."""
    secret = held_out_texts(data)
    return {name: [row for row in file if row[0] not in secret]
            for name, file in labelled(data).items()}


def own_posts(data):
    """(own words of a post without a label, its letters alone), as the file has them."""
    with open(data / "real/unlabelled.txt.zst", "rb") as file:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8",
                                     newline="\n"):
            text = own_text(line.rstrip("\n")).replace("\t", " ").strip()
            yield text, re.sub(r"\W+|\d+", "", text)


def every_post(data):
    """The distinct ones that have words, none of them in an evaluation set."""
    posts, secret = {}, held_out_texts(data)
    for text, letters in own_posts(data):
        if len(letters) >= 2 and text not in secret:
            posts.setdefault(letters, text)
    texts = list(posts.values())
    random.Random(7).shuffle(texts)
    return texts


def unlabelled(data, count):
    """Distinct posts with own words; short ones are likelier, they cost less."""
    draw, seen, texts = random.Random(7), set(), []
    for text, letters in own_posts(data):
        share = next(share for most, share in SHARES if len(text) <= most)
        if len(letters) >= 3 and letters not in seen and draw.random() < share:
            seen.add(letters)
            texts.append(text)
    draw.shuffle(texts)
    secret = held_out_texts(data)
    return [text for text in texts[:count] if text not in secret]


def thousandths(shares):
    """They sum to 1,000; zeros stay zeros."""
    total = sum(shares)
    made = [int(1000 * float(x) / total + .5) if total else 0 for x in shares]
    made[made.index(max(made))] += 1000 - sum(made) if total else 0
    return made


def sharpened(shares, power):
    """Teachers that are averaged are less sure than they are right."""
    return [max(x, .5) ** power for x in shares] if power != 1 and any(shares) else shares


def write(path, rows, power):
    """Rows are a text, three sentiments, six emotions; an answer that is not known is zeros."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for text, *shares in rows:
            shares = [x for part in (shares[:3], shares[3:])
                      for x in thousandths(sharpened(thousandths(part), power))]
            file.write("\t".join([" ".join(text.split()), *map(str, shares)]) + "\n")
