"""The dashboard for operators: whether the job keeps up, and what becomes of every record.

Rows stand in the order of the data flow. In each row: on the left how much goes through, in the
middle what goes wrong, on the right how long it takes.
"""

from board import Board, annotation
from panels import (ACT, EIGHT, FINE, LOOK, about, column, fixed, lines, stat, steps,
                    table)

RATE = "$__rate_interval"
RECORDS = {"unit": "suffix: records/s", "decimals": 1, "min": 0}
COUNT = {"unit": "locale", "decimals": 0, "min": 0}
BY = "{{partition}}{{instance}}"  # one of the two: what $groupby chooses
WATCHED = f"sum(rate(yuqing_records_consumed_total[{RATE}]))"
# Half the limit: the ring has two batches for each thread.
THREADS = "(sum(yuqing_batches_limit) / 2)"
BUSY = f'sum(rate(yuqing_stage_seconds_sum{{stage!="fill"}}[{RATE}]))'


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
        [("{{instance}}", "sum by (instance) (yuqing_lanes)")], **COUNT), 8)
    board.add(lines(
        "Rebalances", about("Changes of the owned partitions, in each interval of the picture. "
                            "Totals move with their partition: counters fall on one process and "
                            "rise on another, which looks like a short peak of every rate.",
                            "only when a process starts or stops.",
                            "more: processes die, or do not poll in time."),
        [("{{instance}}", f"sum by (instance) (increase(yuqing_rebalances_total[{RATE}]))")],
        **COUNT), 8)
    duration(board, "fill", "Source: time to fill a batch",
             "It waits for records, so it is long when there is nothing to do.", 8)


def duration(board, stage, title, more, width):
    buckets = f'rate(yuqing_stage_seconds_bucket{{stage="{stage}"}}[{RATE}])'
    board.add(lines(
        title, about(f"Time of one batch in this stage, estimated from buckets. {more}",
                     "the same from day to day.",
                     "up alone: its input changed; with all others: the processor is busy "
                     "elsewhere."),
        [(name, f"histogram_quantile({share}, sum by (le) ({buckets}))")
         for share, name in ((0.5, "median"), (0.99, "slowest 1 %"))],
        unit="s", decimals=1, min=0, noValue="no batches"), width)


def batches(board, stage, title, width):
    board.add(lines(
        title, about("Batches per second that went through this stage.",
                     "the same in every stage.",
                     "fewer here than in the stage before: it is what holds the job up."),
        [("{{instance}}",
          f'sum by (instance) (rate(yuqing_stage_seconds_count{{stage="{stage}"}}[{RATE}]))')],
        unit="suffix: batches/s", decimals=1, min=0, noValue="no batches"), width)


def record_time(board, stage, title, width):
    seconds = f'sum(rate(yuqing_stage_seconds_sum{{stage="{stage}"}}[{RATE}]))'
    board.add(lines(
        title, about("Time of this stage, divided by the records read.", "below 2 µs.",
                     "compare with the figures of the benchmark: longer texts, more topics?"),
        [("a record", f"{seconds} / ({WATCHED} > 0)")],
        unit="s", decimals=1, min=0, noValue="no batches"), width)


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


