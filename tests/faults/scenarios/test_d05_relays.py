"""D5: relays skip nothing, however late a transaction commits, and keep each aggregate's order."""

import random
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.database import Database
from chassis.messaging import CloudEvent
from chassis.outbox import append
from tests.builders.inspection import count
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import UNPUBLISHED
from tests.faults.harness.relays import nobodys_event, outbox_of, published_by, second_relay
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.wire import forget, stored

ROWS = 10_000
WRITERS = 8
AGGREGATES = 10
"""Of each writer."""
LONG_S = 3.0
LONG = 2
"""Transactions of each writer that stay open so long."""
MOST_ROWS = 20
"""In one transaction."""
DRAINED_S = 60.0


@scenario("D5", "Relays skip no row, and keep the order of each aggregate")
@pytest.mark.timeout(300)
def test_two_relays_publish_every_row_in_order(stage: Stage, seed: int, score: Score) -> None:
    platform, tenant = stage.platform, new_id()
    ours = platform.plan.ports["ingest-admin"]
    written = [events_of(tenant, writer) for writer in range(WRITERS)]
    chances = [random.Random(seed + writer) for writer in range(WRITERS)]
    before = published_by(ours)
    with second_relay(platform) as other, outbox_of(platform, WRITERS) as outbox:
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(partial(write, outbox), written, chances))
        eventually(lambda: count(platform, "ingest", UNPUBLISHED) == 0, timeout_s=DRAINED_S)
        score.at_least("published by one relay", published_by(ours) - before, 1)
        score.at_least("published by the other", published_by(other), 1)
    found = stored(platform, f"evt.ingest.load.made.v1.{tenant}")
    forget(platform, "EVENTS", f"evt.ingest.load.made.v1.{tenant}")
    score.exactly("rows published", len({event.id for event in found}), ROWS)
    score.exactly("rows published twice", len(found) - ROWS, 0)
    score.exactly("aggregates out of order", disordered(written, found), 0)


def events_of(tenant: UUID, writer: int) -> list[CloudEvent]:
    aggregates = [f"{writer}-{number}" for number in range(AGGREGATES)]
    return [nobodys_event(tenant, aggregates[number % AGGREGATES]) for number in range(ROWS // WRITERS)]


def write(outbox: Database, events: Sequence[CloudEvent], chance: random.Random) -> None:
    """In transactions of all sizes; long ones get their positions early and commit late."""
    portions = list(portioned(events, chance))
    long = set(chance.sample(range(len(portions)), LONG))
    for number, portion in enumerate(portions):
        with outbox.transaction(portion[0].tenant_id) as connection:
            append(connection, *portion)
            if number in long:
                threading.Event().wait(LONG_S)


def portioned(events: Sequence[CloudEvent], chance: random.Random) -> Iterator[Sequence[CloudEvent]]:
    start = 0
    while start < len(events):
        size = chance.randint(1, MOST_ROWS)
        yield events[start : start + size]
        start += size


def disordered(written: Sequence[Sequence[CloudEvent]], found: Sequence[CloudEvent]) -> int:
    """Aggregates whose events are not in the order in which they were written."""
    wanted, got = by_aggregate(chain.from_iterable(written)), by_aggregate(found)
    return sum(got.get(aggregate) != ids for aggregate, ids in wanted.items())


def by_aggregate(events: Iterable[CloudEvent]) -> dict[str, list[UUID]]:
    ids: dict[str, list[UUID]] = {}
    for event in events:
        ids.setdefault(event.subject, []).append(event.id)
    return ids
