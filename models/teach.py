#!/usr/bin/env python3
"""Makes the soft labels that the sentiment model trains on: what two kinds of teacher say of texts.

One reads: a convolution (kernels 1, 3, 5) over vectors of symbols and pairs, which fastText learns
of the posts without labels. The other adds up 1- to 3-grams of characters: three models, in 2^20
rows each. The mean of both is better than either. Each set has answers of its own, since their
guides differ: a teacher speaks the dialect of one. teaching.md has the figures.

    apt-get install fasttext && pip install -r models/requirements.txt
    python3 models/teach.py --data DATA --out SOFT

One thread and fixed seeds: the same machine and versions give the same bytes. Nothing is learned of
an evaluation set, nor of a text that stands in one. About a quarter of an hour on one free core.
"""
import argparse
import pathlib

import numpy as np
import torch

from teach_cnn import answers_of, learned_reader, tokens_of
from teach_figures import ece, macro_f1
from teach_grams import gram_answers, grams_of, learned_grams
from teach_symbols import learned_vectors
from teach_texts import ANSWERS, NONE, held_out, learnable, unlabelled, write

GRAM_MODELS = 3
GRAM_FILES = ("ours", "invented", "usual", "virus", "weibo2018")
READ_FILES = ("ours", "invented", "usual", "virus", "phrases")
SEED = 1


class Teachers:
    def __init__(self, files, posts):
        rows = [row for name in GRAM_FILES for row in files[name]]
        texts = [grams_of(row[0]) for row in rows]
        self.grams = [learned_grams(rows, texts, seed) for seed in range(GRAM_MODELS)]
        texts = posts + [row[0] for name in sorted(GRAM_FILES) for row in files[name]]
        self.ids, vectors = learned_vectors(texts)
        rows = [row for name in READ_FILES for row in files[name]]
        tokens = tokens_of([row[0] for row in rows], self.ids)
        self.reader = learned_reader(rows, tokens, vectors, SEED)

    def each_say(self, texts):
        """Of both kinds, text by dialect: three sentiments and six emotions."""
        return (answers_of(self.reader, tokens_of(texts, self.ids)),
                gram_answers(self.grams, [grams_of(text) for text in texts]))

    def say(self, texts):
        return sum(self.each_say(texts)) / 2


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
        reads, adds = teachers.each_say(texts)
        for kind, said in (("reader", reads), ("n-grams", adds), ("mean", (reads + adds) / 2)):
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
    parser.add_argument("--power", type=float, default=1, help="that sharpens the shares")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    files, posts = learnable(options.data), unlabelled(options.data, options.posts)
    teachers = Teachers(files, posts)
    print_figures(teachers, options.data)
    write_labels(teachers, files, posts, options)


if __name__ == "__main__":
    main()
