#!/usr/bin/env python3
"""Writes what is generated from the metric catalogue and the panels: the Grafana dashboards and the
page on the metrics. With --check it writes nothing and exits 1 when a committed file is stale; with
--chinese FOLDER it writes the dashboards with Chinese names there, and nothing else.
"""

import argparse
import json
import pathlib
import sys

import archive
import catalogue
import chinese
import metrics_doc
import opinion
import panels
import pipeline

HERE = pathlib.Path(__file__).resolve().parent

VARIABLES = [
    panels.variable("job", "Job", "label_values(yuqing_build_info, job)"),
    panels.variable("instance", "Process", 'label_values(yuqing_build_info{job=~"$job"}, instance)'),
    # Bound to one metric: other jobs may have labels named topic too.
    panels.variable("topic", "Topic", 'label_values(yuqing_topic_posts_total{job=~"$job"}, topic)'),
]


def dashboards():
    """The dashboards by file name."""
    boards = {"opinion.json": opinion.board(), "pipeline.json": pipeline.board()}
    for board in boards.values():
        board.annotations.extend(pipeline.MARKS)
    made = {name: board.json(VARIABLES) for name, board in boards.items()}
    return made | {"archive.json": archive.of(made["opinion.json"])}


def text_of(dashboard):
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def files():
    """Path and text of every committed file."""
    made = dashboards()
    rules = (HERE / "rules/yuqing.rules.yml").read_text("utf-8")
    # What the archive shows is what opinion shows.
    live = [dashboard for name, dashboard in made.items() if name != "archive.json"]
    page = metrics_doc.page(catalogue.read(), live, rules)
    return {**{HERE / name: text_of(dashboard) for name, dashboard in made.items()},
            HERE.parent / "docs/metrics.md": page}


def write_chinese(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, dashboard in dashboards().items():
        (folder / name).write_text(text_of(chinese.translate(dashboard)), "utf-8")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="only compare")
    arguments.add_argument("--chinese", type=pathlib.Path, metavar="FOLDER")
    given = arguments.parse_args()
    if given.chinese:
        write_chinese(given.chinese)
        return 0
    check = given.check
    stale = {path: text for path, text in files().items()
             if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        name = path.relative_to(HERE.parent)
        if check:
            print(f"{name} is stale: run python3 dashboards/generate.py", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
