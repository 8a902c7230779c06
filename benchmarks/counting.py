"""What it costs to count a request against the limits of its sender: one statement in Postgres."""

import statistics
import time
from collections.abc import Iterator

import httpx

from benchmarks.figures import Figure
from benchmarks.throughput import side_by_side, timed
from deploy.local.admins import appoint
from deploy.local.platform import LocalPlatform
from tests.builders.people import PASSWORD, Person

ROUNDS = 6
READ_S = 2.0


def limits(platform: LocalPlatform, person: Person) -> list[Figure]:
    """Authenticated reads of somebody whose requests are counted, and of an administrator, whose are not:
    limits.toml has no limit for that role. Turn by turn, so that what else the machine does meets both."""
    with Person(platform) as unlimited:
        _appoint(platform, unlimited)
        rounds = [(_reads(platform, person), _reads(platform, unlimited)) for _ in range(ROUNDS)]
    counted, free = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    return [
        Figure("reads, counted", counted, "/s"),
        Figure("reads, not counted", free, "/s"),
        Figure("counting takes of each read", 1000 * (1 / counted - 1 / free), "ms"),
    ]


def _appoint(platform: LocalPlatform, person: Person) -> None:
    """With an access token that says so."""
    appoint(platform.folder.path, person.email, dismiss=False)
    account = {"email": person.email, "password": PASSWORD}
    answer = httpx.post(f"{platform.url}/v1/auth/login", json=account, timeout=30).raise_for_status()
    person.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def _reads(platform: LocalPlatform, person: Person) -> float:
    """In a second."""
    started = time.monotonic()

    def read(client: httpx.Client) -> Iterator[float]:
        while time.monotonic() < started + READ_S:
            yield timed(lambda: client.get("/v1/users/me"))

    return len(side_by_side(platform, person, read)) / (time.monotonic() - started)
