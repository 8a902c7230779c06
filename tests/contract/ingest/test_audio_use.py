"""One behaviour of what counts as audio that was worked on: on Postgres and in the fake."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chassis.clock import new_id
from services.ingest.adapters.outbound.postgres.postgres_audio_use import sweep_audio_use
from services.ingest.adapters.outbound.postgres.postgres_records import PostgresTransactions
from services.ingest.application.ports.records import Transactions
from services.ingest.domain.allowance import DAY_S, AudioUsed
from tests.builders.ingest_service import opened
from tests.builders.recordings import StoppedClock, a_recording
from tests.fakes.ingest_records import MemoryTransactions
from tests.infrastructure.fixtures import MakeDatabase

HOUR_S = 3600.0
CLOCK_AND_STORE = tuple[StoppedClock, Transactions]


@pytest.fixture(params=["memory", "postgres"])
def kept(request: pytest.FixtureRequest) -> Iterator[CLOCK_AND_STORE]:
    clock = StoppedClock()
    if request.param == "memory":
        yield clock, MemoryTransactions(clock)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("ingest")) as database:
        yield clock, PostgresTransactions(database, clock, new_id)


class Listener:
    """One user, and what was worked on for them."""

    def __init__(self, kept: CLOCK_AND_STORE) -> None:
        self.clock, self.transactions = kept
        self.tenant_id, self.user_id = new_id(), new_id()

    def add(self, audio_s: float, user_id: UUID | None = None) -> None:
        recording = a_recording(self.tenant_id, user_id=user_id or self.user_id)
        with self.transactions.begin(self.tenant_id) as transaction:
            transaction.audio_use.lock(recording.user_id)
            for _ in range(2):
                transaction.audio_use.add(recording, audio_s)

    def used(self, limit_s: float | None, user_id: UUID | None = None) -> AudioUsed:
        with self.transactions.begin(self.tenant_id) as transaction:
            return transaction.audio_use.of(user_id or self.user_id, limit_s)


def test_a_day_of_it_counts_each_recording_once(kept: CLOCK_AND_STORE) -> None:
    one = Listener(kept)
    assert one.used(60.0) == AudioUsed(0.0)
    one.add(30.0)
    one.clock.move(HOUR_S)
    one.add(20.0)
    assert (one.used(None), one.used(60.0)) == (AudioUsed(50.0), AudioUsed(50.0))
    one.clock.move(DAY_S - HOUR_S)
    assert one.used(60.0) == AudioUsed(20.0)
    one.clock.move(HOUR_S)
    assert one.used(60.0) == AudioUsed(0.0)


def test_it_is_told_when_less_than_the_limit_is_used(kept: CLOCK_AND_STORE) -> None:
    one = Listener(kept)
    for audio_s in (30.0, 10.0, 40.0):
        one.add(audio_s)
        one.clock.move(HOUR_S)
    assert one.used(80.0) == AudioUsed(80.0, DAY_S - 3 * HOUR_S)
    assert one.used(50.0) == AudioUsed(80.0, DAY_S - 2 * HOUR_S)
    assert one.used(40.0) == AudioUsed(80.0, DAY_S - HOUR_S)
    assert one.used(0.0) == AudioUsed(80.0, DAY_S)


def test_users_and_tenants_are_apart(kept: CLOCK_AND_STORE) -> None:
    one, other = Listener(kept), Listener(kept)
    colleague = new_id()
    one.add(30.0)
    one.add(7.0, colleague)
    assert one.used(None, colleague) == AudioUsed(7.0)
    assert other.used(None, one.user_id) == AudioUsed(0.0)


def test_deleting_a_recording_frees_nothing_and_deleting_the_tenant_leaves_nothing(
    kept: CLOCK_AND_STORE,
) -> None:
    one = Listener(kept)
    recording = a_recording(one.tenant_id, user_id=one.user_id)
    with one.transactions.begin(one.tenant_id) as transaction:
        transaction.recordings.add(recording)
        transaction.audio_use.add(recording, 30.0)
        assert transaction.recordings.stored_bytes() == recording.upload.size_bytes
        transaction.recordings.remove(recording.id)
        assert transaction.recordings.stored_bytes() == 0
    assert one.used(None) == AudioUsed(30.0)
    with one.transactions.begin(one.tenant_id) as transaction:
        transaction.erasures.bury_tenant()
    assert one.used(None) == AudioUsed(0.0)


def test_what_no_longer_counts_is_swept(make_database: MakeDatabase) -> None:
    made, clock = make_database("ingest"), StoppedClock(datetime.now(UTC) - timedelta(days=3))
    with opened(made) as database, opened(made, "relay") as relay:
        one = Listener((clock, PostgresTransactions(database, clock, new_id)))
        one.add(30.0)
        clock.move(3 * DAY_S)
        one.add(20.0)
        with relay.transaction(None) as connection:
            assert [sweep_audio_use(connection) for _ in range(2)] == [1, 0]
        assert one.used(None) == AudioUsed(20.0)
