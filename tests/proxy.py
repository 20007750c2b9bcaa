"""A network that can be broken, for tests: TCP links that are slowed, cut or left half-open.

One thread with an event loop serves all links. What is held back is not lost: as TCP delivers late
what a broken network swallowed, a link that heals delivers it, unless its connections are reset.
"""

import asyncio
import socket
import struct
import threading

BLOCK = 1 << 18
WAYS = ("up", "down")  # from the client, to the client


class Link:
    """From a port of its own to the address of a server. Every call may come from any thread."""

    def __init__(self, network, port):
        self.network = network
        self.target = port
        self.port = 0
        self._delay = 0.0
        self._refuses = False
        self._passes = {way: asyncio.Event() for way in WAYS}
        self._connections = set()
        for event in self._passes.values():
            event.set()

    def slow(self, seconds):
        """Everything takes that much longer, each way."""
        self.network.call(self._set, seconds)

    def hold(self, *ways):
        """Swallows what comes; connections stay, and new ones are taken. No ways: both."""
        self.network.call(self._hold, ways or WAYS)

    def cut(self):
        """Resets every connection, and each new one until heal()."""
        self.network.call(self._cut)

    def heal(self, reset=False):
        """As at the beginning; `reset`: with what is held back thrown away, and its connections."""
        self.network.call(self._heal, reset)

    def _set(self, delay):
        self._delay = delay

    def _hold(self, ways):
        for way in ways:
            self._passes[way].clear()

    def _cut(self):
        self._refuses = True
        self._reset()

    def _heal(self, reset):
        self._refuses = False
        self._delay = 0.0
        if reset:
            self._reset()
        for event in self._passes.values():
            event.set()

    def _reset(self):
        for writer in self._connections:
            abort(writer)

    async def serve(self, reader, writer):
        if self._refuses:
            abort(writer)
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            abort(writer)
            return
        ends = {writer, back}
        self._connections |= ends
        try:
            await asyncio.gather(self._pump("up", reader, back), self._pump("down", there, writer))
        except asyncio.CancelledError:
            pass  # the network is closed
        for end in ends:
            end.close()
        self._connections -= ends

    async def _pump(self, way, reader, writer):
        """Until that side ends; the end is held back as everything else is."""
        try:
            while data := await reader.read(BLOCK):
                await self._journey(way)
                writer.write(data)
                await writer.drain()
            await self._journey(way)
            writer.write_eof()
        except (OSError, RuntimeError):  # the latter: closed meanwhile
            await self._passes[way].wait()
            abort(writer)

    async def _journey(self, way):
        if self._delay > 0:
            await asyncio.sleep(self._delay)
        await self._passes[way].wait()


def abort(writer):
    """Closes with a reset instead of an orderly end."""
    plug = writer.get_extra_info("socket")
    if plug is not None and plug.fileno() >= 0:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Network:
    """All links of a test, on one thread."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._servers = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def link(self, port):
        """To that port of this machine; `link.port` is where clients go instead."""
        made = Link(self, port)
        server = self._run(asyncio.start_server(made.serve, "127.0.0.1", 0))
        self._servers.append(server)
        made.port = server.sockets[0].getsockname()[1]
        return made

    def call(self, function, *arguments):
        """On the thread of the loop; returns when it is done."""
        async def run():
            function(*arguments)
        self._run(run())

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    def close(self):
        async def end():
            for server in self._servers:
                server.close()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
