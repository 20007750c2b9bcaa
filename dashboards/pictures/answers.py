"""Asks a Prometheus what a dashboard asks, and writes it down for draw.jsx: one JSON, no server needed."""

import json
import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent / "tests"), str(HERE.parent)]
from boards import filled  # noqa: E402
from prometheus import ask  # noqa: E402

POINTS = 600
UNIT = 34


def legend(template, labels):
    if not template:
        return json.dumps(labels) if labels else "Value"
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: labels.get(found[1], ""), template)


class Answers:
    def __init__(self, url, begin, end, scrape, **chosen):
        self.url, self.begin, self.end = url, begin, end
        self.step = max((end - begin) // POINTS, scrape)
        # As Grafana: a rate looks over four scrapes at least.
        self.rate = max(self.step + scrape, 4 * scrape)
        self.chosen = chosen

    def filled(self, expr):
        length = f"{self.end - self.begin}s"
        return filled(expr.replace("$__rate_interval", f"{self.rate}s"), length, **self.chosen)

    def over_time(self, target):
        found = ask(self.url, "query_range", query=self.filled(target["expr"]), start=self.begin,
                    end=self.end, step=self.step)["result"]
        # Grafana puts a gap where a step has no sample.
        grid = range(self.begin, self.end + 1, self.step)
        for series in found:
            values = {round(at): number(value) for at, value in series["values"]}
            yield self.named(target, series, list(grid), [values.get(at) for at in grid])

    def now(self, target):
        for series in self.instant(target):
            at, value = series["value"]
            yield self.named(target, series, [at], [number(value)])

    def instant(self, target):
        return ask(self.url, "query", query=self.filled(target["expr"]), time=self.end)["result"]

    @staticmethod
    def named(target, series, times, values):
        labels = {k: v for k, v in series["metric"].items() if k != "__name__"}
        return {"refId": target["refId"], "labels": labels,
                "name": legend(target["legendFormat"], labels), "t": [1000 * t for t in times],
                "v": values}

    def table(self, target, alone):
        """Columns as Grafana's Prometheus data source makes them."""
        rows = self.instant(target)
        names = sorted({name for row in rows for name in row["metric"]})
        value = "Value" if alone else f"Value #{target['refId']}"
        columns = [{"name": "Time", "values": [1000 * row["value"][0] for row in rows]}]
        columns += [{"name": name, "values": [row["metric"].get(name, "") for row in rows]}
                    for name in names]
        columns.append({"name": value, "values": [number(row["value"][1]) for row in rows]})
        return {"refId": target["refId"], "columns": columns}

    def panel(self, panel):
        targets = panel.get("targets", [])
        if panel["type"] == "table":
            tables = [self.table(target, len(targets) == 1) for target in targets]
            return panel | {"tables": [one for one in tables if one["columns"][0]["values"]]}
        ask_for = self.over_time if panel["type"] == "timeseries" else self.now
        return panel | {"series": [one for target in targets for one in ask_for(target)]}

    def marks(self, board):
        """When a mark begins: the first of neighbouring moments."""
        found = set()
        for mark in board["annotations"]["list"]:
            for series in ask(self.url, "query_range", query=self.filled(mark["expr"]),
                              start=self.begin, end=self.end, step=self.step)["result"]:
                times = [round(at) for at, _ in series["values"]]
                found |= {at for at in times if at - self.step not in times}
        return sorted(1000 * at for at in found)

    def dashboard(self, board, width, theme="light"):
        drawn = [one for row in board["panels"] for one in
                 ([{**row, "panels": []}, *row["panels"]] if row["type"] == "row" else [row])]
        asked = [one if one["type"] == "row" else self.panel(one) for one in drawn]
        bottom = max(one["gridPos"]["y"] + one["gridPos"]["h"] for one in drawn)
        return {"title": board["title"], "theme": theme, "width": width,
                "height": bottom * UNIT + 48, "from": 1000 * self.begin, "to": 1000 * self.end,
                "marks": self.marks(board), "panels": asked}


def number(text):
    value = float(text)
    return value if math.isfinite(value) else None


def page(dash):
    """A page that needs nothing but what is beside it."""
    inlined = json.dumps(dash, ensure_ascii=False).replace("</", "<\\/")
    return ('<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="draw.css">'
            f'<body><div id="r"></div><script>window.__dash = {inlined}</script>'
            '<script src="draw.js"></script>')
