"""Makes docs/metrics.md from the catalogue: every metric and where it is shown."""

import catalogue

HEAD = """# Metrics

The job answers `GET /metrics` in the Prometheus text format. This page is made from
`schemas/metrics.tsv` by `python3 dashboards/generate.py`; the job reads the same file, so names,
types and help texts cannot differ.

What holds for all of them:

- Totals are read from the state of the partitions. They survive a restart, because they are part of
  the snapshot. `rate()` and `increase()` work as usual, with one exception below.
- Every series of a configured topic or reason is there from the start, with 0. A process that has
  snapshots to go on from shows no totals until all its partitions have come to where their topic
  ended at its start, after a crash mostly within 3 s: what it shows is then at least what it showed
  before. Behind a long backlog it waits for two `state.interval` and 10 s.
- No label value comes from a post. Labels have the values of the configuration: `topic` is a
  configured topic, `entity` a configured entity, and `all` in `yuqing_window_posts` stands for every
  post.
- For every partition and in every scrape, `yuqing_records_consumed_total` is the sum of
  `yuqing_partition_records_total` over its outcomes: counted, late, duplicate, rejected, filtered.
- A deleted post leaves its window, but no total falls: the windows of all time hold
  `yuqing_records_counted_total` − `yuqing_posts_retracted_total` posts.
- Volume is `yuqing_kind_posts_total`: every counted post has one kind. The sums by sentiment and by
  emotion hold opinions only, that is, no bare reposts and no notices; their totals are smaller.
- Scores are integers, in thousandths. A mean is (positive − negative) / opinions / 1000.

One thing makes a total fall, and `rate()` and `increase()` then count all of it once more, for as
long as their range holds that moment: when several processes share a topic, a partition that moves
takes its totals along. The totals themselves stay right, and so does their sum over all processes.
The dashboards mark starts and rebalances, and the alerts on topics do not rest on them. Over longer
ranges use differences of sums:
`sum(yuqing_kind_posts_total) - sum(yuqing_kind_posts_total offset 1d)`.

An archive brings the metrics that come from posts along at their own time, with one more label:
[grafana-archive.md](grafana-archive.md).

Two formulas are called net sentiment elsewhere; here they have two names. With P, N and U positive,
negative and neutral opinions: **net sentiment** is (P − N) / (P + N + U), **net sentiment rate** is
(P − N) / (P + N).
"""

TYPES = (("counter", "Counters"), ("gauge", "Gauges"), ("histogram", "Histograms"))


def places(name, rows, dashboards, rules):
    """Where a metric can be seen: the rules, then titles of panels."""
    found = ["rules"] if name in catalogue.metrics_in(rules, rows) else []
    for board in dashboards:
        for panel in catalogue.panels_of(board):
            exprs = " ".join(t["expr"] for t in panel.get("targets", []))
            if name in catalogue.metrics_in(exprs, rows):
                found.append(f"{board['title'].removeprefix('yuqing: ')}: {panel['title']}")
    return found


def page(rows, dashboards, rules):
    parts = [HEAD]
    for kind, title in TYPES:
        parts.append(f"\n## {title}\n\n| name | labels | unit | what it is | seen in |\n"
                     "|---|---|---|---|---|\n")
        for row in rows:
            if row["type"] == kind:
                labels = ", ".join(f"`{label}`" for label in row["labels"].split(",") if label)
                seen = "; ".join(places(row["name"], rows, dashboards, rules)[:3]) or "no panel"
                parts.append(f"| `{row['name']}` | {labels} | {row['unit']} | {row['help']} "
                             f"| {seen} |\n")
    return "".join(parts)
