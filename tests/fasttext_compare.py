#!/usr/bin/python3
"""Our model beside fastText 0.9.2, trained on the same files and asked the same texts.

Trains fastText (one thread) on the files of models/sentiment.toml, as often as their weights say,
and prints accuracy and macro-F1 of both on the held-out sets. What it leaves in build/ is what
tests/fasttext_bench.cc measures the speed of. Needs Debian's fasttext and the texts outside the
project, in $YUQING_SHARED or ../shared; says SKIPPED without.

    tests/fasttext_compare.py [--wordNgrams 3] [--dim 32] [--epoch 5] [--lr 0.1]
"""

import argparse
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("YUQING", PROJECT / "build/release/yuqing")
SHARED = pathlib.Path(os.environ.get("YUQING_SHARED", PROJECT / "../shared"))
SETS = ["ours.dev.tsv", "smp2020_usual.eval.tsv", "smp2020_virus.eval.tsv"]
MANIFEST = PROJECT / "models/sentiment.toml"
BUILD = PROJECT / "build"
POSTS, LENGTH = 512, 140
CLASSES = {"negative": "neg", "neutral": "neu", "positive": "pos"}


def place(path):
    """Where a file of the manifest is."""
    _, outside, rest = path.partition("../shared/")
    return SHARED / rest if outside else MANIFEST.parent / path


def label_of(row):
    """fastText learns no shares: the largest one counts, none where there are none."""
    if row.get("label"):
        return row["label"]
    shares = {CLASSES[name]: int(row.get(name) or 0) for name in CLASSES}
    return max(shares, key=shares.get) if any(shares.values()) else None


def rows(path):
    """(text, label) of a .tsv or .jsonl file."""
    if path.suffix == ".jsonl":
        return [(row["text"], row["polarity"])
                for row in map(json.loads, path.read_text("utf-8").splitlines())]
    with path.open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], label) for row in found if (label := label_of(row))]


def own(text):
    """Without the quoted chain and the address of a reply."""
    text = re.split(r"//\s*@[\w-]+\s*[:：]", text)[0]
    return re.sub(r"^\s*回[复覆復]\s*@[\w-]+\s*[:：]", "", text)


def words(text):
    """Characters, but links, @names, emoticons, Latin words and numbers whole: best for fastText."""
    found = re.findall(r"https?://[\w./-]+|@[\w-]+|\[[^\[\]\s]{1,10}\]|[a-z]+|\d+|\S", text.lower())
    return " ".join("@" if word[0] == "@" and len(word) > 1 else
                    "http" if word.startswith("http") else word for word in found)


def fasttext(*arguments, given=None):
    return subprocess.run(["fasttext", *map(str, arguments)], input=given, encoding="utf-8",
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def train(files, options):
    lines = []
    for entry in files:
        times = round(entry.get("weight", 100) / 100)
        for text, label in rows(place(entry["path"])):
            if words(own(text)):
                lines += [f"__label__{label} {words(own(text))}\n"] * times
    (BUILD / "fasttext_train.txt").write_text("".join(lines), "utf-8")
    fasttext("supervised", "-input", BUILD / "fasttext_train.txt", "-output", BUILD / "fasttext",
             "-thread", 1, "-minn", 0, "-maxn", 0, *options)
    for leftover in ("fasttext_train.txt", "fasttext.vec"):
        (BUILD / leftover).unlink()
    return len(lines)


def by_fasttext(texts):
    said = fasttext("predict", BUILD / "fasttext.bin", "-",
                    given="".join((words(own(text)) or "。") + "\n" for text in texts))
    return [line.removeprefix("__label__") for line in said.splitlines()]


def by_ours(texts):
    said = subprocess.run([PROGRAM, "score"], input="".join(text + "\n" for text in texts),
                          stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return [CLASSES[json.loads(line)["sentiment"]["class"]] for line in said.splitlines()]


def figures(said, labels):
    """Accuracy and macro-F1."""
    right = sum(map(str.__eq__, said, labels)) / len(labels)
    scores = []
    for label in CLASSES.values():
        hits = sum(a == b == label for a, b in zip(said, labels))
        scores.append(2 * hits / max(1, said.count(label) + labels.count(label)))
    return right, sum(scores) / len(scores)


def write_posts():
    """Posts of one length for the bench, cut from the shipped ones: text, tab, words."""
    text = " ".join(text for file in sorted((PROJECT / "deploy/corpus").glob("*.jsonl"))
                    for text, _ in rows(file) if "//@" not in text and "回复@" not in text)
    text = re.sub(r"\s+", " ", text)
    pieces = [text[i:i + LENGTH].strip() for i in range(0, POSTS * LENGTH, LENGTH)]
    (BUILD / "fasttext_posts.tsv").write_text(
        "".join(f"{piece}\t{words(piece)}\n" for piece in pieces), "utf-8")


def missing(files):
    if not shutil.which("fasttext"):
        return "fasttext is not installed; on Debian: apt-get install fasttext libfasttext-dev"
    needed = [place(entry["path"]) for entry in files]
    needed += [SHARED / "data/real/sentiment" / name for name in SETS]
    return next((f"{path} is not there" for path in needed if not path.exists()), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for name, value in (("wordNgrams", 3), ("dim", 32), ("epoch", 5), ("lr", 0.1)):
        parser.add_argument(f"--{name}", default=value, type=type(value))
    options = [part for name, value in vars(parser.parse_args()).items()
               for part in (f"-{name}", value)]
    files = tomllib.loads(MANIFEST.read_text("utf-8"))["file"]
    BUILD.mkdir(exist_ok=True)
    write_posts()
    reason = missing(files)
    if reason:
        print(f"SKIPPED: {reason}")
        return 0
    print(f"fastText {' '.join(map(str, options))}, {train(files, options)} lines, "
          f"{(BUILD / 'fasttext.bin').stat().st_size >> 20} MiB")
    print(f"{'set':24}{'n':>6}{'ours':>16}{'fastText':>16}   (accuracy, macro-F1)")
    for name in SETS:
        texts, labels = map(list, zip(*rows(SHARED / "data/real/sentiment" / name)))
        both = (*figures(by_ours(texts), labels), *figures(by_fasttext(texts), labels))
        print(f"{name:24}{len(labels):6}" + "{:9.4f}{:7.4f}{:9.4f}{:7.4f}".format(*both))
    return 0


if __name__ == "__main__":
    sys.exit(main())
