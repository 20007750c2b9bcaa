"""The dashboard for an archive: the opinion dashboard, at the time when it happened.

Panels and expressions are those of the opinion dashboard with one more filter, the name of the
archive. The time range is absolute; the one here is that of the archive that `yuqing demo --write`
invents, and deploy/archive puts that of another archive in.
"""

import copy

import panels

DESCRIPTION = ("What was said about the configured topics at the time when it was said: an archive "
               "that yuqing replay has written as time series.")
RANGE = {"from": "2025-01-23T16:00:00.000Z", "to": "2025-02-01T16:00:00.000Z"}

# The filters and links of the opinion dashboard, and what stands in their place.
CHANGES = [
    ('job=~"$job"', 'archive=~"$archive",job=~"$job"'),
    ("/d/yuqing-opinion?", "/d/yuqing-archive?"),
    ("${instance:queryparam}", "${instance:queryparam}&${archive:queryparam}"),
]

# An archive has no process, so what is shown is what its posts have.
VARIABLES = [
    panels.variable("job", "Job", "label_values(yuqing_posts_total, job)"),
    panels.variable("instance", "Process", 'label_values(yuqing_posts_total{job=~"$job"}, instance)'),
    panels.variable("topic", "Topic",
                    'label_values(yuqing_topic_posts_total{archive=~"$archive"}, topic)'),
    panels.variable("archive", "Archive", "label_values(yuqing_posts_total, archive)"),
]


def changed(part):
    """A copy of any part of a dashboard with the changes made in every text."""
    if isinstance(part, dict):
        return {name: changed(value) for name, value in part.items()}
    if isinstance(part, list):
        return [changed(value) for value in part]
    if isinstance(part, str):
        for old, new in CHANGES:
            part = part.replace(old, new)
    return part


def bursts():
    """No rules run over an archive, so no alert has fired: the mark is the alert's own condition."""
    rate, hour = (name + '{job=~"$job",topic=~"$topic"}' for name in
                  ("topic:yuqing_posts:rate5m", "topic:yuqing_posts:rate5m:avg_1h"))
    return panels.annotation("Bursts", f"{rate} > 3 * ({hour} > 0) and {rate} > 0.1",
                             "Burst: {{topic}}", panels.LOOK)


def of(opinion):
    """The JSON of the archive dashboard, from that of the opinion dashboard."""
    board = copy.deepcopy(opinion)
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
