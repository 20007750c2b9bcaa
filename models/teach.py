#!/usr/bin/env python3
"""Makes the soft labels that the sentiment model trains on: what three teachers say of texts.

Two read: a convolution and a recurrence over vectors of symbols and pairs, which fastText learns of
the posts without labels. Both learn first to guess the emoticons and the words of mood that were
taken out of such posts, and then what labels say. The third adds up 1- to 3-grams of characters:
three models, in 2^20 rows each. The mean is better than any of them. Each set has answers of its
own, since their guides differ: a teacher speaks the dialect of one. teaching.md has the figures.

    apt-get install fasttext && pip install -r models/requirements.txt
    python3 models/teach.py --data DATA --out SOFT

One thread and fixed seeds: the same machine and versions give the same bytes. Nothing is learned of
an evaluation set, nor of a text that stands in one. About 40 minutes of a core.
"""
import argparse
import pathlib

import numpy as np
import torch

from teach_cues import guessable
from teach_figures import ece, macro_f1
from teach_grams import gram_answers, grams_of, learned_grams
from teach_lessons import guesser, learned_reader
from teach_reader import BothWays, Windows, answers_of, tokens_of
from teach_symbols import learned_vectors
from teach_texts import ANSWERS, NONE, every_post, held_out, learnable, unlabelled, write

GRAM_MODELS = 3
GRAM_FILES = ("ours", "invented", "usual", "virus", "weibo2018")
READ_FILES = ("ours", "invented", "usual", "virus", "phrases")
# Of each teacher the share in the mean.
SHARES = {"windows": .2, "both ways": .3, "n-grams": .5}


class Teachers:
    def __init__(self, files, posts):
        rows = [row for name in GRAM_FILES for row in files[name]]
        texts = [grams_of(row[0]) for row in rows]
        self.grams = [learned_grams(rows, texts, seed) for seed in range(GRAM_MODELS)]
        labelled = [row[0] for name in sorted(files) for row in files[name]]
        self.ids, vectors = learned_vectors(posts + labelled)
        cued = guessable(posts)
        rows = [row for name in READ_FILES for row in files[name]]
        tokens = tokens_of([row[0] for row in rows], self.ids)
        self.readers = {}
        for name, summary, seed in (("windows", Windows, 1), ("both ways", BothWays, 2)):
            guesses = guesser(*cued, self.ids, vectors, summary, seed)
            self.readers[name] = learned_reader(guesses, rows, tokens, seed)

    def each_say(self, texts):
        """By teacher, text by dialect: three sentiments and six emotions."""
        tokens = tokens_of(texts, self.ids)
        return {**{name: answers_of(reader, tokens) for name, reader in self.readers.items()},
                "n-grams": gram_answers(self.grams, [grams_of(text) for text in texts])}

    def say(self, texts):
        return mean_of(self.each_say(texts))


def mean_of(said):
    return sum(SHARES[name] * says for name, says in said.items())


def mixed(row, says):
    """The row's label and what the teachers say of it, half and half."""
    text, dialect, sentiment, emotion = row
    # No post of virus has an emotion as label: its feelings are those of its sister.
    says = np.concatenate([says[dialect, :3], says[1 if dialect == 2 else dialect, 3:]])
    for known, first, last in ((sentiment, 0, 3), (emotion, 3, ANSWERS)):
        if known != NONE:
            says[first:last] /= 2
            says[first + known] += .5
        elif dialect == 1:  # surprise is no sentiment
            says[first:last] = 0
    return [text, *says]


def print_figures(teachers, data):
    for name, rows in held_out(data).items():
        texts, dialects, *labels = zip(*rows)
        each = teachers.each_say(texts)
        for kind, said in {**each, "mean": mean_of(each)}.items():
            said = said[:, dialects[0]]
            parts = [(np.array(labels[0]), said[:, :3]), (np.array(labels[1]), said[:, 3:])]
            figures = [f"{len(gold[gold != NONE])} rows: macro-F1 {macro_f1(gold, shares):.4f}, "
                       f"ECE {ece(gold, shares):.4f}" for gold, shares in parts if gold.max() >= 0]
            print(name, kind, *figures, sep=" | ", flush=True)


def write_labels(teachers, files, posts, options):
    for name in READ_FILES:
        said = teachers.say([row[0] for row in files[name]])
        write(options.out / f"soft.{name}.tsv", map(mixed, files[name], said), options.power)
    said = teachers.say(posts)
    write(options.out / "soft.unlabelled.tsv",
          ([text, *says[0, :3], *(says[0, 3:] + says[1, 3:]) / 2]
           for text, says in zip(posts, said)), options.power)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True, help="holds ours/ and real/")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="a directory")
    parser.add_argument("--posts", type=int, default=300000, help="without labels")
    parser.add_argument("--power", type=float, default=1.25, help="that sharpens the shares")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    files, posts = learnable(options.data), unlabelled(options.data, options.posts)
    teachers = Teachers(files, every_post(options.data))
    print_figures(teachers, options.data)
    write_labels(teachers, files, posts, options)


if __name__ == "__main__":
    main()
