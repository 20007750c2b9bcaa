"""The lower half of the dashboard for operators: fold, snapshots, headroom, the process itself."""

from panels import (ACT, EIGHT, FINE, LOOK, about, column, fixed, lines, stat, steps,
                    table)
from stages import (BUSY, COUNT, RATE, RECORDS, THREADS, batches, duration, record_time)


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
