"""What Python's json makes of statuses: the oracle of parse_test.cc.

Usage: parse_oracle.py FILE COUNT

FILE is an answer of Weibo's API (.json) or posts line by line (.jsonl.zst). For each post prints
the record, then a line with id, time, kind, reach, text, original, author and region. Every second record is written with
all characters escaped.
"""

import datetime
import itertools
import json
import re
import subprocess
import sys

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def time_ms(created_at):
    _, month, day, clock, zone, year = created_at.split()
    hour, minute, second = map(int, clock.split(":"))
    offset = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    moment = datetime.datetime(int(year), MONTHS.index(month) + 1, int(day), hour, minute, second,
                               tzinfo=datetime.timezone(-offset if zone[0] == "-" else offset))
    return int(moment.timestamp()) * 1000


def kind(post):
    if isinstance(post.get("retweeted_status"), dict):
        return "repost_commented"
    return "comment" if isinstance(post.get("status"), dict) else "original"


def shown(text):
    """A text on one line, as the test writes it."""
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text if isinstance(text, str) else "")
    for character, escape in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return text


def region(post):
    name = post.get("region_name")
    return re.sub("^(发布于|来自)", "", name if isinstance(name, str) else "").strip(" \t\r\n")


def answer(post):
    user = post.get("user") if isinstance(post.get("user"), dict) else {}
    root = post.get("retweeted_status") if isinstance(post.get("retweeted_status"), dict) else {}
    return "\t".join([post["mid"], str(time_ms(post["created_at"])), kind(post),
                      str(user.get("followers_count") or 0), shown(post["text"]),
                      shown(root.get("text")), shown(user.get("screen_name")), region(post)])


def posts(path):
    if path.endswith(".zst"):
        with subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE) as archive:
            yield from map(json.loads, archive.stdout)
    else:
        with open(path, encoding="utf-8") as file:
            yield from json.load(file)["statuses"]


def main():
    for i, post in enumerate(itertools.islice(posts(sys.argv[1]), int(sys.argv[2]))):
        record = json.dumps(post, ensure_ascii=i % 2 == 1)
        sys.stdout.buffer.write(f"{record}\n{answer(post)}\n".encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
