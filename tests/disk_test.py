"""A disk that is full, read-only, slow or broken: the job waits or ends, and every window is exact.

The disk is a small tmpfs where one may be mounted, else a limit on the size of files; what a disk
cannot be brought to do comes from strace.
"""

import collections
import json
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
import oracle  # noqa: E402
from job import BINARY, Job, wait_until  # noqa: E402

POSTS = 4000
SLICES = 10
BUSY = "stall_timeout = \"1s\"\n"  # shorter than any wait: a disk is not taken for a dead client


class Disk:
    """The folder `disk` of a job, with its state and its windows."""

    def __init__(self, job):
        self.job = job
        self.folder = job.folder / "disk"
        self.folder.mkdir()
        self.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", self.folder],
                                      capture_output=True, check=False).returncode == 0
        config = job.config.read_text()
        job.config.write_text(config.replace('dir = "', 'dir = "disk/').replace(
            'windows = "', 'windows = "disk/').replace("topic =", BUSY + "topic ="))

    def fill(self):
        if not self.mounted:
            pid = self.job.process.pid
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            return
        with open(self.folder / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        if self.mounted:
            (self.folder / "filler").unlink()
        else:
            pid = self.job.process.pid
            resource.prlimit(pid, resource.RLIMIT_FSIZE,
                             (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def close(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder], check=True)


class DiskTest(unittest.TestCase):
    def setUp(self):
        if shutil.which("strace") is None:
            kafka.unavailable("strace is missing (apt install strace)")
        # What a limit on files sends; ignored, a write fails with the reason.
        self.addCleanup(signal.signal, signal.SIGXFSZ, signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
        self.broker = kafka.Broker()
        self.addCleanup(self.broker.close)
        self.broker.start()
        self.broker.create_topic("posts", 2)
        self.job = Job(self.broker.address, kafka.free_ports(1)[0])
        self.addCleanup(self.job.close)
        self.disk = Disk(self.job)
        self.addCleanup(self.disk.close)
        self.sent = 0

    def produce(self):
        """The next slice; it is not counted before the disk lets the job."""
        part = self.records[self.sent:self.sent + POSTS // SLICES]
        self.broker.produce("posts", [b"%d\t%s" % (self.sent + n, line)
                                      for n, line in enumerate(part)])
        self.sent += len(part)

    def consumed(self):
        return sum(self.job.metrics("yuqing_records_consumed_total").values())

    def wait_for_all(self):
        wait_until(lambda: self.consumed() == self.sent,
                   lambda: f"{self.consumed()} of {self.sent}: {self.job.log()}")

    def reasons(self):
        status, body = self.job.get("/readyz")
        return json.loads(body)["reasons"] if status == 503 else {}

    def wait_for_reason(self, part, *words):
        wait_until(lambda: all(word in self.reasons().get(part, "") for word in words),
                   lambda: f"{self.reasons()} {self.job.log()}")

    def snapshots(self):
        return self.job.metrics("yuqing_snapshot_total").get('{result="ok"}', 0)

    def wait_until_durable(self):
        before = self.snapshots()
        wait_until(lambda: self.job.ready() and self.snapshots() > before + 1,
                   lambda: f"{self.reasons()} {self.job.log()}")

    def inject(self, fault, *paths):
        """Lets a system call of the running job fail or take its time, until end() is called."""
        only = [word for path in paths for word in ("-P", self.disk.folder / path)]
        tracer = subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                   f"trace={fault.split(':')[0]}", "-e", f"inject={fault}", *only,
                                   "-p", str(self.job.process.pid)], stderr=subprocess.DEVNULL)

        def end():
            if tracer.poll() is None:
                tracer.terminate()
            tracer.wait()
        self.addCleanup(end)
        return end

    def full_disk(self):
        self.wait_until_durable()
        committed = self.broker.offsets("yuqing")
        self.disk.fill()
        self.produce()
        self.wait_for_reason("disk", str(self.disk.folder), "make room")
        self.produce()
        self.wait_for_all()  # counting goes on
        failed = self.job.metrics("yuqing_snapshot_total")['{result="failed"}']
        wait_until(lambda: self.job.metrics("yuqing_snapshot_total")['{result="failed"}'] >
                   failed + 2, self.job.log)  # longer than stall_timeout, and no crash loop
        self.assertEqual(set(self.reasons()), {"disk"})
        self.assertEqual(self.broker.offsets("yuqing"), committed)
        self.disk.free()
        begin = time.monotonic()
        wait_until(self.job.ready, lambda: f"{self.reasons()} {self.job.log()}")
        print(f"ready {time.monotonic() - begin:.1f} s after there was room", flush=True)
        self.wait_until_durable()
        wait_until(lambda: sum(self.broker.offsets("yuqing").values()) == self.sent,
                   lambda: self.broker.offsets("yuqing"))

    def killed_on_a_full_disk(self):
        self.disk.fill()
        self.produce()
        self.wait_for_reason("disk", "make room")
        self.wait_for_all()
        self.job.kill()
        self.job.start()
        if not self.disk.mounted:
            self.disk.fill()
        self.wait_for_all()
        self.wait_for_reason("disk", "make room")
        code, _ = self.job.stop()
        self.assertEqual(code, 1, self.job.log())
        self.assertIn("make room", self.job.log().splitlines()[-1])
        self.disk.free() if self.disk.mounted else None
        self.job.start()
        self.wait_for_all()

    def read_only_disk(self):
        end = self.inject("openat:error=EROFS", "state/posts-0.snapshot.tmp",
                          "state/posts-1.snapshot.tmp")
        self.produce()
        self.wait_for_reason("disk", str(self.disk.folder), "mount it writable")
        self.wait_for_all()
        end()
        wait_until(self.job.ready, lambda: f"{self.reasons()} {self.job.log()}")

    def slow_disk(self):
        end = self.inject("fsync:delay_enter=7000000:when=1")
        self.produce()
        self.wait_for_reason("slow_disk", "state.dir")
        end()
        wait_until(self.job.ready, lambda: f"{self.reasons()} {self.job.log()}")
        self.wait_for_all()

    def broken_disk(self, call):
        end = self.inject(f"{call}:error=EIO:when=1")
        self.produce()
        self.assertEqual(self.job.process.wait(30), 1, self.job.log())
        end()
        last = self.job.log().splitlines()[-1]
        self.assertRegex(last, rf"^yuqing: {self.disk.folder}/.*: cannot sync.*Input/output error; "
                               "what was written may be lost")
        self.job.start()
        self.wait_for_all()

    def test_every_window_is_exact_whatever_the_disk_does(self):
        path = self.job.folder / "posts.jsonl"
        subprocess.run([BINARY, "demo", "--write", path, "--posts", str(POSTS), "--seed", "3",
                        "--flaws"], check=True, capture_output=True)
        self.records = path.read_bytes().splitlines()
        self.job.start()
        self.produce()
        self.wait_for_all()

        self.full_disk()
        self.killed_on_a_full_disk()
        self.read_only_disk()
        self.slow_disk()
        self.broken_disk("fsync")
        self.broken_disk("fdatasync")
        while self.sent < len(self.records):
            self.produce()
        self.wait_for_all()
        self.assertEqual(self.job.stop()[0], 0, self.job.log())

        partitions = self.broker.read("posts")
        found = [post for change, post in map(oracle.read, self.records)
                 if change in ("add", "update")]
        texts = {post["text"] for post in found} | {post["quoted"] for post in found} - {""}
        wanted = oracle.expected(partitions, oracle.labels_of(texts, BINARY))
        self.job.folder, folder = self.disk.folder, self.job.folder
        rows = {key: oracle.row_facts(row) for key, row in self.job.rows().items()}
        self.job.folder = folder
        self.assertEqual(rows, wanted.facts())
        lines = (self.disk.folder / "windows.jsonl").read_text().splitlines()
        torn = [line for line in lines if not line.endswith("}")]
        self.assertEqual(torn, [])
        versions = collections.defaultdict(set)
        for row in map(json.loads, lines):
            key = row["source"], row["partition"], row["start"], row["topic"], row["version"]
            versions[key].add(json.dumps(oracle.row_facts(row), sort_keys=True))
        self.assertEqual([key for key, rows in versions.items() if len(rows) > 1], [])


if __name__ == "__main__":
    unittest.main()
