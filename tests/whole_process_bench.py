"""Whole runs of `yuqing replay`, measured from outside: the kernel's account of each process."""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = PROJECT / "build/release/yuqing"
POSTS = int(os.environ.get("POSTS", 1_000_000))
RUNS = int(os.environ.get("RUNS", 5))


def measured(command):
    """Wall seconds, processor seconds and peak memory in MiB of one process."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def medians(command):
    measured(command)  # warms the file and the page tables
    return [statistics.median(column) for column in zip(*(measured(command) for _ in range(RUNS)))]


def simdjson_alone():
    """Nanoseconds per post of simdjson reading the same fields, from the stages' run."""
    runs = json.loads((PROJECT / "build/bench.json").read_text())["benchmarks"]
    return next(r["ns_per_post"] for r in runs if r["name"] == "simdjson_alone_median")


def main():
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        archive, empty, config = here / "posts.jsonl", here / "empty.jsonl", here / "yuqing.toml"
        subprocess.run([YUQING, "demo", "--write", archive, "--posts", str(POSTS)], check=True,
                       stderr=subprocess.DEVNULL)
        empty.touch()
        config.touch()
        replay = [YUQING, "replay", "-c", config, "--out", here / "out", "--threads", "1"]
        size = archive.stat().st_size / POSTS
        wall, cpu, memory = medians([*replay, archive])
        start, _, _ = medians([*replay, empty])
    model = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                 if line.startswith("model name"))
    print(f"{os.cpu_count()} x {model}, {platform.release()}, {time.strftime('%Y-%m-%d')}")
    print(f"Replay of {POSTS} posts of {size:.0f} bytes, one thread, median of {RUNS} runs:")
    print(f"  {POSTS / wall:,.0f} posts/s, {POSTS / cpu:,.0f} posts per processor second")
    print(f"  {cpu / POSTS * 1e9:,.0f} ns per post, "
          f"{cpu / POSTS * 1e9 / simdjson_alone():.1f} times simdjson alone on the same kind of post")
    print(f"  {memory:.0f} MiB at its peak; {start * 1000:.0f} ms for a run over an empty file")


if __name__ == "__main__":
    main()
