"""A load from a process of its own; as little of a client as there can be, since both share the cores.

An open loop sends each request at its own moment, whether or not those before have been answered: what many
people do to a server that has become slow. A closed loop sends as much as is answered: it finds the capacity.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

GIVEN_UP_S = 15.0
_REFUSALS = (429, 503)


@dataclass(frozen=True)
class Answer:
    """`due_s` counts from the beginning, `took_s` from the moment when the request was due.

    Status 0: the connection broke, or nothing came in time.
    """

    due_s: float
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
        in_time = [answer for answer in self.answers if answer.due_s + answer.took_s <= self.seconds]
        return sum(answer.is_served for answer in in_time) / self.seconds


def message(address: str, head: str, body: bytes = b"", *, keep: bool = True) -> bytes:
    """A request; `head` is its first line, and others below it."""
    lines = [head, f"Host: {address}"]
    lines += [] if keep else ["Connection: close"]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def open_loop(address: str, messages: Sequence[bytes], rate: float, seconds: float) -> Load:
    """The messages in turn, so many a second."""
    return _apart(by_the_clock, address, messages, rate, seconds)


def closed_loop(address: str, messages: Sequence[bytes], clients: int, seconds: float) -> Load:
    """The messages in turn by so many clients, each of which waits for its answer."""
    return _apart(_by_clients, address, messages, clients, seconds)


async def by_the_clock(address: str, messages: Sequence[bytes], rate: float, seconds: float) -> list[Answer]:
    """What an open loop does, for a program that has a loop of its own."""
    client, answers = _Client(address), list[Answer]()
    began = time.perf_counter()

    async def one(turn: int, due_s: float) -> None:
        answers.append(await client.ask(messages[turn % len(messages)], began, due_s))

    async with asyncio.TaskGroup() as group:
        for turn in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + turn / rate - time.perf_counter()))
            group.create_task(one(turn, turn / rate))
    client.close()
    return answers


async def _by_clients(
    address: str, messages: Sequence[bytes], clients: float, seconds: float
) -> list[Answer]:
    client, answers = _Client(address), list[Answer]()
    began = time.perf_counter()

    async def run(number: int) -> None:
        while (due_s := time.perf_counter() - began) < seconds:
            answers.append(await client.ask(messages[number % len(messages)], began, due_s))

    await asyncio.gather(*(run(number) for number in range(int(clients))))
    client.close()
    return answers


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class _Client:
    """Takes a connection that is free, or makes one; keeps it unless the server says that it ends."""

    address: str
    _free: list[Connection] = field(default_factory=list)

    async def ask(self, request: bytes, began: float, due_s: float) -> Answer:
        status, has_retry_after = 0, False
        with suppress(OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            async with asyncio.timeout(GIVEN_UP_S):
                status, has_retry_after = await self._exchange(request)
        return Answer(due_s, time.perf_counter() - began - due_s, status, has_retry_after)

    async def _exchange(self, request: bytes) -> tuple[int, bool]:
        reader, writer = self._free.pop() if self._free else await self._connect()
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            ends = b"\r\nconnection: close" in head
            await _skip_body(reader, head, ends)
        except BaseException:
            writer.transport.abort()
            raise
        if ends:
            writer.close()
        else:
            self._free.append((reader, writer))
        return int(head[9:12]), b"\r\nretry-after:" in head

    async def _connect(self) -> Connection:
        host, _, port = self.address.partition(":")
        return await asyncio.open_connection(host, int(port))

    def close(self) -> None:
        for _, writer in self._free:
            writer.transport.abort()


async def _skip_body(reader: asyncio.StreamReader, head: bytes, ends: bool) -> None:
    _, announced, rest = head.partition(b"\r\ncontent-length:")
    if announced:
        await reader.readexactly(int(rest.partition(b"\r\n")[0]))
    elif ends:
        await reader.read()


Loop = Callable[[str, Sequence[bytes], float, float], Coroutine[Any, Any, list[Answer]]]


def _apart(loop: Loop, address: str, messages: Sequence[bytes], pace: float, seconds: float) -> Load:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, loop, address, messages, pace, seconds).result()


def _measured(loop: Loop, address: str, messages: Sequence[bytes], pace: float, seconds: float) -> Load:
    began = time.perf_counter()
    answers = asyncio.run(loop(address, messages, pace, seconds))
    return Load(answers, seconds, time.process_time() / (time.perf_counter() - began))
