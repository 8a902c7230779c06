"""One behaviour of the ledger of usage: in PostgreSQL, under row-level security, and in the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from chassis.database import Database
from services.auth.adapters.outbound.postgres.postgres_usage import PostgresUsageLedger
from services.auth.application.ports.usage import UsageLedger, UsageScope, UsageWanted
from services.auth.domain.usage import UsageEntry, UsageTotal
from tests.builders.chassis_database import opened
from tests.fakes.auth_usage import FakeUsageLedger
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase

NOW = FakeClock().now()
ADA, EVE, SCHOOL = new_id(), new_id(), new_id()
EVERYONE = UsageWanted(UsageScope("everyone"))


def of(tenant_id: UUID) -> UsageWanted:
    return UsageWanted(UsageScope("tenant", tenant_id))


def an_entry(tenant_id: UUID = ADA, **changes: object) -> UsageEntry:
    entry = UsageEntry(
        id=new_id(),
        tenant_id=tenant_id,
        user_id=new_id(),
        recording_id=new_id(),
        service="transcribe",
        provider="openai",
        operation="transcribe",
        units=90.0,
        unit="audio_seconds",
        cost_usd=0.009,
        key_owner=None,
        at=NOW,
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def with_tenants(database: Database) -> PostgresUsageLedger:
    for tenant_id in (ADA, EVE):
        row = {"id": tenant_id, "now": NOW}
        with database.transaction(tenant_id) as connection:
            statement = "INSERT INTO tenants (tenant_id, kind, created_at) VALUES (:id, 'personal', :now)"
            connection.execute(sa.text(statement), row)
    return PostgresUsageLedger(database)


@pytest.fixture(params=["memory", "postgres"])
def ledger(request: pytest.FixtureRequest) -> Iterator[UsageLedger]:
    if request.param == "memory":
        yield FakeUsageLedger({ADA, EVE})
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        yield with_tenants(database)


def test_an_act_is_entered_once_and_found_as_it_was(ledger: UsageLedger) -> None:
    entry, sparse = an_entry(), an_entry(user_id=None, recording_id=None, at=NOW - timedelta(hours=1))
    for _ in range(2):
        ledger.add(entry)
        ledger.add(sparse)
    ledger.add(replace(entry, cost_usd=7.0))
    assert ledger.entries(of(ADA), 10, None) == [entry, sparse]


def test_of_an_account_that_is_gone_nothing_is_kept(ledger: UsageLedger) -> None:
    ledger.add(an_entry(new_id()))
    assert ledger.entries(EVERYONE, 10, None) == []


def test_whose_usage_it_is_says_who_sees_it(ledger: UsageLedger) -> None:
    mine, theirs = an_entry(), an_entry(EVE)
    paid = [an_entry(tenant, key_owner=SCHOOL) for tenant in (ADA, EVE)]
    for entry in (mine, theirs, *paid):
        ledger.add(entry)
    assert set(ledger.entries(of(ADA), 10, None)) == {mine, paid[0]}
    by_school = UsageWanted(UsageScope("key_owner", SCHOOL))
    assert set(ledger.entries(by_school, 10, None)) == set(paid)
    assert {one.acts for one in ledger.totals(by_school, "provider", 10, None)} == {2}
    assert set(ledger.entries(EVERYONE, 10, None)) == {mine, theirs, *paid}


def test_time_has_a_first_moment_and_one_that_no_longer_counts(ledger: UsageLedger) -> None:
    entries = [an_entry(at=NOW + timedelta(hours=hours)) for hours in range(4)]
    for entry in entries:
        ledger.add(entry)
    begin, end = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
    wanted = replace(of(ADA), begin=begin, end=end)
    assert ledger.entries(wanted, 10, None) == [entries[2], entries[1]]


def test_pages_follow_each_other_without_gap_or_repetition(ledger: UsageLedger) -> None:
    entries = [an_entry(at=NOW + timedelta(hours=place // 2), provider=f"p{place}") for place in range(6)]
    for entry in entries:
        ledger.add(entry)
    seen: list[UsageEntry] = []
    while page := ledger.entries(of(ADA), 4, (seen[-1].at, seen[-1].id) if seen else None):
        seen += page
    assert len(seen) == 6
    assert set(seen) == set(entries)
    totals: list[UsageTotal] = []
    while part := ledger.totals(
        of(ADA), "provider", 4, (totals[-1].key, totals[-1].unit, totals[-1].own_key) if totals else None
    ):
        totals += part
    assert [one.key for one in totals] == [f"p{place}" for place in range(6)]


def test_totals_keep_units_and_payers_apart_and_add_up(ledger: UsageLedger) -> None:
    entries = [
        an_entry(),
        an_entry(units=10.5, cost_usd=0.001),
        an_entry(key_owner=ADA, cost_usd=1.0),
        an_entry(unit="tokens", operation="proofread", units=1000.0, at=NOW - timedelta(days=1)),
    ]
    for entry in entries:
        ledger.add(entry)
    by_provider = ledger.totals(of(ADA), "provider", 10, None)
    assert [(one.key, one.unit, one.own_key, one.units, one.acts) for one in by_provider] == [
        ("openai", "audio_seconds", False, 100.5, 2),
        ("openai", "audio_seconds", True, 90.0, 1),
        ("openai", "tokens", False, 1000.0, 1),
    ]
    assert sum(one.cost_usd for one in by_provider) == pytest.approx(sum(one.cost_usd for one in entries))
    by_day = ledger.totals(of(ADA), "day", 10, None)
    assert [one.key for one in by_day] == ["2026-11-19", "2026-11-20", "2026-11-20"]
    assert {one.key for one in ledger.totals(of(ADA), "operation", 10, None)} == {"proofread", "transcribe"}


def test_nobody_changes_or_removes_an_entry_but_with_the_account(make_database: MakeDatabase) -> None:
    with opened(make_database("auth"), "app") as database:
        ledger = with_tenants(database)
        ledger.add(an_entry())
        for statement in ("UPDATE usage_entries SET cost_usd = 0", "DELETE FROM usage_entries"):
            with pytest.raises(sa.exc.ProgrammingError), database.transaction(ADA) as connection:
                connection.execute(sa.text(statement))
        with database.transaction(ADA) as connection:
            connection.execute(sa.text("DELETE FROM tenants WHERE tenant_id = :id"), {"id": ADA})
        assert ledger.entries(EVERYONE, 10, None) == []
