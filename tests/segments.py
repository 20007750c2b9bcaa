"""Segments (schemas/segment.md) for tests: records of any bytes, each with its time in the log."""

import json
import subprocess


def write_segment(folder, records, topic="posts", partition=0, count=None):
    """A segment of (Unix ms or None, payload) from offset 0 on; its path.

    `count` of them, for records that are made while they are written.
    """
    count = len(records) if count is None else count
    place = folder / topic / str(partition)
    place.mkdir(parents=True)
    path = place / f"{0:020}-{count:020}.yqs.zst"
    with subprocess.Popen(["zstd", "-q1", "--check", "-o", path], stdin=subprocess.PIPE) as zstd:
        out = zstd.stdin
        first = {"yuqing_segment": 1, "topic": topic, "partition": partition, "first": 0}
        out.write(json.dumps(first).encode() + b"\n")
        for offset, (time_ms, payload) in enumerate(records):
            time = "null" if time_ms is None else time_ms
            out.write(b'{"offset":%d,"time":%s,"key":null,"size":%d}\n%s\n' %
                      (offset, str(time).encode(), len(payload), payload))
        out.write(b'{"next":%d,"records":%d,"skipped":0}\n' % (count, count))
    return path
