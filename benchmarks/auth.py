"""`make bench-auth`: what a flood of logins does to everybody else.

Logins with right passwords, because wrong ones are soon stopped by the limits on guessing. They come by the
clock, however long answers take. Meanwhile somebody who is logged in reads at auth's door and at ingest's.
Flood, readers and platform share the machine.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figures import Figure, percentile, table, write
from benchmarks.subjects import LIMITS
from deploy.local.platform import LocalPlatform
from tests.builders.people import PASSWORD, Person
from tests.faults.harness.load import Answer, by_the_clock, message

FLOOD = 100
"""Logins a second that the bars hold for: twice what two cores can serve."""
BEYOND = 200
"""Far more than can be served: told without bars."""
SECONDS = 15
READS_PER_S = 20
READ_PATHS = ("/v1/users/me", "/v1/recordings")
ACCOUNTS = 8
OTHERS_BAR_MS = 300.0
REFUSED_BAR_MS = 100.0
SETTINGS = {"ROSTRUM_LIMITS_FILE": str(LIMITS)}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        platform = LocalPlatform(
            Path(folder) / "data", settings=SETTINGS, public_port=None, trace=False, say=print
        )
        with platform:
            people = [Person(platform) for _ in range(ACCOUNTS)]
            logins = [login(platform, person.email, PASSWORD) for person in people]
            results = {"Nobody logs in": flooded(platform, people[0], logins, 0)}
            for rate in (FLOOD, BEYOND):
                results[f"{rate} logins a second"] = flooded(platform, people[0], logins, rate)
            for person in people:
                person.close()
    for title, figures in results.items():
        sys.stdout.write("\n" + table(title, figures))
    sys.stdout.write(f"\nkept in {write(results)}\n")
    return 1 if any(figure.met is False for figures in results.values() for figure in figures) else 0


def flooded(
    platform: LocalPlatform,
    reader: Person,
    logins: Sequence[bytes],
    rate: int,
    answered: HTTPStatus = HTTPStatus.OK,
) -> list[Figure]:
    """So many logins a second; `answered` is what those hear that are not refused."""
    return asyncio.run(_flooded(platform, reader, logins, rate, answered))


async def _flooded(
    platform: LocalPlatform, reader: Person, logins: Sequence[bytes], rate: int, answered: HTTPStatus
) -> list[Figure]:
    address = urlsplit(platform.url).netloc
    logged_in, answers = await asyncio.gather(
        by_the_clock(address, logins, rate, SECONDS),
        by_the_clock(address, readings(platform, reader), READS_PER_S, SECONDS),
    )
    figures = others(answers) + of_logins(logged_in, answered)
    return figures if rate <= FLOOD else [replace(figure, bar="", met=None) for figure in figures]


def login(platform: LocalPlatform, email: str, password: str) -> bytes:
    body = json.dumps({"email": email, "password": password}).encode()
    head = "POST /v1/auth/login HTTP/1.1\r\nContent-Type: application/json"
    return message(urlsplit(platform.url).netloc, head, body, keep=False)


def readings(platform: LocalPlatform, person: Person) -> list[bytes]:
    address, token = urlsplit(platform.url).netloc, person.http.headers["Authorization"]
    heads = [f"GET {path} HTTP/1.1\r\nAuthorization: {token}" for path in READ_PATHS]
    return [message(address, head, keep=False) for head in heads]


def others(answers: Sequence[Answer]) -> list[Figure]:
    times = [1000 * answer.took_s for answer in answers]
    slowest = percentile(times, 0.99)
    answered = sum(answer.is_served for answer in answers)
    return [
        Figure("reads meanwhile, p50", percentile(times, 0.5), "ms"),
        Figure("reads meanwhile, p99", slowest, "ms", f"under {OTHERS_BAR_MS:.0f}", slowest < OTHERS_BAR_MS),
        Figure("reads answered", answered, f"of {len(answers)}", "all", answered == len(answers)),
    ]


def of_logins(answers: Sequence[Answer], answered: HTTPStatus) -> list[Figure]:
    if not answers:
        return []
    served = [1000 * answer.took_s for answer in answers if answer.status == answered]
    refused = [1000 * answer.took_s for answer in answers if answer.is_refused and answer.has_retry_after]
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
