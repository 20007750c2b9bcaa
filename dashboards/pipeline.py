"""The dashboard for operators: whether the job keeps up, and what becomes of every record.

Rows stand in the order of the data flow. In each row: on the left how much goes through, in the
middle what goes wrong, on the right how long it takes.
"""

from board import Board, annotation
from panels import ACT, FINE, LOOK, about, lines, stat, steps
from pipeline_end import fold, headroom, process, snapshots
from stages import (BUSY, COUNT, RATE, RECORDS, THREADS, WATCHED, batches, duration, record_time)

BY = "{{partition}}{{instance}}"  # one of the two: what $groupby chooses


def ratio(part):
    return f"sum(rate({part}[{RATE}])) / ({WATCHED} > 0)"


def at_a_glance(board):
    board.row("At a glance")
    board.add(stat(
        "Ready", about("Whether every process does its work.", "ready.",
                       "/readyz of the process says which part is not, and why."),
        "min(yuqing_ready)", steps(ACT, (1, FINE)), unit="bool_yes_no", decimals=0), 3, 4)
    board.add(stat(
        "Read", about("Records read per second, over all partitions.",
                      "what the producers send.", "zero: see YuqingNoData in the runbook."),
        WATCHED, steps(ACT, (0.001, FINE)), **RECORDS), 3, 4)
    board.add(stat(
        "Behind", about("Age of the newest record that was folded in the partition that is furthest "
                        "behind; 0 when nothing waits.", "below a few seconds.",
                        "above two minutes YuqingLagHigh fires; see the source."),
        "max(yuqing_source_lag_seconds)", steps(FINE, (30, LOOK), (120, ACT)),
        unit="s", decimals=1, min=0), 3, 4)
    board.add(stat(
        "Headroom", about("Share of the time of all threads in which they are not busy with a stage. "
                          "Waiting for records is not busy.", "above 50 %.",
                          "near 0: add threads or processes before the lag grows."),
        f"1 - {BUSY} / ({THREADS} > 0)", steps(ACT, (0.1, LOOK), (0.3, FINE)),
        unit="percentunit", decimals=1, max=1, noValue="no batches"), 3, 4)
    board.add(stat(
        "Share rejected", about("Share of the records that are broken.", "below 1 %.",
                                "the row on parsing has the reasons; the dead letters the bytes."),
        ratio("yuqing_records_rejected_total"), steps(FINE, (0.01, LOOK), (0.1, ACT)),
        unit="percentunit", decimals=2, min=0, noValue="nothing read"), 3, 4)
    board.add(stat(
        "Share late", about("Share of the records whose window was final when they came.",
                            "below 1 %.",
                            "raise [window] lateness, or find the producer that holds posts back."),
        ratio("yuqing_records_late_total"), steps(FINE, (0.01, LOOK), (0.05, ACT)),
        unit="percentunit", decimals=2, min=0, noValue="nothing read"), 3, 4)
    board.add(stat(
        "Unaccounted", about("Records that were read, minus those whose outcome is known. The law "
                             "of the job: nothing vanishes.", "exactly 0, always.",
                             "it is a defect: keep the state folder and report it."),
        "sum(yuqing_records_consumed_total) - sum(yuqing_partition_records_total)",
        steps(ACT, (0, FINE), (1, ACT)), unit="locale", decimals=0), 3, 4)
    board.add(stat(
        "Snapshot age", about("Time since state became durable.",
                                          "below the configured interval and a little.",
                                          "see YuqingSnapshotsFailing. Decades: none was made yet."),
        "max(time() - yuqing_snapshot_last_success_timestamp_seconds)",
        steps(FINE, (120, LOOK), (900, ACT)), unit="s", decimals=0), 3, 4)


