"""A dashboard: its variables, links and marks, and where its panels stand.

Positions are not written down: a board fills its rows from left to right.
"""

from panels import DATASOURCE

SCHEMA_VERSION = 41  # the best maintained public boards use it; newer servers migrate it
PAGE = "http://127.0.0.1:9464"  # where the job has its page by default


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


def choice(name, label, values):
    """A variable with one of a few fixed values; the first is chosen."""
    options = [{"text": v, "value": v, "selected": v == values[0]} for v in values]
    return {
        "name": name,
        "label": label,
        "type": "custom",
        "query": ",".join(values),
        "includeAll": False,
        "multi": False,
        "current": options[0],
        "hide": 0,
        "options": options,
    }


def live_page():
    """Where the job answers a browser: links lead there that name what metrics cannot hold."""
    here = {"text": PAGE, "value": PAGE, "selected": True}
    return {"name": "page", "label": "Live page", "type": "textbox", "query": PAGE, "current": here,
            "hide": 0, "options": [here]}


def source():
    return {
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


def link():
    return {
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


def page_link():
    return {
        "type": "link",
        "title": "Live page",
        "tags": [],
        "asDropdown": False,
        "keepTime": False,
        "includeVars": False,
        "targetBlank": True,
        "icon": "bolt",
        "tooltip": "The page of the job itself: names, words and example posts",
        "url": "${page:raw}/",
    }


class Board:
    """Panels go from left to right, and below when the width of 24 is used up."""

    def __init__(self, uid, title, description, live=True):
        self.head = {"uid": uid, "title": title, "description": description}
        self.live = live  # of a job that runs, not of an archive
        self.panels = []
        self.annotations = []
        self._count = 0
        self._inside = self.panels  # of the dashboard, or of a row that is folded up
        self._x = self._y = self._height = 0

    def row(self, title, collapsed=False):
        self._break()
        self._inside = self.panels
        made = {"type": "row", "title": title, "collapsed": collapsed, "panels": []}
        self._place(made, 24, 1)
        self._break()
        if collapsed:
            self._inside = self.panels[-1]["panels"]

    def add(self, made, width, height=8):
        if self._x + width > 24:
            self._break()
        self._place(made, width, height)

    def _place(self, made, width, height):
        position = {"x": self._x, "y": self._y, "w": width, "h": height}
        self._count += 1
        self._inside.append({"id": self._count, **made, "gridPos": position})
        self._x += width
        self._height = max(self._height, height)

    def _break(self):
        self._y += self._height
        self._x = self._height = 0

    def json(self, variables):
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
            "links": [link(), page_link()],
            "templating": {"list": [source(), *variables]},
            "annotations": {"list": self.annotations},
            "panels": self.panels,
        }
