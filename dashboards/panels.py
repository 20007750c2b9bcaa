"""The building blocks of the dashboards: classic Grafana JSON, one function per kind of panel.

Expressions are written as plain PromQL. Every selector of a yuqing metric gets the filters of the
variables `job` and `instance` here, so none can be forgotten. Positions are not written down
either: a board fills its rows from left to right.
"""

import re

SCHEMA_VERSION = 41  # the best maintained public boards use it; newer servers migrate it
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

# Sentiment: Okabe and Ito's palette, which colour-blind people can tell apart. Never red and green.
SENTIMENT = {"positive": "#56B4E9", "neutral": "#999999", "negative": "#D55E00"}
# State of the job: fine, look at it, act.
FINE, LOOK, ACT = "#56B4E9", "#E69F00", "#D55E00"
# A topic, a stage or a partition has the same colour on every panel.
BY_NAME = {"mode": "palette-classic-by-name"}

# Metrics of the process come with job and instance; recorded series have only the job.
SELECTOR = re.compile(r"(?<![\w:])([a-z]+:yuqing_[\w:]+|yuqing_\w+)(\{)?")


def with_filters(expr):
    """The expression with the variables job and instance in every selector."""

    def add(match):
        name, brace = match.groups()
        filters = 'job=~"$job"' if ":" in name else 'job=~"$job",instance=~"$instance"'
        return name + "{" + filters + ("," if brace else "}")

    return SELECTOR.sub(add, expr)


def about(what, normal, otherwise):
    """A description: what the panel is, what normal looks like, what to do when it is not."""
    return f"{what}\n\n**Normal:** {normal}\n\n**If not:** {otherwise}"


def steps(*pairs):
    """Thresholds: a base colour, then (value, colour) pairs, ascending."""
    base, *rest = pairs
    return {
        "mode": "absolute",
        "steps": [{"color": base, "value": None}] + [{"color": c, "value": v} for v, c in rest],
    }


def fixed(name, color, matcher="byName"):
    """An override that gives one series its colour."""
    return {
        "matcher": {"id": matcher, "options": name},
        "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": color}}],
    }


def column(name, **properties):
    """An override for one column of a table, e.g. column("posts", unit="short", width=90)."""
    ids = {"width": "custom.width"}
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": ids.get(k, k), "value": v} for k, v in properties.items()],
    }


SENTIMENT_COLOURS = [fixed(name, color) for name, color in SENTIMENT.items()]


def panel(kind, title, description, queries, **field):
    """A panel of any kind. `queries` are (legend, PromQL); `field` are the field defaults."""
    instant = kind != "timeseries"
    overrides = field.pop("overrides", [])
    options = field.pop("options", {})
    defaults = {"noValue": "no data", **field}
    targets = [
        {
            "refId": chr(ord("A") + i),
            "datasource": DATASOURCE,
            "expr": with_filters(expr),
            "legendFormat": legend,
            "instant": instant,
            "range": not instant,
            "format": "table" if kind == "table" else "time_series",
        }
        for i, (legend, expr) in enumerate(queries)
    ]
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": DATASOURCE,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": overrides},
        "options": options,
    }


def stat(title, description, expr, thresholds, **field):
    """One number; its colour is the threshold that it has passed."""
    options = {
        "colorMode": "value",
        "graphMode": "none",
        "justifyMode": "auto",
        "textMode": "auto",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    color = {"mode": "thresholds"}
    return panel("stat", title, description, [("", expr)], options=options, color=color,
                 thresholds=thresholds, **field)


def lines(title, description, queries, stacked=None, limit=None, scale="linear", **field):
    """Values over time. `stacked` is "normal" or "percent"; `limit` draws thresholds as lines; a
    `scale` of "log" is for values that are orders of magnitude apart.
    """
    custom = {
        "drawStyle": "line",
        "lineWidth": 1,
        "fillOpacity": 60 if stacked else 0,
        "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": stacked or "none", "group": "A"},
        "thresholdsStyle": {"mode": "dashed" if limit else "off"},
        "scaleDistribution": {"type": scale, **({"log": 10} if scale == "log" else {})},
    }
    options = {
        "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, description, queries, custom=custom, options=options,
                 thresholds=limit or steps(FINE), color=BY_NAME, **field)


