"""What every stage of the pipeline shows alike: batches, time of a record, time of a batch."""

from panels import about, lines

RATE = "$__rate_interval"
RECORDS = {"unit": "suffix: records/s", "decimals": 1, "min": 0}
COUNT = {"unit": "locale", "decimals": 0, "min": 0}
WATCHED = f"sum(rate(yuqing_records_consumed_total[{RATE}]))"
# Half the limit: the ring has two batches for each thread.
THREADS = "(sum(yuqing_batches_limit) / 2)"
BUSY = f'sum(rate(yuqing_stage_seconds_sum{{stage!="fill"}}[{RATE}]))'


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
