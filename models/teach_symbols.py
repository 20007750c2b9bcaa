"""The symbols of a text, alone and in pairs, and what fastText learns of them without labels."""
import pathlib
import re
import subprocess
import tempfile
import unicodedata

import numpy as np

from teach_texts import cleaned

DIMENSION = 64
LONGEST = 120
SYMBOL = re.compile(r"\[[^\[\]\s]{1,8}\]|[a-z]+|\d+|\S")
EDGE = "</s>"
FASTTEXT = ["-minCount", "20", "-minn", "0", "-maxn", "0", "-ws", "5", "-neg", "5", "-epoch", "1",
            "-t", "0.0001", "-lr", "0.05", "-thread", "1", "-seed", "1", "-verbose", "1"]


def symbols(text):
    """Han characters one by one; a word, an [emoticon], the size of a number as one; the ends of
    a long text, because writers judge there."""
    found = SYMBOL.findall(unicodedata.normalize("NFKC", cleaned(text)).lower())
    found = ["0" * min(len(s), 5) if s.isdecimal() else s for s in found]
    half = LONGEST // 2
    return found if len(found) <= LONGEST else found[:half] + found[-half:]


def paired(found):
    """Each symbol, and behind it the pair that it begins."""
    return [part for a, b in zip(found, found[1:] + [EDGE]) for part in (a, a + "_" + b)]


def learned_vectors(texts):
    """(ids by name, float32 rows); row 0 is the unknown one. One thread: the same each time."""
    with tempfile.TemporaryDirectory() as directory:
        place = pathlib.Path(directory)
        with open(place / "symbols.txt", "w", encoding="utf-8", newline="\n") as file:
            for text in texts:
                file.write(" ".join(paired(symbols(text))) + "\n")
        subprocess.run(["fasttext", "skipgram", "-input", place / "symbols.txt", "-output",
                        place / "symbols", "-dim", str(DIMENSION), *FASTTEXT], check=True)
        return read_vectors(place / "symbols.vec")


def read_vectors(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        count = int(file.readline().split()[0])
        ids, rows = {}, np.zeros((count + 1, DIMENSION), np.float32)
        for line in file:
            name, *numbers = line.rstrip().split(" ")
            ids[name] = len(ids) + 1
            rows[len(ids)] = numbers
    return ids, rows