def bars(title, description, queries, **field):
    """One bar for each series, longest first when the query sorts."""
    options = {
        "displayMode": "basic",
        "orientation": "horizontal",
        "valueMode": "color",
        "showUnfilled": True,
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    field.setdefault("color", {"mode": "thresholds"})
    field.setdefault("thresholds", steps(FINE))
    return panel("bargauge", title, description, queries, options=options, **field)


def table(title, description, queries, by, columns, **field):
    """One row for each combination of the labels `by`; the queries' legends are the column names.

    `columns` are overrides made by column().
    """
    names = {f"Value #{chr(ord('A') + i)}": legend for i, (legend, _) in enumerate(queries)}
    if len(queries) == 1:
        names = {"Value": queries[0][0]}
    made = panel("table", title, description, [("", expr) for _, expr in queries],
                 overrides=columns, options={"showHeader": True, "cellHeight": "sm"}, **field)
    made["transformations"] = [
        {"id": "merge", "options": {}},
        {
            "id": "organize",
            "options": {
                "excludeByName": {"Time": True},
                "indexByName": {n: i for i, n in enumerate([*by, *names])},
                "renameByName": names,
            },
        },
    ]
    return made


def variable(name, label, query):
    """A variable whose values are the values of a label; read again when the time range changes."""
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": DATASOURCE,
        "query": {"query": query, "refId": f"variable-{name}", "qryType": 1},
        "definition": query,
        "includeAll": True,
        "multi": True,
        "allValue": ".+",
        "current": {"text": ["All"], "value": ["$__all"]},
        "refresh": 2,
        "sort": 1,
        "regex": "",
        "hide": 0,
        "options": [],
    }


def annotation(name, expr, title, color):
    """Marks on the time axis where the expression has a value."""
    return {
        "name": name,
        "datasource": DATASOURCE,
        "enable": True,
        "hide": False,
        "iconColor": color,
        "expr": expr,
        "step": "60s",
        "titleFormat": title,
        "useValueForTime": False,
    }


class Board:
    """A dashboard. Panels go from left to right, and below when the width of 24 is used up."""

    def __init__(self, uid, title, description):
        self.head = {"uid": uid, "title": title, "description": description}
        self.panels = []
        self.annotations = []
        self._x = self._y = self._height = 0

    def row(self, title):
        self._break()
        self._place({"type": "row", "title": title, "collapsed": False, "panels": []}, 24, 1)
        self._break()

    def add(self, made, width, height=8):
        if self._x + width > 24:
            self._break()
        self._place(made, width, height)

    def _place(self, made, width, height):
        position = {"x": self._x, "y": self._y, "w": width, "h": height}
        self.panels.append({"id": len(self.panels) + 1, **made, "gridPos": position})
        self._x += width
        self._height = max(self._height, height)

    def _break(self):
        self._y += self._height
        self._x = self._height = 0

    def json(self, variables):
        choose = {
            "name": "datasource",
            "label": "Data source",
            "type": "datasource",
            "query": "prometheus",
            "refresh": 1,
            "includeAll": False,
            "multi": False,
            "regex": "",
            "hide": 0,
            "current": {},
            "options": [],
        }
        link = {
            "type": "dashboards",
            "title": "yuqing",
            "tags": ["yuqing"],
            "asDropdown": False,
            "keepTime": True,
            "includeVars": True,
            "targetBlank": False,
            "icon": "external link",
            "tooltip": "The other dashboards, with this time range and these variables",
            "url": "",
        }
        return {
            "id": None,
            **self.head,
            "tags": ["yuqing"],
            "schemaVersion": SCHEMA_VERSION,
            "version": 1,
            "editable": False,
            "graphTooltip": 1,
            "timezone": "browser",
            "refresh": "30s",
            "time": {"from": "now-1h", "to": "now"},
            "links": [link],
            "templating": {"list": [choose, *variables]},
            "annotations": {"list": self.annotations},
            "panels": self.panels,
        }
