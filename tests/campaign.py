#!/usr/bin/python3
"""Lives of a group of jobs on three brokers, broken at random for an hour: is every window exact?

    python3 tests/campaign.py [--seeds 1-20] [--posts 55000] [--out build/campaign]

Each seed is a life (tests/life.py) on topics of its own; the cluster is started once. A line for each
life goes to OUT/lives.jsonl as it ends, and lives that stand there are not lived again, so a campaign
that was stopped goes on. A life that fails leaves what its instances wrote in OUT/SEED. The sums come
at the end, as a row of a table; exit code 1 when a window is wrong or a life failed.
"""

import argparse
import collections
import json
import pathlib
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import life  # noqa: E402
from cluster import Cluster  # noqa: E402

# How often each happens in a life.
PLAN = {"SIGKILL": 18, "SIGSTOP": 6, "leave": 4, "broker bounce": 3, "cut": 3, "half-open": 3,
        "slow": 2}
SECONDS = 75
COLUMNS = (*life.FAULTS, "rebalances", "ended itself", "records", "cells", "wrong")


def lived(cluster, seed, posts, out):
    """What became of a life, as a line."""
    cluster.start()
    begin, one = time.monotonic(), life.Life(cluster, seed, posts)
    line, sound = {"seed": seed}, False
    try:
        found, cells = one.live(PLAN, SECONDS)
        sound = not found
        line.update({"records": len(one.records), "cells": cells, "wrong": len(found)})
        if found:
            line["differences"] = [str(difference) for difference in found]
    except Exception as error:  # a life that fails does not end the others
        line["failed"] = f"{type(error).__name__}: {error}"
    finally:
        one.close(None if sound else out / str(seed))
    line.update(one.done)
    line["seconds"] = round(time.monotonic() - begin)
    return line


def numbers(text):
    first, last = (text.split("-") * 2)[:2]
    return range(int(first), int(last) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=numbers, default="1-20")
    parser.add_argument("--posts", type=int, default=55_000)
    parser.add_argument("--out", type=pathlib.Path, default=TESTS.parent / "build/campaign")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    path = given.out / "lives.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    lives = {line["seed"]: line for line in lines if line["seed"] in given.seeds}
    cluster = Cluster(life.INSTANCES)
    try:
        for seed in given.seeds:
            if seed in lives:
                continue
            lives[seed] = lived(cluster, seed, given.posts, given.out)
            with path.open("a") as file:
                file.write(json.dumps(lives[seed]) + "\n")
            print(json.dumps(lives[seed]), flush=True)
    finally:
        cluster.close()
    total = collections.Counter()
    for line in lives.values():
        total.update({name: line.get(name, 0) for name in COLUMNS})
    failed = [seed for seed, line in lives.items() if "failed" in line]
    print(f"\n| seeds | {' | '.join(COLUMNS)} | failed |\n|{'---|' * (len(COLUMNS) + 2)}\n"
          f"| {len(lives)} | {' | '.join(f'{total[name]:,}' for name in COLUMNS)} "
          f"| {len(failed)} |", flush=True)
    sys.exit(1 if total["wrong"] or failed else 0)


if __name__ == "__main__":
    main()
