"""The dashboard for operators: whether the job keeps up, and what becomes of every record.

Rows follow the data: read, reject and filter, the stages of a batch, event time, what became of
the records, snapshots, the process.
"""

from panels import ACT, FINE, LOOK, Board, about, annotation, column, lines, stat, steps, table

RATE = "$__rate_interval"
RECORDS = {"unit": "suffix: records/s", "decimals": 1, "min": 0}
WATCHED = f"sum(rate(yuqing_records_consumed_total[{RATE}]))"


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
        "Lag of all partitions", about("Records that are in Kafka and not yet folded, over all partitions.",
                     "a few batches: below 10,000.",
                     "growing: see YuqingLagGrowing. Falling after a stop: it catches up."),
        "sum(yuqing_consumer_lag)", steps(FINE, (10000, LOOK), (100000, ACT)),
        unit="short", decimals=0, min=0), 3, 4)
    board.add(stat(
        "Share rejected", about("Share of the records that are broken.", "below 1 %.",
                          "the row on rejects has the reasons; the dead letters have the bytes."),
        ratio("yuqing_records_rejected_total"), steps(FINE, (0.01, LOOK), (0.1, ACT)),
        unit="percentunit", decimals=2, min=0, noValue="nothing read"), 3, 4)
    board.add(stat(
        "Share late", about("Share of the records whose window was final when they came.", "below 1 %.",
                      "raise [window] lateness, or find the producer that holds posts back."),
        ratio("yuqing_records_late_total"), steps(FINE, (0.01, LOOK), (0.05, ACT)),
        unit="percentunit", decimals=2, min=0, noValue="nothing read"), 3, 4)
    board.add(stat(
        "Unaccounted", about("Records that were read, minus those whose outcome is known. The law "
                             "of the job: nothing vanishes.", "exactly 0, always.",
                             "it is a defect: keep the state folder and report it."),
        "sum(yuqing_records_consumed_total) - sum(yuqing_partition_records_total)",
        steps(ACT, (0, FINE), (1, ACT)), unit="short", decimals=0), 3, 4)
    board.add(stat(
        "Age of the last snapshot", about("Time since state became durable.",
                                          "below the configured interval and a little.",
                                          "see YuqingSnapshotsFailing. Decades: none was made yet."),
        "max(time() - yuqing_snapshot_last_success_timestamp_seconds)",
        steps(FINE, (120, LOOK), (900, ACT)), unit="s", decimals=0), 3, 4)
    board.add(stat(
        "Up for", about("Time since the youngest process started.", "days.",
                        "minutes, again and again: it dies; the end of its log says of what."),
        "min(time() - yuqing_process_start_time_seconds)", steps(LOOK, (300, FINE)),
        unit="s", decimals=0, min=0), 3, 4)


def read(board):
    board.row("Read")
    board.add(lines(
        "Records read", about("Records per second, by partition.", "partitions alike.",
                              "one partition alone at 0: its leader or its producer; all at 0: "
                              "broker, access rights, or silence."),
        [("{{partition}}",
          f"sum by (partition) (rate(yuqing_records_consumed_total[{RATE}]))")], **RECORDS), 12)
    board.add(lines(
        "Lag", about("Records in a partition that are not yet folded.", "flat and low.",
                     "one line rising: that partition is stuck or hot; all rising: too little "
                     "processor time; see the stages."),
        [("{{partition}}", "max by (partition) (yuqing_consumer_lag)")],
        limit=steps(FINE, (10000, LOOK)), unit="short", decimals=0, min=0), 12)
    board.add(lines(
        "Partitions owned", about("Partitions that each process reads.",
                                  "the sum is the number of partitions of the topic.",
                                  "a process with 0 is one too many, or not in the group."),
        [("{{instance}}", "sum by (instance) (yuqing_lanes)")], unit="short", decimals=0, min=0), 12)
    board.add(lines(
        "Rebalances", about("Changes of the owned partitions, in each interval of the picture. "
                            "Totals move with their partition: counters fall on one process and "
                            "rise on another, which looks like a short peak of every rate.",
                            "only when a process starts or stops.",
                            "more: processes die, or do not poll in time."),
        [("{{instance}}", f"sum by (instance) (increase(yuqing_rebalances_total[{RATE}]))")],
        unit="short", decimals=0, min=0), 12)


