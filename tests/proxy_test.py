"""The network of tests breaks as it says: slow, cut, half-open, and whole again."""

import contextlib
import pathlib
import socket
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import proxy  # noqa: E402


class Proxy(unittest.TestCase):
    def setUp(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.server.close)
        threading.Thread(target=self.echo_all, daemon=True).start()
        self.network = proxy.Network()
        self.addCleanup(self.network.close)
        self.link = self.network.link(self.server.getsockname()[1])
        self.heard = b""

    def echo_all(self):
        try:
            while True:
                threading.Thread(target=self.echo, args=(self.server.accept()[0],),
                                 daemon=True).start()
        except OSError:
            pass  # the test is over

    def echo(self, client):
        with client, contextlib.suppress(ConnectionError):
            while data := client.recv(1 << 16):
                self.heard += data
                client.sendall(data)

    def client(self):
        made = socket.create_connection(("127.0.0.1", self.link.port))
        self.addCleanup(made.close)
        made.settimeout(10)
        return made

    def assert_silent(self, client):
        client.settimeout(0.2)
        with self.assertRaises(TimeoutError):
            client.recv(100)
        client.settimeout(10)

    def test_passes_everything_on_and_the_end_too(self):
        client = self.client()
        client.sendall(b"a" * 1_000_000)
        client.shutdown(socket.SHUT_WR)
        back = b""
        while data := client.recv(1 << 20):
            back += data
        self.assertEqual(back, b"a" * 1_000_000)
        self.assertEqual(self.heard, back)

    def test_a_slow_link_delays_each_way(self):
        client = self.client()
        self.link.slow(0.2)
        begin = time.monotonic()
        client.sendall(b"a")
        self.assertEqual(client.recv(100), b"a")
        self.assertGreaterEqual(time.monotonic() - begin, 0.4)

    def test_a_cut_resets_old_and_new_connections_until_it_heals(self):
        client = self.client()
        client.sendall(b"a")
        self.assertEqual(client.recv(100), b"a")
        self.link.cut()
        self.assertRaises(ConnectionResetError, client.recv, 100)
        self.assertRaises(ConnectionResetError, self.client().recv, 100)
        self.link.heal()
        client = self.client()
        client.sendall(b"b")
        self.assertEqual(client.recv(100), b"b")

    def test_a_half_open_link_is_silent_and_delivers_late(self):
        client = self.client()
        self.link.hold("down")
        client.sendall(b"a")
        self.assert_silent(client)
        self.assertEqual(self.heard, b"a")
        self.link.hold()
        client.sendall(b"b")
        self.assert_silent(client)
        self.assertEqual(self.heard, b"a")
        self.link.heal()
        self.assertEqual(client.recv(1) + client.recv(1), b"ab")

    def test_a_reset_throws_away_what_was_held_back(self):
        client = self.client()
        self.link.hold("up")
        client.sendall(b"a")
        self.assert_silent(client)
        self.link.heal(reset=True)
        self.assertRaises(ConnectionResetError, client.recv, 100)
        self.assertEqual(self.heard, b"")


if __name__ == "__main__":
    unittest.main()