def fold(board):
    board.row("Fold: what became of the records")
    batches(board, "fold", "Fold: batches", 6)
    board.add(lines(
        "Late and duplicate", about("Posts per second whose window was final when they came, and "
                                    "whose id was seen before.", "near 0, and what the producers "
                                    "send twice.",
                                    "late: raise [window] lateness. A wave of duplicates: a producer "
                                    "sends its past again."),
        [("late", f"sum(rate(yuqing_records_late_total[{RATE}]))"),
         ("duplicate", f"sum(rate(yuqing_records_duplicate_total[{RATE}]))"),
         ("taken back", f"sum(rate(yuqing_posts_retracted_total[{RATE}]))"),
         ("replaced", f"sum(rate(yuqing_posts_replaced_total[{RATE}]))")], **RECORDS), 6)
    record_time(board, "fold", "Fold: time of a record", 6)
    duration(board, "fold", "Fold: time of a batch", "One batch at a time is folded.", 6)
    board.add(lines(
        "Outcomes", about("Records per second by what became of them.",
                          "nearly all counted.", "the rows above have the reasons."),
        [("{{outcome}}", f"sum by (outcome) (rate(yuqing_partition_records_total[{RATE}]))"),
         ("counted posts", f"sum(rate(yuqing_records_counted_total[{RATE}]))")], **RECORDS), 6)
    board.add(lines(
        "Conservation: read minus all outcomes",
        about("For each partition, the records read minus the sum of their outcomes.",
              "exactly 0, in every scrape.",
              "it is a defect: keep the state folder and report it."),
        [("{{partition}}", "sum by (partition) (yuqing_records_consumed_total) - "
          "sum by (partition) (yuqing_partition_records_total)")],
        limit=steps(FINE, (1, ACT)), unit="short", decimals=0), 6)
    board.add(lines(
        "Event time behind the clock", about("Time between now and the newest post.",
                                             "seconds, when posts arrive as they are written.",
                                             "a rising line of slope 1: no new posts, or event "
                                             "time is stuck. A demo or an old log is in the past "
                                             "on purpose."),
        [("{{instance}}", "max by (instance) (time() - yuqing_event_time_seconds)")],
        unit="s", decimals=1, noValue="no post yet"), 6)
    board.add(lines(
        "Windows open and ids held",
        about("Windows held in memory over all partitions, and post ids remembered against "
              "duplicates. The scale is logarithmic.",
              "windows: (lateness / window size + 2) for each partition; ids: up to the configured "
              "number for each partition.",
              "more windows: partitions far apart in event time, or times ahead. Memory too high: "
              "lower [window] ids."),
        [("windows {{instance}}", "sum by (instance) (yuqing_windows_open)"),
         ("ids {{instance}}", "sum by (instance) (yuqing_ids_held)")],
        scale="log", overrides=[fixed("^windows .*", EIGHT[0], "byRegexp"),
                                fixed("^ids .*", EIGHT[1], "byRegexp")], **COUNT), 6)


def snapshots(board):
    board.row("Sinks and snapshots")
    board.add(lines(
        "Snapshots by result", about("Snapshots in each interval of the picture, by result. The "
                                     "sinks have their windows before a snapshot is durable, so a "
                                     "sink that fails fails here.",
                                     "no failed ones.", "disk full, or rights: the log names the "
                                     "file."),
        [("{{result}}", f"sum by (result) (increase(yuqing_snapshot_total[{RATE}]))")],
        **COUNT), 6)
    board.add(lines(
        "Age", about("Time since state became durable.", "a saw of the configured interval.",
                     "a rising line: see YuqingSnapshotsFailing."),
        [("{{instance}}", "max by (instance) "
          "(time() - yuqing_snapshot_last_success_timestamp_seconds)")],
        limit=steps(FINE, (900, ACT)), unit="s", decimals=0), 6)
    board.add(lines(
        "Size", about("Size of the last snapshot of all partitions.", "flat after some hours.",
                      "it follows open windows and remembered ids."),
        [("{{instance}}", "max by (instance) (yuqing_snapshot_bytes)")],
        unit="bytes", decimals=1, min=0), 6)
    board.add(lines(
        "Duration", about("Time that the last snapshot of all partitions took.",
                          "well below the interval.",
                          "the disk is slow, or the state large: see the bytes."),
        [("{{instance}}", "max by (instance) (yuqing_snapshot_seconds)")],
        unit="s", decimals=2, min=0), 6)


