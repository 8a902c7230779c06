"""What every keeper of shares does: on Postgres, under row-level security, and in the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from services.ingest.adapters.outbound.postgres.postgres_records import PostgresTransactions
from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.shares import Reading
from services.ingest.domain.recording import Recording
from services.ingest.domain.share import Person, Share
from tests.builders.ingest_service import opened
from tests.builders.recordings import NOW, a_recording
from tests.fakes.ingest_records import MemoryTransactions
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture(params=["memory", "postgres"])
def transactions(request: pytest.FixtureRequest) -> Iterator[Transactions]:
    if request.param == "memory":
        yield MemoryTransactions()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("ingest")) as database:
        yield PostgresTransactions(database, SystemClock(), new_id)


def recorded(transactions: Transactions, tenant_id: UUID | None = None) -> Recording:
    recording = a_recording(tenant_id)
    with transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    return recording


def shared(transactions: Transactions, learner: Person, coach_id: UUID, only: UUID | None = None) -> Share:
    share = Share(new_id(), learner, coach_id, new_id(), NOW, only, NOW)
    with transactions.begin(learner.tenant_id) as transaction:
        assert transaction.shares.grant(share) == share
    return share


def listed(transactions: Transactions, learner: Person, recording_id: UUID | None = None) -> list[Share]:
    with transactions.begin(learner.tenant_id) as transaction:
        return list(transaction.shares.page(10, None, recording_id))


def read(transactions: Transactions, share: Share, recording: Recording, part: str, after_s: float) -> bool:
    reading = Reading(share.id, recording.id, part, NOW + timedelta(seconds=after_s))
    with transactions.begin(share.learner.tenant_id) as transaction:
        return transaction.shares.note(reading)


def owner(recording: Recording) -> Person:
    return Person(recording.user_id, recording.tenant_id)


def test_a_learner_sees_their_own_shares_and_nobody_elses(transactions: Transactions) -> None:
    mine, other, coach_id = recorded(transactions), recorded(transactions), new_id()
    one = shared(transactions, owner(mine), coach_id, mine.id)
    everything = shared(transactions, owner(mine), coach_id)
    foreign = shared(transactions, owner(other), coach_id, other.id)
    assert listed(transactions, owner(mine)) == [everything, one]
    assert listed(transactions, owner(mine), mine.id) == [one]
    with transactions.begin(mine.tenant_id) as transaction:
        assert transaction.shares.page(1, everything.id) == [one]
        assert transaction.shares.hold(one.id)
        assert not transaction.shares.hold(foreign.id)
        assert transaction.shares.revoke(foreign.id) is None
    assert listed(transactions, owner(other)) == [foreign]


@pytest.mark.parametrize("single", [True, False])
def test_sharing_the_same_again_renews_the_share(transactions: Transactions, single: bool) -> None:
    mine = recorded(transactions)
    first = shared(transactions, owner(mine), new_id(), mine.id if single else None)
    later = NOW + timedelta(days=1)
    again = replace(first, id=new_id(), bond_since=later, granted_at=later)
    with transactions.begin(mine.tenant_id) as transaction:
        assert transaction.shares.grant(again) == replace(again, id=first.id)
    assert listed(transactions, owner(mine)) == [replace(again, id=first.id)]


def test_a_coach_finds_what_covers_a_recording(transactions: Transactions) -> None:
    mine, coach_id = recorded(transactions), new_id()
    second, foreign = recorded(transactions, mine.tenant_id), recorded(transactions)
    one = shared(transactions, owner(mine), coach_id, mine.id)
    shared(transactions, owner(foreign), new_id(), foreign.id)
    covering = transactions.shared.covering
    assert covering(coach_id, mine.id) == [one]
    assert covering(coach_id, second.id) == []
    assert covering(coach_id, foreign.id) == []
    assert covering(coach_id, new_id()) == []
    everything = shared(transactions, owner(mine), coach_id)
    assert covering(coach_id, mine.id) == [one, everything]
    assert covering(coach_id, second.id) == [everything]
    assert covering(new_id(), mine.id) == []


def test_a_coach_finds_all_that_is_shared_with_them(transactions: Transactions) -> None:
    mine, other, coach_id = recorded(transactions), recorded(transactions), new_id()
    one = shared(transactions, owner(mine), coach_id, mine.id)
    two = shared(transactions, owner(other), coach_id)
    shared(transactions, owner(mine), new_id())
    assert transactions.shared.all(coach_id) == [one, two]
    assert transactions.shared.all(coach_id, other.user_id) == [two]
    assert transactions.shared.all(new_id()) == []


def test_the_same_part_is_noted_once_a_minute_and_shown_to_the_learner(transactions: Transactions) -> None:
    mine = recorded(transactions)
    share = shared(transactions, owner(mine), new_id(), mine.id)
    assert listed(transactions, owner(mine))[0].last_seen_at is None
    noted = [read(transactions, share, mine, "audio", after_s) for after_s in (0, 59, 60)]
    assert noted == [True, False, True]
    assert read(transactions, share, mine, "report", 90)
    assert listed(transactions, owner(mine))[0].last_seen_at == NOW + timedelta(seconds=90)


def test_a_revoked_share_is_gone_with_what_was_read_under_it(transactions: Transactions) -> None:
    mine, coach_id = recorded(transactions), new_id()
    share = shared(transactions, owner(mine), coach_id, mine.id)
    read(transactions, share, mine, "report", 0)
    with transactions.begin(mine.tenant_id) as transaction:
        assert transaction.shares.revoke(share.id) == share
        assert transaction.shares.revoke(share.id) is None
    assert transactions.shared.covering(coach_id, mine.id) == []
    assert listed(transactions, owner(mine)) == []


def test_shares_go_with_their_recording_and_with_their_learner(transactions: Transactions) -> None:
    mine, coach_id = recorded(transactions), new_id()
    second = recorded(transactions, mine.tenant_id)
    first = shared(transactions, owner(mine), coach_id, mine.id)
    read(transactions, first, mine, "report", 0)
    everything = shared(transactions, owner(mine), coach_id)
    with transactions.begin(mine.tenant_id) as transaction:
        transaction.recordings.remove(mine.id)
    assert transactions.shared.all(coach_id) == [everything]
    with transactions.begin(mine.tenant_id) as transaction:
        transaction.erasures.bury_tenant()
    assert transactions.shared.all(coach_id) == []
    assert transactions.shared.covering(coach_id, second.id) == []


def test_a_coach_who_is_no_more_is_forgotten(transactions: Transactions) -> None:
    mine, coach_id, kept_id = recorded(transactions), new_id(), new_id()
    gone = shared(transactions, owner(mine), coach_id, mine.id)
    read(transactions, gone, mine, "report", 0)
    kept = shared(transactions, owner(mine), kept_id)
    for _ in range(2):
        transactions.shared.forget(coach_id)
    assert listed(transactions, owner(mine)) == [kept]


def test_a_page_of_recordings_can_be_among_some(transactions: Transactions) -> None:
    first = recorded(transactions)
    second, third = (recorded(transactions, first.tenant_id) for _ in range(2))
    with transactions.begin(first.tenant_id) as transaction:
        page = transaction.recordings.page
        assert page(10, None, {first.id, third.id}) == [third, first]
        assert page(10, third.id, {first.id, second.id, third.id, new_id()}) == [second, first]
        assert page(10, None, frozenset()) == []
