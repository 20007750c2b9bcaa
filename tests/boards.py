"""The dashboards for tests: every panel, every expression, and how Grafana fills in variables."""

import json
import re
import sys

from prometheus import PROJECT, RULES

sys.path.insert(0, str(PROJECT / "dashboards"))
import catalogue  # noqa: E402


def read(folder):
    return {path.stem: json.loads(path.read_text("utf-8"))
            for path in sorted((PROJECT / folder).glob("*.json"))}


BOARDS = read("dashboards")
CHINESE = read("dashboards/zh")
CATALOGUE = catalogue.read()
# Without comments.
RULE_TEXT = re.sub(r"(?m)^\s*#.*\n", "", RULES.read_text("utf-8"))
WORDS_ONLY = {"text"}


def metrics_in(expr):
    return catalogue.metrics_in(expr, CATALOGUE)


def panels(board):
    """All panels but rows, those of rows that are folded up too."""
    return [panel for one in board["panels"]
            for panel in (one["panels"] if one["type"] == "row" else [one])]


def every_panel():
    """Name and panel, of all that ask for something."""
    return [(f"{name}: {p['title']}", p) for name, board in BOARDS.items() for p in panels(board)
            if p["type"] not in WORDS_ONLY]


def every_expr():
    return [(f"{where} [{t['refId']}]", t["expr"]) for where, p in every_panel()
            for t in p["targets"]]


def every_variable():
    return [(f"{name}: {v['name']}", v) for name, board in BOARDS.items()
            for v in board["templating"]["list"]]


def every_mark():
    return [(f"{name}: {m['name']}", m) for name, board in BOARDS.items()
            for m in board["annotations"]["list"]]


def filled(expr, span, **chosen):
    """The expression with every variable put in, as Grafana does."""
    values = {"__rate_interval": span, "__range": span, "job": ".+", "instance": ".+",
              "topic": ".+", "archive": ".+", "groupby": "partition"} | chosen
    for name, value in values.items():
        expr = re.sub(rf"\$(?:{name}\b|\{{{name}(?::\w+)?\}})", value, expr)
    assert "$" not in expr, expr
    return expr
