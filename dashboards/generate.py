#!/usr/bin/env python3
"""Writes what is generated from the metric catalogue and the panels: the Grafana dashboards, in
English and, in zh/, in Chinese, and the page on the metrics. With --check it writes nothing and exits
1 when a committed file is stale; with --lang LANGUAGE --out FOLDER it writes the dashboards of one
language there, and nothing else.
"""

import argparse
import json
import pathlib
import sys

import archive
import catalogue
import chinese
import metrics_doc
import overview
import panels
import pipeline
import topic
from board import choice, live_page, variable

HERE = pathlib.Path(__file__).resolve().parent

# Bound to one metric: other jobs may have labels named topic too.
TOPIC = 'label_values(yuqing_topic_posts_total{job=~"$job"}, topic)'
FIRST = [
    variable("job", "Job", "label_values(yuqing_build_info, job)"),
    variable("instance", "Process", 'label_values(yuqing_build_info{job=~"$job"}, instance)'),
    variable("topic", "Topic", TOPIC),
]
BY = choice("groupby", "Group by", ["partition", "instance"])


def dashboards(language="en"):
    """The dashboards by file name."""
    boards = {"overview.json": (overview.board(), [live_page()]),
              "topic.json": (topic.board(), [live_page()]),
              "pipeline.json": (pipeline.board(), [BY, live_page()])}
    made = {}
    for name, (board, more) in boards.items():
        board.annotations.extend(pipeline.MARKS)
        made[name] = board.json([*FIRST, *more])
    made["archive.json"] = archive.dashboard()
    if language == "zh":
        return {name: chinese.translate(board) for name, board in made.items()}
    return made


def text_of(dashboard):
    return json.dumps(dashboard, indent=1, ensure_ascii=False) + "\n"


def files():
    """Path and text of every committed file."""
    made = dashboards()
    rules = (HERE / "rules/yuqing.rules.yml").read_text("utf-8")
    # What the archive shows is what the overview shows.
    live = [dashboard for name, dashboard in made.items() if name != "archive.json"]
    page = metrics_doc.page(catalogue.read(), live, rules)
    return {**{HERE / name: text_of(board) for name, board in made.items()},
            **{HERE / "zh" / name: text_of(board) for name, board in dashboards("zh").items()},
            HERE.parent / "docs/metrics.md": page}


def write_language(language, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, dashboard in dashboards(language).items():
        (folder / name).write_text(text_of(dashboard), "utf-8")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="only compare")
    arguments.add_argument("--topics", type=pathlib.Path, metavar="FILE", default=panels.TOPIC_FILE,
                           help="give the topics of this file colours of their own")
    arguments.add_argument("--lang", choices=("en", "zh"))
    arguments.add_argument("--out", type=pathlib.Path, metavar="FOLDER")
    given = arguments.parse_args()
    if (given.lang is None) != (given.out is None):
        arguments.error("--lang and --out go together")
    panels.TOPIC_FILE = given.topics
    if given.lang:
        write_language(given.lang, given.out)
        return 0
    stale = {path: text for path, text in files().items()
             if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        name = path.relative_to(HERE.parent)
        if given.check:
            print(f"{name} is stale: run python3 dashboards/generate.py", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {name}")
    return 1 if given.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
