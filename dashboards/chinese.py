"""The dashboards in Chinese: names from chinese_names.py; descriptions stay English.

Both languages can stand in one Grafana: the Chinese ones have uids and a tag of their own, and link to
each other.
"""

import json
import re

from chinese_names import NAMES, TEXTS


def translate_panel(panel):
    if panel["type"] == "text":
        panel["options"]["content"] = TEXTS[panel["title"]]
    panel["title"] = NAMES[panel["title"]]
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    if defaults:
        defaults["noValue"] = NAMES[defaults["noValue"]]
        defaults["unit"] = NAMES.get(defaults["unit"], defaults["unit"])
    links = [*defaults.get("links", []),
             *(link for override in panel.get("fieldConfig", {}).get("overrides", [])
               for one in override["properties"] if one["id"] == "links" for link in one["value"])]
    for link in links:
        link["title"] = NAMES[link["title"]]
    for change in panel.get("transformations", []):
        renamed = change["options"].get("renameByName", {})
        renamed.update({column: NAMES[name] for column, name in renamed.items()})
        for override in panel["fieldConfig"]["overrides"]:
            matcher = override["matcher"]
            if change["id"] == "organize" and matcher["options"] in NAMES:
                matcher["options"] = NAMES[matcher["options"]]


def translate_row(row):
    row["title"] = NAMES[row["title"]]
    for panel in row["panels"]:
        translate_panel(panel)


def translate(dashboard):
    """A copy of a dashboard in Chinese."""
    # Links to the others lead to the Chinese ones.
    dashboard = json.loads(re.sub(r"/d/(yuqing-\w+)\?", r"/d/\1-zh?", json.dumps(dashboard)))
    dashboard["uid"] += "-zh"
    dashboard["tags"] = ["yuqing-zh"]
    dashboard["title"] = NAMES[dashboard["title"]]
    for variable in dashboard["templating"]["list"]:
        variable["label"] = NAMES[variable["label"]]
    for link in dashboard["links"]:
        link["title"] = NAMES[link["title"]]
        link["tags"] = dashboard["tags"] if link["tags"] else []
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            translate_row(panel)
        else:
            translate_panel(panel)
    return dashboard