def headroom(board):
    board.row("Headroom")
    board.add(lines(
        "Busy by stage", about("Threads that each stage keeps busy. The source is left out, because "
                               "it waits.", "the sum well below the number of threads.",
                               "the top of the stack at the number of threads: add threads."),
        [("{{stage}}",
          f'sum by (stage) (rate(yuqing_stage_seconds_sum{{stage!="fill"}}[{RATE}]))')],
        stacked="normal", unit="suffix: threads", decimals=2, min=0, noValue="no batches"), 8)
    board.add(lines(
        "Time not busy", about("Share of the time of all threads without a stage; and of the fold, "
                               "which one thread at a time may do.",
                               "both above 50 %.",
                               "the first near 0: more threads. The second near 0: more processes on "
                               "other partitions, for threads cannot help."),
        [("all threads", f"1 - {BUSY} / ({THREADS} > 0)"),
         ("fold", f'1 - max(rate(yuqing_stage_seconds_sum{{stage="fold"}}[{RATE}]))')],
        limit=steps(ACT, (0.1, FINE)), unit="percentunit", decimals=1, max=1,
        noValue="no batches"), 8)
    board.add(lines(
        "Batches in flight", about("Batches between source and fold, and how many there may be. At "
                                   "the limit the source waits: that is the back pressure.",
                                   "few next to the limit.",
                                   "at the limit for long: a stage or a sink is slow; see which."),
        [("in flight", "sum(yuqing_batches_in_flight)"), ("limit", "sum(yuqing_batches_limit)")],
        **COUNT), 8)


def process(board):
    board.row("Process")
    board.add(lines(
        "Memory", about("Resident memory of each process.", "flat after the first hours.",
                        "a steady rise: compare with windows open and ids held."),
        [("{{instance}}", "max by (instance) (yuqing_process_resident_memory_bytes)")],
        unit="bytes", decimals=0, min=0), 8)
    board.add(lines(
        "Processor", about("Processors that each process uses.",
                           "below the number of threads that it may use.",
                           "at the number of threads and lag growing: add processes."),
        [("{{instance}}", f"sum by (instance) (rate(yuqing_process_cpu_seconds_total[{RATE}]))")],
        unit="suffix: processors", decimals=2, min=0), 8)
    board.add(lines(
        "Series left out", about("Series that a scrape left out, because a process shows at most "
                                 "10,000.", "0.",
                                 "fewer topics, or several jobs: see YuqingSeriesDropped."),
        [("{{family}}", "sum by (family) (increase(yuqing_series_dropped_total"
          f"[{RATE}])) > 0")], limit=steps(FINE, (1, LOOK)), noValue="none", **COUNT), 8)
    board.add(stat(
        "Up for", about("Time since the youngest process started.", "days.",
                        "minutes, again and again: it dies; the end of its log says of what."),
        "min(time() - yuqing_process_start_time_seconds)", steps(LOOK, (300, FINE)),
        unit="s", decimals=0, min=0), 4, 5)
    board.add(stat(
        "Shows an archive", about("Whether a process shows an archive at a pace instead of the "
                                  "stream.", "no.",
                                  "yes: lag, silence and event time that stands still raise no "
                                  "alert."),
        "max(yuqing_replay_mode)", steps(FINE, (1, LOOK)), unit="bool_yes_no", decimals=0), 4, 5)
    board.add(table(
        "Builds", about("Which build each process runs.", "one version everywhere.",
                        "two versions outside of an upgrade: a process was forgotten."),
        [("processes", "count by (instance, version, compiler) (yuqing_build_info)")],
        ["instance", "version", "compiler"], [column("processes", unit="short")], unit="short",
        decimals=0, thresholds=steps(FINE)), 8, 5)
    board.add(table(
        "Topic files", about("The version of the topic file that counts, by process.",
                             "the same everywhere.",
                             "two for longer than a minute: a process refused the new file."),
        [("processes", "count by (instance, version) (yuqing_topics_info)")],
        ["instance", "version"], [column("processes", unit="short")], unit="short", decimals=0,
        thresholds=steps(FINE)), 8, 5)


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
