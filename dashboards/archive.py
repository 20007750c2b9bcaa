"""The dashboard for an archive: the overview, at the time when it happened.

Panels and expressions are those of the overview with one more filter, the name of the archive. What
only a job that runs finds out is left out, and a sentence says so. The time range is absolute; the
one here is that of the archive that `yuqing demo --write` invents, and deploy/archive puts that of
another archive in.
"""

import overview
from board import annotation, variable
from panels import LOOK, text

DESCRIPTION = ("What was said about the configured topics at the time when it was said: an archive "
               "that yuqing replay has written as time series.")
RANGE = {"from": "2025-01-23T16:00:00.000Z", "to": "2025-02-01T16:00:00.000Z"}
LEFT_OUT = """An archive holds the counts of its windows. What only the job finds out while it runs is
**not here**: authors, different texts, severity of bursts, sentiment shifts with their interval, hashtags
and rising terms, and the live page. `yuqing replay --analytics FILE` writes the findings at the end of an
archive, `yuqing report` tells its bursts with their causes. The marks are drawn by the rule of thumb that
is on the panel of bursts: three times the hour before. Nothing of the process is here either: a past has
none."""

# The filters and links of the overview, and what stands in their place.
CHANGES = [
    ('job=~"$job"', 'archive=~"$archive",job=~"$job"'),
    ("/d/yuqing-topic?", "/d/yuqing-archive?"),
    ("&${page:queryparam}", "&${archive:queryparam}"),
    ("More on ", "Only "),
]

# An archive has no process, so what is shown is what its posts have.
VARIABLES = [
    variable("job", "Job", "label_values(yuqing_posts_total, job)"),
    variable("instance", "Process", 'label_values(yuqing_posts_total{job=~"$job"}, instance)'),
    variable("topic", "Topic", 'label_values(yuqing_topic_posts_total{archive=~"$archive"}, topic)'),
    variable("archive", "Archive", "label_values(yuqing_posts_total, archive)"),
]


def changed(part):
    """A copy of any part of a dashboard with the changes made in every text, and no live links."""
    if isinstance(part, dict):
        return {name: changed(value) for name, value in part.items()}
    if isinstance(part, list):
        return [changed(value) for value in part
                if not (isinstance(value, dict) and "${page" in value.get("url", "").split("?")[0])]
    if isinstance(part, str):
        for old, new in CHANGES:
            part = part.replace(old, new)
    return part


def bursts():
    """No job judges an archive and no rules run over it: the mark is three times the own hour."""
    rate, hour = (name + '{job=~"$job",topic=~"$topic"}' for name in
                  ("topic:yuqing_posts:rate5m", "topic:yuqing_posts:rate5m:avg_1h"))
    return annotation("Bursts", f"{rate} > 3 * ({hour} > 0) and {rate} > 0.1", "Burst: {{topic}}",
                      LOOK)


def dashboard():
    """The JSON of the archive dashboard, from the panels of the overview."""
    made = overview.board(live=False)
    made.row("What an archive cannot have")
    made.add(text("Left out here", LEFT_OUT), 24, 5)
    board = made.json([])
    source, *_ = board["templating"]["list"]
    source["current"] = {"text": "Archive", "value": "yuqing-archive"}
    board["annotations"]["list"] = [bursts()]
    return changed(board | {
        "uid": "yuqing-archive",
        "title": "yuqing: archive",
        "description": DESCRIPTION,
        "refresh": "",
        "time": RANGE,
    }) | {"templating": {"list": [source, *VARIABLES]}}
