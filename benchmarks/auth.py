"""`make bench-auth`: what a flood of logins does to everybody else.

Logins with right passwords, because wrong ones are soon stopped by the limits on guessing. They come by the
clock, however long answers take. Meanwhile somebody who is logged in reads at auth's door and at ingest's.
Flood, readers and platform share the machine.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figures import Figure, percentile, table, write
from benchmarks.subjects import LIMITS
from deploy.local.platform import LocalPlatform
from tests.builders.people import PASSWORD, Person

FLOOD = 50
"""Logins a second that the bars hold for."""
BEYOND = 200
"""Far more than can be served: told without bars."""
SECONDS = 15
READS_PER_S = 20
READ_PATHS = ("/v1/users/me", "/v1/recordings")
ACCOUNTS = 8
OTHERS_BAR_MS = 300.0
REFUSED_BAR_MS = 100.0
SETTINGS = {"ROSTRUM_LIMITS_FILE": str(LIMITS)}


@dataclass(frozen=True)
class Answer:
    """How long it took from the moment when it was to be sent, and what came."""

    took_ms: float
    status: int


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        platform = LocalPlatform(
            Path(folder) / "data", settings=SETTINGS, public_port=None, trace=False, say=print
        )
        with platform:
            people = [Person(platform) for _ in range(ACCOUNTS)]
            results = {"Nobody logs in": asyncio.run(measured(platform, people, 0))}
            for rate in (FLOOD, BEYOND):
                results[f"{rate} logins a second"] = asyncio.run(measured(platform, people, rate))
            for person in people:
                person.close()
    for title, figures in results.items():
        sys.stdout.write("\n" + table(title, figures))
    sys.stdout.write(f"\nkept in {write(results)}\n")
    return 1 if any(figure.met is False for figures in results.values() for figure in figures) else 0


async def measured(platform: LocalPlatform, people: Sequence[Person], rate: int) -> list[Figure]:
    address = urlsplit(platform.url).netloc
    logged_in, answers = await asyncio.gather(
        by_the_clock(address, rate, lambda turn: login(people[turn % len(people)])),
        by_the_clock(address, READS_PER_S, lambda turn: reading(people[0], turn)),
    )
    figures = others(answers) + of_logins(logged_in)
    return figures if rate <= FLOOD else [replace(figure, bar="", met=None) for figure in figures]


def login(person: Person) -> bytes:
    body = json.dumps({"email": person.email, "password": PASSWORD})
    head = (
        f"POST /v1/auth/login HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}%s\r\n{body}".encode()


def reading(person: Person, turn: int) -> bytes:
    path, token = READ_PATHS[turn % len(READ_PATHS)], person.http.headers["Authorization"]
    return f"GET {path} HTTP/1.1\r\nAuthorization: {token}\r\n%s\r\n".encode()


async def by_the_clock(address: str, rate: int, request: Callable[[int], bytes]) -> list[Answer]:
    """Each at its own moment and on its own connection, whether or not those before have been answered."""
    began = time.perf_counter()

    async def at(turn: int) -> Answer:
        due = began + turn / rate
        await asyncio.sleep(due - time.perf_counter())
        status = await asked(address, request(turn))
        return Answer(1000 * (time.perf_counter() - due), status)

    return await asyncio.gather(*(at(turn) for turn in range(rate * SECONDS)))


async def asked(address: str, request: bytes) -> int:
    """The status; as little of a client as there can be, since it takes its processor from the platform."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request.replace(b"%s", f"Host: {address}\r\nConnection: close\r\n".encode(), 1))
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


def others(answers: Sequence[Answer]) -> list[Figure]:
    times = [answer.took_ms for answer in answers]
    slowest = percentile(times, 0.99)
    answered = sum(answer.status == 200 for answer in answers)
    return [
        Figure("reads meanwhile, p50", percentile(times, 0.5), "ms"),
        Figure("reads meanwhile, p99", slowest, "ms", f"under {OTHERS_BAR_MS:.0f}", slowest < OTHERS_BAR_MS),
        Figure("reads answered", answered, f"of {len(answers)}", "all", answered == len(answers)),
    ]


def of_logins(answers: Sequence[Answer]) -> list[Figure]:
    if not answers:
        return []
    served = [answer.took_ms for answer in answers if answer.status == 200]
    refused = [answer.took_ms for answer in answers if answer.status == 503]
    told = len(served) + len(refused)
    figures = [
        Figure("logins served", len(served) / SECONDS, "/s"),
        Figure("login served, p99", percentile(served, 0.99), "ms"),
        Figure("logins served or refused", told, f"of {len(answers)}", "all", told == len(answers)),
    ]
    if refused:
        slowest = percentile(refused, 0.99)
        bar = f"under {REFUSED_BAR_MS:.0f}"
        figures.append(Figure("login refused, p99", slowest, "ms", bar, slowest < REFUSED_BAR_MS))
    return figures


if __name__ == "__main__":
    sys.exit(main())
