"""A log of posts of which some are broken in eighteen ways, and what each way is called.

    python3 tests/poison.py

prints how fast the poisoned log is replayed, compared with the same log without poison.
"""

import json
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))
from segments import write_segment  # noqa: E402

YUQING = PROJECT / "build/release/yuqing"
LOG_MS = 1_740_000_000_000


def changed(record, **members):
    return json.dumps({**json.loads(record), **members}, ensure_ascii=False).encode()


def without(record, *names):
    post = json.loads(record)
    return json.dumps({k: v for k, v in post.items() if k not in names}).encode()


def in_text(record, what):
    at = record.index(b'"text"') + 7
    at = record.index(b'"', at) + 1
    return record[:at] + what + record[at:]


# How a record is broken -> why it is rejected.
KINDS = [
    (lambda r: r[:r.index(b'"user"') + 9], "not_json"),
    (lambda r: r[:-1], "not_json"),
    (lambda r: r + r, "not_json"),
    (lambda r: r[:-1] + b",}", "not_json"),
    (lambda r: in_text(r, b"\x01"), "not_json"),
    (lambda r: changed(r, ratio=float("nan")), "not_json"),
    (lambda r: b"<html><body>502 Bad Gateway</body></html>", "not_json"),
    (lambda r: in_text(r, b"\xff\xfe"), "not_utf8"),
    (lambda r: in_text(r, "国".encode("gb18030")), "not_utf8"),
    (lambda r: b"[" * 40 + r + b"]" * 40, "too_deep"),
    (lambda r: changed(r, text="长" * 30_000), "too_large"),
    (lambda r: b"\0\0\0\0\x2a\x0c" + r[:50], "needs_schema"),
    (lambda r: b'{"level":"info","msg":"ready"}', "unknown_format"),
    (lambda r: changed(without(r, "id", "idstr"), mid="-5"), "bad_id"),
    (lambda r: changed(without(r, "id", "idstr"), mid="42", created_at="soon"), "bad_time"),
    (lambda r: changed(r, created_at="Fri Jan 01 00:00:00 +0800 9999"), "time_range"),
    (lambda r: changed(r, created_at="Thu Jan 01 08:00:00 +0800 1970"), "time_range"),
    (lambda r: changed(r, text=7), "bad_text"),
]


def posts(count):
    """Sound posts that the program ships, as the API of Weibo writes them."""
    done = subprocess.run([YUQING, "demo", "--write", "-", "--posts", str(count)],
                          capture_output=True, check=True)
    return done.stdout.splitlines()


def poisoned(records, share=0.01, seed=18):
    """The records, with some of them broken; and offset -> reason of those."""
    dice = random.Random(seed)
    bad = sorted(dice.sample(range(len(records)), int(len(records) * share)))
    broken, reasons = list(records), {}
    for number, offset in enumerate(bad):
        breaks, reasons[offset] = KINDS[number % len(KINDS)]
        broken[offset] = breaks(records[offset])
    return broken, reasons


def seconds(folder, segment):
    """Of processor time, which other work on the machine does not stretch."""
    begin = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([YUQING, "replay", "-c", folder / "yuqing.toml", segment, "--out",
                    folder / "out", "--restart"], check=True, capture_output=True)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "yuqing.toml").write_text("")
        clean = posts(100_000)
        broken, _ = poisoned(clean)
        segments = [write_segment(folder / kind, [(LOG_MS, record) for record in records])
                    for kind, records in (("clean", clean), ("poisoned", broken))]
        ratios = []
        for _ in range(5):
            one, other = (seconds(folder, segment) for segment in segments)
            ratios.append(one / other)
        print(f"1 % poison: {statistics.median(ratios):.0%} of the speed of the clean log "
              f"(median of {len(ratios)} pairs; {min(ratios):.0%} to {max(ratios):.0%})")


if __name__ == "__main__":
    main()
