"""E5: a server that is stopped holds up nobody, and is missed no longer than it is away."""

import threading
from collections.abc import Callable, Mapping

import pytest

from tests.builders.inspection import connect
from tests.faults.harness.chaos import children_of, frozen
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.traffic import Traffic, tell
from tests.faults.harness.uploads import Uploader

FROZEN_S = 12.0
"""Of the 30 s in RELIABILITY.md: longer than any answer may take, in a suite of 20 minutes."""
BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
"""Those that serve the services just now."""

Pids = Callable[[Stage], list[int]]


def of(*names: str) -> Pids:
    """Processes with all that works for them, but for the database's."""

    def pids(stage: Stage) -> list[int]:
        mothers = [stage.processes[name].pid for name in names]
        return [pid for mother in mothers for pid in (mother, *children_of(mother))]

    return pids


def backends(stage: Stage) -> list[int]:
    with connect(stage.platform, "ingest") as connection:
        return [row[0] for row in connection.execute(BACKENDS).fetchall()]


def postmaster(stage: Stage) -> list[int]:
    return [stage.processes["postgres"].pid]


FREEZES: Mapping[str, Pids] = {
    "the database's backends": backends,
    "the postmaster": postmaster,
    "NATS": of("nats"),
    "the object store and auth": of("objects", "auth"),
    "the other peers": of("ingest", "transcribe", "analyze", "report"),
}
"""What is frozen together has no kind of request in common."""


@scenario("E5", "A server that is frozen delays no answer beyond 10 s, and is back when it wakes")
@pytest.mark.waits
@pytest.mark.timeout(300)
def test_frozen_servers_hold_up_nobody(stage: Stage, uploader: Uploader, score: Score) -> None:
    traffic = Traffic(stage, uploader)
    with traffic.flowing():
        spells = {
            name: traffic.spell(lambda pids=pids: freeze(pids(stage))) for name, pids in FREEZES.items()
        }
    tell(score, spells)
    hold(stage, [uploader])


def freeze(pids: list[int]) -> None:
    with frozen(*pids):
        threading.Event().wait(FROZEN_S)
