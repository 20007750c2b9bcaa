"""The kinds of panels: classic Grafana JSON, one function for each.

Expressions are written as plain PromQL. Every selector of a yuqing metric gets the filters of the
variables `job` and `instance` here, so none can be forgotten. Where panels stand is up to board.py.
"""

import functools
import pathlib
import re
import tomllib

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

# Sentiment: Okabe and Ito's palette, which colour-blind people can tell apart. Never red and green.
SENTIMENT = {"positive": "#56B4E9", "neutral": "#999999", "negative": "#D55E00"}
# State of the job: fine, look at it, act.
FINE, LOOK, ACT = "#56B4E9", "#E69F00", "#D55E00"
GREY = "#999999"  # what is neither good nor bad
# All eight of Okabe and Ito, grey for black, which dark themes swallow.
EIGHT = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
DASHES = (None, [10, 6], [2, 5])
# A topic, a stage or a partition has the same colour on every panel.
BY_NAME = {"mode": "palette-classic-by-name"}

STAGES = ("fill", "parse", "normalize", "sentiment", "topic", "traits", "fold")
LABELS = {"stage": STAGES, "result": ("ok", "failed"),
          "partition": tuple(map(str, range(24))),
          "reason": ("deleted", "edited", "no_post", "tombstone", "not_json", "not_utf8", "bad_id",
                     "bad_time", "time_range", "bad_text", "bad_row", "needs_schema", "too_large",
                     "too_deep", "unknown_format"),
          "outcome": ("counted", "late", "duplicate", "rejected", "filtered")}
NAMES = ("median", "slowest 1 %", "own", "quoted", "late", "duplicate", "taken back", "replaced",
         "all threads", "fold", "in flight", "limit", "a record")
TOPIC_FILE = pathlib.Path(__file__).resolve().parent.parent / "deploy/topics.toml"

# Metrics of the process come with job and instance; recorded series have only the job.
SELECTOR = re.compile(r"(?<![\w:])([a-z]+:yuqing_[\w:]+|yuqing_\w+)(\{)?")


@functools.cache
def topics():
    """Their ids, in the order of the file."""
    return tuple(topic["id"] for topic in tomllib.loads(TOPIC_FILE.read_text("utf-8"))["topic"])


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


def merged(overrides):
    """One override for each name, with the properties of all."""
    found = {}
    for override in overrides:
        name = override["matcher"]["options"]
        found.setdefault(name, {**override, "properties": []})["properties"] += override["properties"]
    return list(found.values())


def dashed(names, dash=(6, 4)):
    """An override for the lines of all names that a regular expression is true of."""
    style = {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": list(dash)}}
    return {"matcher": {"id": "byRegexp", "options": names}, "properties": [style]}


def told_apart(names, suffix=""):
    """Overrides that give names colours of their own, and from the ninth on dashes, too."""

    def named(chosen):
        return "^(" + "|".join(map(re.escape, chosen)) + ")" + suffix + "$"

    found = [fixed(named(names[i::len(EIGHT)]), color, "byRegexp")
             for i, color in enumerate(EIGHT) if names[i::len(EIGHT)]]
    for turn, dash in enumerate(DASHES):
        chosen = [name for i, name in enumerate(names) if i // len(EIGHT) % len(DASHES) == turn]
        if dash and chosen:
            found.append(dashed(named(chosen), dash))
    return found


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
    return stats(title, description, [("", expr)], thresholds, **field)


def stats(title, description, queries, thresholds, **field):
    """The number of the first query, and beside it, small and grey, those that belong to it."""
    beside = [fixed(name, GREY) for name, _ in queries[1:]]
    overrides = merged([*beside, *field.pop("overrides", [])])
    options = {
        "colorMode": "value",
        "graphMode": "none",
        "justifyMode": "auto",
        "textMode": "value_and_name" if len(queries) > 1 else "auto",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    return panel("stat", title, description, queries, options=options,
                 color={"mode": "thresholds"}, thresholds=thresholds, overrides=overrides, **field)


def known_colours(legends):
    """For topics, and for labels and names whose values are known."""
    found = told_apart([name for name in NAMES if name in legends])
    for label, names in {"topic": topics(), **LABELS}.items():
        # The legend of $groupby names two labels, of which one is there.
        if any(legend.startswith(f"{{{{{label}}}}}") and " " not in legend for legend in legends):
            found += told_apart(names)
    return found


def lines(title, description, queries, stacked=None, limit=None, scale="linear", **field):
    """Values over time. Series whose names are known get colours of their own, the rest take theirs
    from the palette by name. `stacked` is "normal" or "percent"; `limit` draws thresholds as lines; a
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
    field["overrides"] = known_colours({legend for legend, _ in queries}) + field.pop("overrides", [])
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
        # Few bars are no reason for large letters.
        "sizing": "manual",
        "minVizHeight": 16,
        "maxVizHeight": 28,
        "minVizWidth": 8,
        "namePlacement": "auto",
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
                 custom={"minWidth": 72, "align": "auto"}, overrides=columns, options={"showHeader": True, "cellHeight": "sm"}, **field)
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


def text(title, content):
    """A panel of words, in Markdown."""
    return {
        "type": "text",
        "title": title,
        "description": "",
        "options": {"mode": "markdown", "content": content,
                    "code": {"language": "plaintext", "showLineNumbers": False,
                             "showMiniMap": False}},
    }
