"""A TCP proxy on the way to each server of a platform, which fails in the ways in which networks do."""

import asyncio
import math
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from deploy.local.ports import LOOPBACK, free_ports

UP, DOWN = "up", "down"
"""From the service to the server, and back."""
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST."""
_CHUNK = 65_536


@dataclass(frozen=True)
class Fault:
    """What a link does to its bytes; a link without one passes them on at once."""

    refuse: bool = False
    """Connections are reset, those there are and those that come."""
    silent: tuple[str, ...] = ()
    """Nothing arrives in these directions, and nobody is told; it arrives when the fault is over."""
    delay_s: float = 0.0
    bytes_per_s: float = math.inf
    reset_after: int | None = None
    """Each connection is reset when so many bytes have passed, of both directions together."""


WELL = Fault()
CUT = Fault(refuse=True)
HOLE = Fault(silent=(UP, DOWN))
HOLE_UP = Fault(silent=(UP,))
HOLE_DOWN = Fault(silent=(DOWN,))
DELAY = Fault(delay_s=0.2)
"""As to the other side of the Earth, and for each packet of an exchange."""
DRIP = Fault(bytes_per_s=200.0)
RESET = Fault(reset_after=2_000)
MODES: Mapping[str, Fault] = {
    "cut": CUT,
    "hole": HOLE,
    "hole up": HOLE_UP,
    "hole down": HOLE_DOWN,
    "delay": DELAY,
    "drip": DRIP,
    "reset": RESET,
}


@dataclass(eq=False)
class _Connection:
    """Two sockets and how much has passed between them."""

    writers: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    passed: int = 0

    def reset(self) -> None:
        for writer in self.writers:
            _reset(writer)

    def close(self) -> None:
        """What was written still arrives."""
        for writer in self.writers:
            writer.close()


@dataclass(eq=False)
class Link:
    """`port` is where services find the server; `broken(fault)` lasts as long as its block."""

    name: str
    port: int
    target: Callable[[], int]
    loop: asyncio.AbstractEventLoop
    _fault: Fault = WELL
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _connections: set[_Connection] = field(default_factory=set)

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        self._become(fault)
        try:
            yield
        finally:
            self._become(WELL)

    def _become(self, fault: Fault) -> None:
        asyncio.run_coroutine_threadsafe(self._set(fault), self.loop).result(10)

    async def _set(self, fault: Fault) -> None:
        self._fault = fault
        self._changed.set()
        self._changed = asyncio.Event()
        if fault.refuse:
            for connection in tuple(self._connections):
                connection.reset()

    async def listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._accept, LOOPBACK, self.port)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self._fault.refuse:
                await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        if not writer.is_closing():
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self.target())
        connection = _Connection((writer, far_writer))
        self._connections.add(connection)
        pumps = [
            asyncio.ensure_future(self._pump(UP, connection, reader, far_writer)),
            asyncio.ensure_future(self._pump(DOWN, connection, far_reader, writer)),
        ]
        try:
            await asyncio.gather(*pumps)
            connection.close()
        finally:
            self._connections.discard(connection)
            for pump in pumps:
                pump.cancel()
            if not far_writer.is_closing():
                connection.reset()

    async def _pump(
        self,
        direction: str,
        connection: _Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        try:
            while chunk := await reader.read(_CHUNK):
                await self._pass(direction, chunk, writer)
                connection.passed += len(chunk)
                limit = self._fault.reset_after
                if limit is not None and connection.passed >= limit:
                    connection.reset()
        finally:
            await self._heard(direction)  # not even of an end
        if writer.can_write_eof():
            writer.write_eof()

    async def _pass(self, direction: str, chunk: bytes, writer: asyncio.StreamWriter) -> None:
        await self._heard(direction)
        if self._fault is WELL:  # nearly always, and each sleep is a turn of the loop, however short it is
            writer.write(chunk)
            await writer.drain()
            return
        await asyncio.sleep(self._fault.delay_s)
        while chunk:
            await self._heard(direction)
            rate = self._fault.bytes_per_s
            step = len(chunk) if math.isinf(rate) else max(1, int(rate / 10))
            writer.write(chunk[:step])
            await writer.drain()
            await asyncio.sleep(min(step, len(chunk)) / rate)
            chunk = chunk[step:]

    async def _heard(self, direction: str) -> None:
        while direction in self._fault.silent:
            await self._changed.wait()


def _reset(writer: asyncio.StreamWriter) -> None:
    transport = writer.transport
    with suppress(OSError):
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


@contextmanager
def linked(targets: dict[str, Callable[[], int]]) -> Iterator[dict[str, Link]]:
    """A link to each server by its name; `target` is asked for the port at each new connection."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="links", daemon=True)
    thread.start()
    ports = free_ports(len(targets))
    links = {
        name: Link(name, port, target, loop)
        for (name, target), port in zip(targets.items(), ports, strict=True)
    }
    servers = [asyncio.run_coroutine_threadsafe(link.listen(), loop).result(10) for link in links.values()]
    try:
        yield links
    finally:
        asyncio.run_coroutine_threadsafe(_close(servers), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(servers: list[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
