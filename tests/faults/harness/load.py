"""A load from a process of its own; as little of a client as there can be, since both share the cores.

An open loop sends each request at its own moment, whether or not those before have been answered: what many
people do to a server that has become slow. A closed loop sends as much as is answered: it finds the capacity.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing import get_context
from typing import Any

GIVEN_UP_S = 15.0
"""After the last request those are given up that have not been answered."""
_END_OF_HEAD = b"\r\n\r\n"
_REFUSALS = (429, 503)


@dataclass(frozen=True)
class Answer:
    """When it was due, counted from the beginning, how much later it was sent, and how long that took.

    It is late where the client gets too little of the processor. Status 0: the connection broke, or nothing
    came in time.
    """

    due_s: float
    late_s: float
    took_s: float
    status: int
    has_retry_after: bool = False

    @property
    def is_served(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_refused(self) -> bool:
        return self.status in _REFUSALS


@dataclass(frozen=True)
class Load:
    """What came of it; `core` is the share of one core that the client took."""

    answers: Sequence[Answer]
    seconds: float
    core: float

    @property
    def goodput(self) -> float:
        """Requests that were served in this time, a second."""
        in_time = (a for a in self.answers if a.due_s + a.late_s + a.took_s <= self.seconds)
        return sum(answer.is_served for answer in in_time) / self.seconds


Loop = Callable[[str, Sequence[bytes], float, float], Coroutine[Any, Any, list[Answer]]]


def message(address: str, head: str, body: bytes = b"", *, keep: bool = True) -> bytes:
    """A request; `head` is its first line, and more lines below it."""
    lines = [head, f"Host: {address}"]
    lines += [] if keep else ["Connection: close"]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def open_loop(address: str, messages: Sequence[bytes], rate: float, seconds: float) -> Load:
    """The messages in turn, so many a second."""
    return _apart(by_the_clock, address, messages, rate, seconds)


def closed_loop(address: str, messages: Sequence[bytes], clients: int, seconds: float) -> Load:
    """The messages in turn from so many clients, each of which waits for its answers."""
    return _apart(_by_clients, address, messages, clients, seconds)


def _apart(loop: Loop, address: str, messages: Sequence[bytes], pace: float, seconds: float) -> Load:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, loop, address, messages, pace, seconds).result()


def _measured(loop: Loop, address: str, messages: Sequence[bytes], pace: float, seconds: float) -> Load:
    began, used = time.perf_counter(), time.process_time()
    answers = asyncio.run(loop(address, messages, pace, seconds))
    return Load(answers, seconds, (time.process_time() - used) / (time.perf_counter() - began))


async def by_the_clock(address: str, messages: Sequence[bytes], rate: float, seconds: float) -> list[Answer]:
    """An open loop, for a program that has an event loop of its own."""
    client = _Client(address, messages)
    for turn in range(int(rate * seconds)):
        due_s = turn / rate
        if due_s > client.now_s:
            await asyncio.sleep(due_s - client.now_s)
        client.send(due_s)
    return await client.ended()


async def _by_clients(
    address: str, messages: Sequence[bytes], clients: float, seconds: float
) -> list[Answer]:
    client = _Client(address, messages)

    def send_next() -> None:
        if client.now_s < seconds:
            client.send(client.now_s)

    client.then = send_next
    for _ in range(int(clients)):
        send_next()
    await asyncio.sleep(seconds)
    return await client.ended()


@dataclass(eq=False)
class _Client:
    """Takes a connection that is free, or makes one; keeps it unless the server says that it ends."""

    address: str
    messages: Sequence[bytes]
    then: Callable[[], None] = lambda: None
    _began: float = field(default_factory=time.perf_counter)
    _turns: Iterator[int] = field(default_factory=count)
    _answers: list[Answer] = field(default_factory=list)
    _free: list["_Connection"] = field(default_factory=list)
    _open: set["_Connection"] = field(default_factory=set)
    _connecting: set[asyncio.Task[None]] = field(default_factory=set)
    _waiting: int = 0
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def now_s(self) -> float:
        return time.perf_counter() - self._began

    def send(self, due_s: float) -> None:
        request = self.messages[next(self._turns) % len(self.messages)]
        exchange = _Exchange(request, due_s, self.now_s - due_s)
        self._waiting += 1
        self._quiet.clear()
        if self._free:
            self._free.pop().begin(exchange)
        else:
            task = asyncio.ensure_future(self._connect(exchange))
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)

    async def _connect(self, exchange: "_Exchange") -> None:
        host, _, port = self.address.partition(":")
        make = partial(_Connection, self)
        try:
            _, connection = await asyncio.get_running_loop().create_connection(make, host, int(port))
        except OSError:
            self.heard(exchange, b"")
            return
        self._open.add(connection)
        connection.begin(exchange)

    def heard(self, exchange: "_Exchange", head: bytes) -> None:
        """An answer's head, empty where none came."""
        took_s = self.now_s - exchange.due_s - exchange.late_s
        status = int(head[9:12]) if head else 0
        has_retry_after = b"\r\nretry-after:" in head
        self._answers.append(Answer(exchange.due_s, exchange.late_s, took_s, status, has_retry_after))
        self._waiting -= 1
        self.then()
        if self._waiting == 0:
            self._quiet.set()

    def freed(self, connection: "_Connection") -> None:
        self._free.append(connection)

    def lost(self, connection: "_Connection") -> None:
        self._open.discard(connection)
        if connection in self._free:
            self._free.remove(connection)

    async def ended(self) -> list[Answer]:
        """All answers, once they have come or been given up."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), GIVEN_UP_S)
        for task in tuple(self._connecting):
            task.cancel()
        for connection in tuple(self._open):
            connection.close()
        await asyncio.sleep(0)  # the connections hear of their ends
        return self._answers


@dataclass(frozen=True)
class _Exchange:
    request: bytes
    due_s: float
    late_s: float


class _Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, client: _Client) -> None:
        self._client = client
        self._transport: asyncio.WriteTransport | None = None
        self._exchange: _Exchange | None = None
        self._heard = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def begin(self, exchange: _Exchange) -> None:
        self._exchange = exchange
        self._heard.clear()
        if self._transport is not None:
            self._transport.write(exchange.request)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        end = self._heard.find(_END_OF_HEAD)
        if end < 0:
            return
        head = bytes(self._heard[: end + 2]).lower()
        _, announced, rest = head.partition(b"\r\ncontent-length:")
        length = int(rest.partition(b"\r\n")[0]) if announced else None
        if length is not None and len(self._heard) >= end + len(_END_OF_HEAD) + length:
            self._answered(head)

    def connection_lost(self, error: Exception | None) -> None:
        """The end of an answer that did not announce its length, or of one that never came."""
        self._client.lost(self)
        end = self._heard.find(_END_OF_HEAD)
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            self._client.heard(exchange, bytes(self._heard[: end + 2]).lower() if end >= 0 else b"")

    def _answered(self, head: bytes) -> None:
        exchange, self._exchange = self._exchange, None
        if b"\r\nconnection: close" in head:
            self.close()
        else:
            self._client.freed(self)
        if exchange is not None:
            self._client.heard(exchange, head)
