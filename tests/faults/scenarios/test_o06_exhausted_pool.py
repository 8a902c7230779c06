"""O6: many ask at once while the database is slow or stands still: all are answered, and nothing is left."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import httpx
import pytest

from chassis.web.dispatch import ANSWER_S
from tests.builders.inspection import connect, count
from tests.builders.people import Person
from tests.builders.waiting import eventually
from tests.faults.harness.links import Fault
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Answer, timed, unsound

CROWD = 100
REFUSED_S = 3.0
ANSWERED_S = ANSWER_S
"""By who found a connection, or had to make one: over a slow way that alone takes a second."""
SLOW = Fault(delay_s=0.1)
"""Each way; a transaction goes there and back five times."""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
IN_USE = f"{CONNECTIONS} AND state <> 'idle'"


@dataclass(frozen=True)
class Door:
    """Whose pool it is, what is asked for, and the table that is read for it."""

    service: str
    path: str
    table: str
    connections: int


DOORS = (
    Door("ingest", "/v1/recordings", "recordings", connections=2 * 10 + 4),
    Door("auth", "/v1/users/me", "users", connections=2 * 5 + 4),
)
"""A pool in each of two processes, and the rate limiter's own connections in the one that is the door."""


@scenario("O6", "Whoever finds all connections to the database taken hears so within three seconds")
@pytest.mark.alone
@pytest.mark.timeout(180)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.service)
@pytest.mark.parametrize("how", ["locked", "slow"])
def test_exhausted_pool(stage: Stage, actor: Person, score: Score, door: Door, how: str) -> None:
    crowd = Crowd(actor, door.path)
    assert {answer.status for answer in crowd.ask()} <= {200, 503}
    trouble: dict[str, Callable[[], AbstractContextManager[None]]] = {
        "locked": lambda: locked(stage, door),
        "slow": lambda: stage.links["postgres"].broken(SLOW),
    }
    with trouble[how]():
        answers = crowd.ask()
    refused = [answer for answer in answers if answer.status == 503]
    served = [answer for answer in answers if answer.status == 200]
    score.exactly("answers", len(refused) + len(served), CROWD)
    score.at_most("slowest refusal", max((answer.took_s for answer in refused), default=0.0), REFUSED_S, "s")
    score.at_most("slowest answer", max(answer.took_s for answer in answers), ANSWERED_S, "s")
    score.number("refused", len(refused))
    score.exactly("refused without Retry-After", sum(not answer.retry_after for answer in refused), 0)
    assert unsound(answers) == []
    eventually(lambda: in_use(stage, door) == 0)
    score.exactly("connections in use afterwards", in_use(stage, door), 0)
    score.at_most("connections afterwards", connections(stage, door), door.connections)
    again = crowd.one()
    assert again.status == 200
    score.at_most("the next answer", again.took_s, 1.0, "s")


class Crowd:
    """Many clients of one person."""

    def __init__(self, person: Person, path: str) -> None:
        self._person = person
        self._path = path

    def ask(self) -> list[Answer]:
        """All at once."""
        with self._client() as client, ThreadPoolExecutor(CROWD) as pool:
            return list(pool.map(lambda _: timed(lambda: client.get(self._path)), range(CROWD)))

    def one(self) -> Answer:
        with self._client() as client:
            return timed(lambda: client.get(self._path))

    def _client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self._person.http.base_url,
            headers=dict(self._person.http.headers),
            timeout=15.0,
            limits=httpx.Limits(max_connections=CROWD),
        )


@contextmanager
def locked(stage: Stage, door: Door) -> Iterator[None]:
    """Nobody else reads the table."""
    with connect(stage.platform, door.service) as connection, connection.transaction():
        connection.execute(f"LOCK TABLE {door.table}".encode())
        yield


def connections(stage: Stage, door: Door) -> int:
    return count(stage.platform, door.service, CONNECTIONS, f"{door.service}_app")


def in_use(stage: Stage, door: Door) -> int:
    return count(stage.platform, door.service, IN_USE, f"{door.service}_app")
