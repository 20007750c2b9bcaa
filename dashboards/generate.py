#!/usr/bin/env python3
"""Writes what is generated from the metric catalogue and the panels: two Grafana dashboards and the
page on the metrics. With --check it writes nothing and exits 1 when a committed file is stale.
"""

import argparse
import json
import pathlib
import sys

import catalogue
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


def dashboard(board):
    board.annotations.extend(pipeline.MARKS)
    return json.dumps(board.json(VARIABLES), indent=2, ensure_ascii=False) + "\n"


def files():
    """Path and text of every generated file."""
    made = {
        HERE / "opinion.json": dashboard(opinion.board()),
        HERE / "pipeline.json": dashboard(pipeline.board()),
    }
    rules = (HERE / "rules/yuqing.rules.yml").read_text("utf-8")
    shown = [json.loads(text) for text in made.values()]
    made[HERE.parent / "docs/metrics.md"] = metrics_doc.page(catalogue.read(), shown, rules)
    return made


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="only compare")
    check = arguments.parse_args().check
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