def source(board):
    board.row("Source")
    board.add(lines(
        "Records read", about("Records per second, by partition or process.", "partitions alike.",
                              "one partition alone at 0: its leader or its producer; all at 0: "
                              "broker, access rights, or silence."),
        [(BY, f"sum by ($groupby) (rate(yuqing_records_consumed_total[{RATE}]))")],
        **RECORDS), 8)
    board.add(lines(
        "Lag in records", about("Records in Kafka that are not yet folded.", "flat and low.",
                                "one line rising: that partition is stuck or hot; all rising: too "
                                "little processor time; see the headroom."),
        [(BY, "sum by ($groupby) (yuqing_consumer_lag)")],
        limit=steps(FINE, (10000, LOOK)), **COUNT), 8)
    board.add(lines(
        "Lag in time", about("Age of the newest record that was folded, by the time of the log; 0 "
                             "when nothing waits.", "below a few seconds.",
                             "above two minutes YuqingLagHigh fires. A log whose times are in the "
                             "past on purpose has its age here while records wait."),
        [(BY, "max by ($groupby) (yuqing_source_lag_seconds)")],
        limit=steps(FINE, (120, ACT)), unit="s", decimals=1, min=0), 8)
    board.add(lines(
        "Partitions owned", about("Partitions that each process reads.",
                                  "the sum is the number of partitions of the topic.",
                                  "a process with 0 is one too many, or not in the group."),
        [("{{instance}}", "sum by (instance) (yuqing_lanes)")], **COUNT), 6)
    board.add(lines(
        "Rebalances", about("Changes of the owned partitions, in each interval of the picture. "
                            "Totals move with their partition: counters fall on one process and "
                            "rise on another, which looks like a short peak of every rate.",
                            "only when a process starts or stops.",
                            "more: processes die, or do not poll in time."),
        [("{{instance}}", f"sum by (instance) (increase(yuqing_rebalances_total[{RATE}]))")],
        **COUNT), 6)
    board.add(lines(
        "Standing and lost", about("Partitions whose records do not come though they are there, and "
                                   "offsets that the topic no longer held when they were to be read, "
                                   "in each interval of the picture.", "0, always.",
                                   "see YuqingPartitionStalled and YuqingRecordsLost."),
        [("standing {{partition}}", "sum by (partition) (yuqing_partition_stalled) > 0"),
         ("lost {{partition}} {{reason}}", "sum by (partition, reason) "
          f"(increase(yuqing_gap_records_total[{RATE}])) > 0")], **COUNT), 6)
    duration(board, "fill", "Source: time to fill a batch",
             "It waits for records, so it is long when there is nothing to do.", 6)


def parse(board):
    board.row("Parse")
    batches(board, "parse", "Parse: batches", 6)
    board.add(lines(
        "Rejected by reason", about("Broken records per second; their bytes are in the dead "
                                    "letters.", "0, or a thin steady line.",
                                    "a step up of one reason: a producer changed its format."),
        [("{{reason}}", f"sum by (reason) (rate(yuqing_records_rejected_total[{RATE}]))")],
        **RECORDS), 6)
    board.add(lines(
        "Filtered by reason", about("Sound records per second that hold no opinion to count.",
                                    "a steady small share.",
                                    "many deletions at once are news by themselves."),
        [("{{reason}}", f"sum by (reason) (rate(yuqing_records_filtered_total[{RATE}]))")],
        **RECORDS), 6)
    duration(board, "parse", "Parse: time of a batch", "", 6)


def middle(board, stage, name):
    """A stage that cannot fail: every post goes through."""
    board.row(name)
    batches(board, stage, f"{name}: batches", 8)
    record_time(board, stage, f"{name}: time of a record", 8)
    duration(board, stage, f"{name}: time of a batch", "", 8)


def topic(board):
    board.row("Topic")
    batches(board, "topic", "Topic: batches", 6)
    board.add(lines(
        "Changes of the topic file", about("Times that a changed topic file was taken over or "
                                           "refused, in each interval of the picture.",
                                           "none, or ok.",
                                           "failed: the topics of before go on; see "
                                           "YuqingTopicReloadFailed."),
        [("{{result}}", f"sum by (result) (increase(yuqing_topics_reload_total[{RATE}]))")],
        **COUNT), 6)
    record_time(board, "topic", "Topic: time of a record", 6)
    duration(board, "topic", "Topic: time of a batch", "", 6)


def board():
    made = Board("yuqing-pipeline", "yuqing: pipeline",
                 "Whether the job keeps up, and what becomes of every record, in the order of the "
                 "data: source, parse, normalize, sentiment, topic, traits, fold, sinks.")
    at_a_glance(made)
    source(made)
    parse(made)
    middle(made, "normalize", "Normalize")
    middle(made, "sentiment", "Sentiment")
    topic(made)
    middle(made, "traits", "Traits")
    for part in (fold, snapshots, headroom, process):
        part(made)
    return made


# Marks that all live dashboards show: what moves counters without a post. They are looked for once
# a minute, so two minutes miss none.
MARKS = [
    annotation("Starts", 'changes(yuqing_process_start_time_seconds{job=~"$job",'
               'instance=~"$instance"}[2m]) > 0', "Started: {{instance}}", LOOK),
    annotation("Rebalances", 'increase(yuqing_rebalances_total{job=~"$job",'
               'instance=~"$instance"}[2m]) > 0', "Rebalance: {{instance}}", FINE),
    annotation("Failed snapshots", 'increase(yuqing_snapshot_total{job=~"$job",'
               'instance=~"$instance",result="failed"}[2m]) > 0',
               "Snapshot failed: {{instance}}", ACT),
]
