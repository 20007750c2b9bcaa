"""The dashboards for tests: every panel, every expression, and how Grafana fills in variables."""

import json
import re
import sys

from prometheus import PROJECT, RULES

sys.path.insert(0, str(PROJECT / "dashboards"))
import catalogue  # noqa: E402

BOARDS = {path.stem: json.loads(path.read_text("utf-8"))
          for path in sorted((PROJECT / "dashboards").glob("*.json"))}
CATALOGUE = catalogue.read()
# Without comments.
RULE_TEXT = re.sub(r"(?m)^\s*#.*\n", "", RULES.read_text("utf-8"))


def metrics_in(expr):
    return catalogue.metrics_in(expr, CATALOGUE)


def panels(board):
    return [p for p in board["panels"] if p["type"] != "row"]


def every_panel():
    return [(f"{name}: {p['title']}", p) for name, board in BOARDS.items() for p in panels(board)]


def every_expr():
    return [(f"{where} [{t['refId']}]", t["expr"]) for where, p in every_panel()
            for t in p["targets"]]


def filled(expr, span):
    """The expression with every variable put in, as Grafana does."""
    values = {"__rate_interval": span, "__range": span, "job": ".+", "instance": ".+",
              "topic": ".+", "archive": ".+"}
    for name, value in values.items():
        expr = re.sub(rf"\$(?:{name}\b|\{{{name}(?::\w+)?\}})", value, expr)
    assert "$" not in expr, expr
    return expr
