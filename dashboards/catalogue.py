"""The metric catalogue: schemas/metrics.tsv, the one list that code, dashboards and docs share."""

import pathlib
import re

PROJECT = pathlib.Path(__file__).resolve().parent.parent
NAME = re.compile(r"(?<![\w:])yuqing_\w+")


def read():
    """Every row as a dict, in the order of the file."""
    head, *rows = (PROJECT / "schemas/metrics.tsv").read_text("utf-8").splitlines()
    return [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]


def metrics_in(expr, rows):
    """Names of the catalogue that an expression uses; names that it does not know stay as they are.

    A histogram is used through its series _bucket, _sum and _count.
    """
    series = {f"{r['name']}{end}": r["name"] for r in rows if r["type"] == "histogram"
              for end in ("_bucket", "_sum", "_count")}
    return {series.get(name, name) for name in NAME.findall(expr)}


def panels_of(board):
    """All panels but rows, those of rows that are folded up too."""
    return [panel for one in board["panels"]
            for panel in (one["panels"] if one["type"] == "row" else [one])]
