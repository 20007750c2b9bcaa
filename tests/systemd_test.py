"""The job tells its service manager the truth: ready once its port answers, a sign of life only while its
main loop turns, and that it stops. The manager here is a socket, the broker is not there.
"""

import ctypes
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from job import BINARY, Job, wait_until  # noqa: E402
from prometheus import free_port, require  # noqa: E402

ATTACH, DETACH = 16, 17  # of ptrace


class Manager:
    """Hears what a process tells its $NOTIFY_SOCKET."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def hears(self, patience):
        """The next message; nothing after so many seconds."""
        ready, _, _ = select.select([self.socket], [], [], patience)
        return self.socket.recv(4096).decode() if ready else None

    def hears_of(self, wanted):
        while (said := self.hears(30)) is not None and not said.startswith(wanted):
            pass
        return said


class Notification(unittest.TestCase):
    def setUp(self):
        require(BINARY, "the built program (ninja -C build/release)")
        # With one thread the main loop is the main thread.
        self.job = Job("127.0.0.1:1", free_port(), "[pipeline]\nthreads = 1\n")
        self.addCleanup(self.job.close)
        self.manager = Manager(self.job.folder)
        self.addCleanup(self.manager.socket.close)

    def start(self, **environment):
        with open(self.job.folder / "log", "ab") as log:
            self.job.process = subprocess.Popen([BINARY, "run", "-c", self.job.config], stderr=log,
                                                env={**os.environ, **environment})

    def ptrace(self, request):
        """Halts the main thread alone, or lets it go on."""
        libc = ctypes.CDLL(None, use_errno=True)
        pid = self.job.process.pid
        if libc.ptrace(request, pid, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")
        if request == ATTACH:
            os.waitpid(pid, 0)

    def test_the_manager_hears_of_the_life_of_the_job(self):
        self.start(NOTIFY_SOCKET=self.manager.path, WATCHDOG_USEC="400000")

        self.assertTrue(self.manager.hears(30).startswith("READY=1\nSTATUS=waiting: source: "))
        self.assertEqual(self.job.get("/livez")[0], 200)
        self.assertEqual(self.manager.hears_of("STATUS=waiting: source: broker 127.0.0.1:1 cannot")
                         .count("\n"), 0)
        self.assertEqual(self.manager.hears_of("WATCHDOG=1"), "WATCHDOG=1")

        self.ptrace(ATTACH)
        while self.manager.hears(2) is not None:  # what was told before it was halted
            pass
        self.assertEqual(self.job.get("/livez")[0], 200)
        self.assertIsNone(self.manager.hears(2))
        self.ptrace(DETACH)
        self.assertEqual(self.manager.hears_of("WATCHDOG=1"), "WATCHDOG=1")

        code, _ = self.job.stop()
        self.assertEqual(code, 0)
        self.assertTrue(self.manager.hears_of("STOPPING=1").startswith("STOPPING=1\nSTATUS=stopping"))
        self.assertNotIn("STATUS=waiting", str(self.manager.hears(0)))

    def test_no_sign_of_life_is_sent_where_none_is_asked_for_and_no_word_without_a_socket(self):
        self.start(NOTIFY_SOCKET="")

        wait_until(lambda: self.job.get("/livez")[0] == 200, self.job.log)
        self.assertIsNone(self.manager.hears(0))
        self.assertEqual(self.job.stop()[0], 0)


if __name__ == "__main__":
    unittest.main()