def rejects(board):
    board.row("Parse: rejected and filtered")
    board.add(lines(
        "Rejected by reason", about("Broken records per second; their bytes are in the dead "
                                    "letters.", "0, or a thin steady line.",
                                    "a step up of one reason: a producer changed its format."),
        [("{{reason}}", f"sum by (reason) (rate(yuqing_records_rejected_total[{RATE}]))")],
        **RECORDS), 12)
    board.add(lines(
        "Filtered by reason", about("Sound records per second that hold no opinion to count; of "
                                    "them those that took a counted post back or replaced it.",
                                    "a steady small share.",
                                    "many deletions at once are news by themselves."),
        [("{{reason}}", f"sum by (reason) (rate(yuqing_records_filtered_total[{RATE}]))"),
         ("taken back", f"sum(rate(yuqing_posts_retracted_total[{RATE}]))"),
         ("replaced", f"sum(rate(yuqing_posts_replaced_total[{RATE}]))")],
        **RECORDS), 12)


def stages(board):
    busy = f"sum by (stage) (rate(yuqing_stage_seconds_sum[{RATE}]))"
    board.row("Stages of a batch")
    for share, name in ((0.5, "median"), (0.99, "slowest 1 %")):
        board.add(lines(
            f"Stage time, {name}", about(f"Time of a stage for one batch, {name}, estimated from "
                                         "buckets.", "below 1 ms; fill waits for records and may take 100.",
                                         "one stage up: its input changed (long texts, many "
                                         "topics); all up: the processor is busy with others."),
            [("{{stage}}", f"histogram_quantile({share}, sum by (le, stage) "
              f"(rate(yuqing_stage_seconds_bucket[{RATE}])))")],
            unit="s", decimals=1, scale="log", noValue="no batches"), 8)
    board.add(lines(
        "Busy by stage", about("Processor seconds that a stage takes each second. fill waits for "
                               "records too, so it is high when there is nothing to do.",
                               "the sum without fill well below the number of threads.",
                               "near the number of threads: add threads or processes."),
        [("{{stage}}", busy)], stacked="normal", unit="s", decimals=2, min=0), 8)
    board.add(lines(
        "Time share of a stage", about("A stage's share of the time of all stages but fill.",
                                       "a fixed picture for a fixed configuration.",
                                       "where it grows is where to look."),
        [("{{stage}}", f'sum by (stage) (rate(yuqing_stage_seconds_sum{{stage!="fill"}}[{RATE}])) '
          "/ on () group_left () "
          f'(sum(rate(yuqing_stage_seconds_sum{{stage!="fill"}}[{RATE}])) > 0)')],
        stacked="percent", unit="percentunit", decimals=1, min=0, noValue="no batches"), 8)
    board.add(lines(
        "Time of a record in each stage", about("Time of a stage divided by the records read.",
                                                "below 2 µs for each stage.",
                                                "compare with the figures of the benchmark."),
        [("{{stage}}", f'sum by (stage) (rate(yuqing_stage_seconds_sum{{stage!="fill"}}[{RATE}])) '
          f"/ on () group_left () ({WATCHED} > 0)")],
        unit="s", decimals=1, min=0, noValue="no batches"), 8)


def event_time(board):
    board.row("Event time and windows")
    board.add(lines(
        "Event time behind the clock", about("Time between now and the newest post.",
                                             "seconds, when posts arrive as they are written.",
                                             "a rising line of slope 1: no new posts, or event "
                                             "time is stuck. A demo or an old log is in the past "
                                             "on purpose."),
        [("{{instance}}", "max by (instance) (time() - yuqing_event_time_seconds)")],
        unit="s", decimals=0, noValue="no post yet"), 8)
    board.add(lines(
        "Late", about("Posts per second whose window was final when they came.", "near 0.",
                      "raise [window] lateness, or find the producer that holds posts back."),
        [("late", f"sum(rate(yuqing_records_late_total[{RATE}]))")], **RECORDS), 8)
    board.add(lines(
        "Duplicates", about("Posts per second whose id was seen before.",
                            "what the producers send twice.",
                            "a wave: a producer sends its past again."),
        [("duplicates", f"sum(rate(yuqing_records_duplicate_total[{RATE}]))")], **RECORDS), 8)
    board.add(lines(
        "Windows open", about("Windows held in memory, over all partitions.",
                              "(lateness / window size + 2) for each partition.",
                              "more: partitions far apart in event time, or times ahead."),
        [("{{instance}}", "sum by (instance) (yuqing_windows_open)")],
        unit="short", decimals=0, min=0), 12)
    board.add(lines(
        "Ids held", about("Post ids remembered against duplicates.",
                          "rises to the configured number for each partition and stays.",
                          "memory too high: lower [window] ids."),
        [("{{instance}}", "sum by (instance) (yuqing_ids_held)")],
        unit="short", decimals=0, min=0), 12)


