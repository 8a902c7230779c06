"""D13: three brokers that keep the same streams, of which any one may be missing."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import nats.errors
import pytest

from chassis.clock import new_id
from chassis.errors import Unavailable
from chassis.messaging import STREAMS, MessagingClient
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected
from tests.builders.nats_cluster import Member, nats_cluster
from tests.builders.outbox_runs import stored
from tests.builders.waiting import eventually
from tests.faults.harness.chaos import frozen
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.scoreboard import Score, scenario

PUBLISHERS = 8
PAUSE_S = 0.02
"""Between two events of a publisher: it is about the faults, not about load."""
FLOW = 100
"""So many events of each publisher go by between two faults."""
FROZEN_S = 6.0
DOWN_S = 2.0
GAP_S = 10.0
SETTLED_S = 60.0
STREAM = "EVENTS"

Members = Mapping[str, Member]
T = TypeVar("T")


class Publisher:
    """Publishes events as a service does: each until the broker is known to have it."""

    def __init__(self, client: MessagingClient, tenant_id: UUID, ledger: Ledger) -> None:
        self.count = 0
        self.longest_s = 0.0
        self._client = client
        self._tenant_id = tenant_id
        self._ledger = ledger

    def publish_until(self, over: threading.Event) -> None:
        while not over.wait(PAUSE_S):
            self._publish_one()

    def _publish_one(self) -> None:
        event = an_event(tenant_id=self._tenant_id)
        began = time.monotonic()
        while True:
            try:
                self._client.publish(event)
            except Unavailable:
                continue
            break
        self._ledger.note(str(event.id))
        self.longest_s = max(self.longest_s, time.monotonic() - began)
        self.count += 1


@pytest.fixture
def members(tmp_path: Path) -> Iterator[Members]:
    with nats_cluster(tmp_path, "admin", "ingest") as members:
        eventually(lambda: all(member.is_well for member in members.values()), timeout_s=SETTLED_S)
        answered(lambda: provision(members))
        yield members


def provision(members: Members) -> None:
    with connected(members["n0"].running(), "admin") as admin:
        admin.provision([replace(stream, replicas=len(members)) for stream in STREAMS], ())


def answered(ask: Callable[[], T]) -> T:
    """Who asks while leaders change is refused or hears nothing, and asks again."""
    answers = list[T]()

    def is_answered() -> bool:
        with suppress(nats.errors.Error, Unavailable):
            answers.append(ask())
        return bool(answers)

    eventually(is_answered, timeout_s=SETTLED_S)
    return answers[0]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "ledger")
    yield ledger
    ledger.close()


@contextmanager
def publishing(members: Members, tenant_id: UUID, ledger: Ledger) -> Iterator[list[Publisher]]:
    """Beside the block; the publishers meet one member each, in turn, and hear of the others."""
    over = threading.Event()
    with ExitStack() as stack:
        servers = [members[f"n{n % len(members)}"].running() for n in range(PUBLISHERS)]
        clients = [stack.enter_context(connected(server)) for server in servers]
        publishers = [Publisher(client, tenant_id, ledger) for client in clients]
        pool = stack.enter_context(ThreadPoolExecutor(PUBLISHERS))
        running = [pool.submit(publisher.publish_until, over) for publisher in publishers]
        try:
            yield publishers
        finally:
            over.set()
        for each in running:
            each.result()


def leader(members: Members) -> Member:
    """Of the stream, by what a member that runs says."""

    def name() -> str:
        with connected(next(m for m in members.values() if m.is_well).running(), "admin") as admin:
            info = admin.run(admin.jetstream.stream_info(STREAM))
        assert info.cluster is not None
        return str(info.cluster.leader)

    return members[answered(name)]


def kill(*victims: Member) -> None:
    """kill -9, and back after a while."""
    for victim in victims:
        victim.kill()
    threading.Event().wait(DOWN_S)
    for victim in victims:
        victim.start()


def freeze(victim: Member) -> None:
    with frozen(victim.child.pid):
        threading.Event().wait(FROZEN_S)


def settle(members: Members, publishers: Sequence[Publisher]) -> float:
    """Until all members have everything and events flow again; the longest that one publisher has waited."""
    eventually(lambda: all(member.is_well for member in members.values()), timeout_s=SETTLED_S)
    counts = [publisher.count for publisher in publishers]
    eventually(
        lambda: all(p.count >= before + FLOW for p, before in zip(publishers, counts, strict=True)),
        timeout_s=SETTLED_S,
    )
    longest_s = max(publisher.longest_s for publisher in publishers)
    for publisher in publishers:
        publisher.longest_s = 0.0
    return longest_s


def told(member: Member, tenant_id: UUID) -> Counter[str]:
    """How often the stream has each event."""
    return Counter(str(event.id) for event in answered(lambda: stored(member.running(), tenant_id)))


@scenario("D13", "With three brokers, the loss of one or two loses nothing and stops nobody for long")
@pytest.mark.waits
def test_the_loss_of_brokers_loses_nothing(
    members: Members, ledger: Ledger, score: Score, chance: random.Random
) -> None:
    tenant_id = new_id()
    with publishing(members, tenant_id, ledger) as publishers:
        score.number("longest wait without a fault", settle(members, publishers), "s")
        kill(leader(members))
        score.at_most("longest wait, leader killed", settle(members, publishers), GAP_S, "s")
        freeze(leader(members))
        score.at_most("longest wait, leader frozen for 6 s", settle(members, publishers), GAP_S, "s")
        kill(*chance.sample(sorted(members.values(), key=lambda m: m.name), 2))
        score.at_most("longest wait, two of three killed", settle(members, publishers), GAP_S, "s")
    acknowledged = set(ledger.ids())
    found = told(members["n0"], tenant_id)
    score.number("acknowledged", len(acknowledged))
    score.exactly("lost", len(acknowledged - set(found)), 0)
    score.exactly("stored twice", sum(times > 1 for times in found.values()), 0)
