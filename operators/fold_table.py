#!/usr/bin/env python3
"""Writes operators/fold_table.inc: how single characters fold, and their classes.

A character folds by NFKC, Latin letters without their accents, Traditional to Simplified (OpenCC's
TSCharacters), lower case, again and again until nothing changes; a step that would make more than
one character is left out. Run by hand when Unicode or OpenCC move on:

    opencc_dict -i /usr/share/opencc/TSCharacters.ocd2 -f ocd2 -o ts.txt -t text
    python3 operators/fold_table.py ts.txt > operators/fold_table.inc
"""
import sys
import unicodedata

DROPPED = [(0x00AD, 0x00AD), (0x0300, 0x036F), (0x034F, 0x034F), (0x115F, 0x1160),
           (0x180B, 0x180F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x200B, 0x200F),
           (0x202A, 0x202E), (0x2060, 0x206F), (0x20D0, 0x20FF), (0x3164, 0x3164),
           (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
           (0xFFF9, 0xFFFB)]
# Where characters fold: Latin, Greek, Cyrillic, letter-like symbols, Han and the widths; beyond
# the basic plane mathematical letters, squared letters and Han.
FOLDED = [(0x0041, 0x052F), (0x1E00, 0x2BFF), (0x2E80, 0x9FFF), (0xF900, 0xFB06),
          (0xFE10, 0xFE6F), (0xFF01, 0xFFEE), (0x1D400, 0x1D7FF), (0x1F130, 0x1F149),
          (0x20000, 0x3FFFF)]
# Scripts that are written without blanks: each character is a word of its own.
HAN = [(0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035),
       (0x303B, 0x303B), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x318E),
       (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F),
       (0xAC00, 0xD7FF), (0xF900, 0xFAFF)]
SYMBOLS = [(0x231A, 0x231B), (0x2328, 0x2328), (0x23CF, 0x23CF), (0x23E9, 0x23FA),
           (0x2600, 0x27BF), (0x2B05, 0x2B07), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50),
           (0x2B55, 0x2B55)]


def among(code, ranges):
    return any(first <= code <= last for first, last in ranges)


def without_accents(char):
    parts = unicodedata.normalize("NFKD", char)
    if len(parts) > 1 and parts[0].isascii() and parts[0].isalpha() and \
            all(unicodedata.category(part) == "Mn" for part in parts[1:]):
        return parts[0]
    return char


def single(old, new):
    return new if len(new) == 1 else old


def cased(char):
    """The character before case is folded."""
    char = single(char, unicodedata.normalize("NFKC", char))
    return without_accents(char)


def fold(char, simplified):
    while True:
        folded = cased(char)
        folded = simplified.get(folded, folded)
        folded = single(folded, folded.lower())
        if folded == char:
            return char
        char = folded


def class_of(char, folded):
    code, category = ord(folded), unicodedata.category(folded)
    if among(ord(char), DROPPED) or category == "Cf":
        return "dropped"
    # Private characters, such as icons of a web page's font, are blanks: normalize() needs their
    # codes for itself.
    if category.startswith("Z") or category in ("Cc", "Co"):
        return "blank"
    if among(code, HAN):
        return "han"
    if among(code, SYMBOLS):
        return "symbol"
    if category.startswith(("L", "M")):
        return "upper" if unicodedata.category(cased(char)) in ("Lu", "Lt") else "lower"
    return "digit" if category == "Nd" else "mark"


def simplified_of(path):
    table = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            old, new = line.rstrip("\n").split("\t")
            table[old] = new.split(" ")[0]
    return {old: new for old, new in table.items() if old != new and len(new) == 1}


def escaped(char):
    code = ord(char)
    if char in '"\\':
        return "\\" + char
    if 0x20 <= code < 0x7F or (unicodedata.category(char)[0] in "LNPS" and
                               char == unicodedata.normalize("NFC", char)):
        return char
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def literal_lines(pieces, prefix):
    line = ""
    for piece in pieces:
        if len(line) + len(piece) > 90:
            print(f'    {prefix}"{line}"')
            line = ""
        line += piece
    print(f'    {prefix}"{line}"')


def main():
    simplified = simplified_of(sys.argv[1])
    pairs, classes = [], []
    for code in range(0x40000):
        char = chr(code)
        folded = fold(char, simplified) if among(code, FOLDED) else char
        name = class_of(char, folded)
        if folded != char and name not in ("blank", "dropped"):
            pairs.append((char, folded))
        if code < 0x10000 and (not classes or classes[-1][1] != name):
            classes.append((code, name))
    print("// Written by fold_table.py from Unicode", unicodedata.unidata_version,
          "and OpenCC's TSCharacters.")
    print("// Characters and what they fold to, one after the other, ascending.")
    print("constexpr std::u32string_view kFolds =")
    literal_lines([escaped(old) + escaped(new) for old, new in pairs], "U")
    print("    ;\n")
    print("// Where a class begins; it holds up to the next entry.")
    print("constexpr ClassStart kClassStarts[] = {")
    line = "   "
    for code, name in classes:
        piece = f" {{0x{code:04X}, {name}}},"
        if len(line) + len(piece) > 99:
            print(line)
            line = "   "
        line += piece
    print(line + "\n};")


main()