def outcomes(board):
    board.row("What became of the records")
    board.add(lines(
        "Outcomes", about("Records per second by what became of them.",
                          "nearly all counted.", "the rows above have the reasons."),
        [("{{outcome}}", f"sum by (outcome) (rate(yuqing_partition_records_total[{RATE}]))"),
         ("counted posts", f"sum(rate(yuqing_records_counted_total[{RATE}]))")], **RECORDS), 12)
    board.add(lines(
        "Conservation: read minus all outcomes",
        about("For each partition, the records read minus the sum of their outcomes.",
              "exactly 0, in every scrape.",
              "it is a defect: keep the state folder and report it."),
        [("{{partition}}", "sum by (partition) (yuqing_records_consumed_total) - "
          "sum by (partition) (yuqing_partition_records_total)")],
        limit=steps(FINE, (1, ACT)), unit="short", decimals=0), 12)


def snapshots(board):
    board.row("Snapshots")
    board.add(lines(
        "Age", about("Time since state became durable.", "a saw of the configured interval.",
                     "a rising line: see YuqingSnapshotsFailing."),
        [("{{instance}}", "max by (instance) "
          "(time() - yuqing_snapshot_last_success_timestamp_seconds)")],
        limit=steps(FINE, (900, ACT)), unit="s", decimals=0), 6)
    board.add(lines(
        "Duration", about("Time that the last snapshot of all partitions took.",
                          "well below the interval.",
                          "the disk is slow, or the state large: see the bytes."),
        [("{{instance}}", "max by (instance) (yuqing_snapshot_seconds)")],
        unit="s", decimals=2, min=0), 6)
    board.add(lines(
        "Size", about("Size of the last snapshot of all partitions.", "flat after some hours.",
                      "it follows open windows and remembered ids."),
        [("{{instance}}", "max by (instance) (yuqing_snapshot_bytes)")],
        unit="bytes", decimals=1, min=0), 6)
    board.add(lines(
        "By result", about("Snapshots in each interval of the picture, by result.",
                           "no failed ones.", "disk full, or rights: the log names the file."),
        [("{{result}}", f"sum by (result) (increase(yuqing_snapshot_total[{RATE}]))")],
        unit="short", decimals=0, min=0), 6)


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
    board.add(table(
        "Builds", about("Which build each process runs.", "one version everywhere.",
                        "two versions outside of an upgrade: a process was forgotten."),
        [("processes", "count by (instance, version, compiler) (yuqing_build_info)")],
        ["instance", "version", "compiler"], [column("processes", unit="short")], unit="short", decimals=0,
        thresholds=steps(FINE)), 8)


def board():
    made = Board("yuqing-pipeline", "yuqing: pipeline",
                 "Whether the job keeps up, and what becomes of every record, in the order of the "
                 "data.")
    for part in (at_a_glance, read, rejects, stages, event_time, outcomes, snapshots, process):
        part(made)
    return made


# Marks that both dashboards show: what moves counters without a post. They are looked for once a
# minute, so two minutes miss none.
MARKS = [
    annotation("Starts", 'changes(yuqing_process_start_time_seconds{job=~"$job",'
               'instance=~"$instance"}[2m]) > 0', "Started: {{instance}}", LOOK),
    annotation("Rebalances", 'increase(yuqing_rebalances_total{job=~"$job",'
               'instance=~"$instance"}[2m]) > 0', "Rebalance: {{instance}}", FINE),
    annotation("Failed snapshots", 'increase(yuqing_snapshot_total{job=~"$job",'
               'instance=~"$instance",result="failed"}[2m]) > 0',
               "Snapshot failed: {{instance}}", ACT),
]
