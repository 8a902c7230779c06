"""Clients that take their time, each for as long as it is let; whoever is cut off or refused comes again."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

EVERY_S = 0.5
"""Between two bytes that are sent."""
_AGAIN_S = 1.0
_LEAVES_S = 25.0
"""Whoever reads nothing does not notice that it has been cut off."""
_RECEIVE_BYTES = 4096
"""What the kernel keeps for a client that reads nothing."""


@dataclass(frozen=True)
class Slow:
    """Sends `first`, then `rest` byte by byte; reads all that comes, or no more than the first of it."""

    first: bytes
    rest: bytes = b""
    reads: bool = True
    comes_again: bool = True


@dataclass
class Crowd:
    """The heads of the answers so far."""

    heads: list[bytes] = field(default_factory=list)
    connections: int = 0

    def count(self, status: int) -> int:
        return sum(head.startswith(f"http/1.1 {status}".encode()) for head in self.heads)

    def count_refused(self) -> int:
        """With the time to come again."""
        return sum(b" 503 " in head[:16] and b"\r\nretry-after:" in head for head in self.heads)


@contextmanager
def slow_clients(address: str, clients: Sequence[Slow]) -> Iterator[Crowd]:
    """All of them beside the block, from a thread of their own; gone at its end."""
    crowd, loop = Crowd(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slow clients", daemon=True)
    thread.start()
    all_of_them = asyncio.run_coroutine_threadsafe(_all(address, clients, crowd), loop)
    try:
        yield crowd
    finally:
        all_of_them.cancel()
        asyncio.run_coroutine_threadsafe(_gone(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _all(address: str, clients: Sequence[Slow], crowd: Crowd) -> None:
    await asyncio.gather(*(_client(address, client, crowd) for client in clients))


async def _gone() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _client(address: str, client: Slow, crowd: Crowd) -> None:
    while True:
        with suppress(OSError, EOFError, asyncio.LimitOverrunError):
            await _visit(address, client, crowd)
        if not client.comes_again:
            return
        await asyncio.sleep(_AGAIN_S)


async def _visit(address: str, client: Slow, crowd: Crowd) -> None:
    reader, writer = await _connected(address)
    crowd.connections += 1
    try:
        writer.write(client.first)
        sending = asyncio.ensure_future(_drip(writer, client.rest))
        try:
            crowd.heads.append((await reader.readuntil(b"\r\n\r\n")).lower())
            if not client.reads and crowd.heads[-1].startswith(b"http/1.1 200"):
                await asyncio.sleep(_LEAVES_S)
                return
            while await reader.read(_RECEIVE_BYTES):
                pass
        finally:
            sending.cancel()
    finally:
        writer.transport.abort()


async def _drip(writer: asyncio.StreamWriter, rest: bytes) -> None:
    with suppress(OSError):
        for number in range(len(rest)):
            await asyncio.sleep(EVERY_S)
            writer.write(rest[number : number + 1])
            await writer.drain()


async def _connected(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = address.partition(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
    connection.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connection, (host, int(port)))
    except BaseException:
        connection.close()
        raise
    return await asyncio.open_connection(sock=connection, limit=_RECEIVE_BYTES * 2)
