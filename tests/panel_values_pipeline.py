"""What the panels of the pipeline must show: of records exactly what was sent, of the machine what must
hold on any.
"""

from panel_truth import OUTCOMES
from panel_values import Bounds, Holds, Sum, between, by, one, per_second

DAY = 86_400


def stages(truth, span, job):
    """Of every stage: as many batches as of every other, and times that fit into the span."""
    records = sum(truth.now.consumed.values())
    batches = Holds(f"as in every stage: {job.batches / span:.4g}",
                    lambda v: abs(v * span - job.batches) < 1e-6 * job.batches)
    record_time = between(0, span * job.threads / records)
    found = {}
    for name in ("Parse", "Normalize", "Sentiment", "Topic", "Traits", "Fold"):
        found[f"{name}: batches"] = batches
        if name != "Parse":  # it has the rejects in that place
            found[f"{name}: time of a record"] = record_time
        found[f"{name}: time of a batch"] = between(0, span)
    return found


def records(truth, span):
    now = truth.now
    outcomes = per_second({name: now.outcomes[name] for name in OUTCOMES}, span)
    return {
        "Read": one(sum(now.consumed.values()) / span),
        "Records read": by("partition", per_second(now.consumed, span)),
        "Share rejected": one(now.outcomes["rejected"] / sum(now.consumed.values())),
        "Share late": one(now.outcomes["late"] / sum(now.consumed.values())),
        "Rejected by reason": Sum(outcomes["rejected"]),
        "Filtered by reason": Sum(outcomes["filtered"]),
        "Late and duplicate": tuple(one(now.outcomes[name] / span) for name in
                                    ("late", "duplicate", "retracted", "replaced")),
        "Outcomes": (by("outcome", outcomes), one(outcomes["counted"])),
        "Conservation: read minus all outcomes": by("partition", dict.fromkeys(now.consumed, 0)),
        "Unaccounted": one(0),
    }


def pipeline(truth, span, job):
    partitions = truth.now.consumed
    clock = job.at - truth.newest_ms / 1000
    return {
        **stages(truth, span, job),
        **records(truth, span),
        "Ready": one(1),
        "Behind": one(0),
        "Headroom": between(0, 1),
        "Snapshot age": between(0, 60),
        "Lag in records": by("partition", dict.fromkeys(partitions, 0)),
        "Lag in time": by("partition", dict.fromkeys(partitions, 0)),
        "Partitions owned": job.by_instance(len(partitions)),
        "Rebalances": job.by_instance(0),
        "Standing and lost": (by("partition", {}), by("reason", {})),
        "Source: time to fill a batch": between(0, 60),
        "Changes of the topic file": by("result", {"ok": 0, "failed": 0}),
        "Event time behind the clock": job.by_instance(clock),
        "Windows open and ids held": (between(1, 10_000), job.by_instance(truth.ids)),
        "Snapshots by result": Bounds({(("result", "ok"), ): (1, 1000),
                                       (("result", "failed"), ): (0, 0)}),
        "Age": between(0, 60),
        "Size": between(0, 1e9),
        "Duration": between(0, 60),
        "Busy by stage": between(0, 1),
        "Time not busy": between(0, 1),
        "Batches in flight": (between(0, 2 * job.threads), one(2 * job.threads)),
        "Memory": between(1 << 20, 1 << 33),
        "Processor": between(0, 64),
        "Series left out": Holds("0", lambda v: v == 0, 0),
        "Up for": between(0, DAY),
        "Shows an archive": one(0),
        "Builds": Holds("1", lambda v: v == 1),
        "Topic files": Holds("1", lambda v: v == 1),
    }
