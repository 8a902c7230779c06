"""What every book of paid calls promises, on Postgres and in memory."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.database.tombstones import bury
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_engine_calls import (
    PostgresEngineCalls,
    PostgresSpending,
    engine_calls,
    erase_calls,
    forget_answers,
)
from services.transcribe.adapters.outbound.recognizers.remote.call_book import (
    Bill,
    CallBook,
    CallKey,
    SpendCapReached,
)
from tests.builders.chassis_database import opened
from tests.fakes.call_book import FakeCallBook
from tests.infrastructure.fixtures import MakeDatabase

CAP_USD = 1.0
ANSWER = {"text": "good morning", "words": [{"word": "good", "start": 0.1}]}


def costing(usd: float) -> Bill:
    return Bill(usd, 60.0)


def postgres_book(database: Database) -> PostgresEngineCalls:
    return PostgresEngineCalls(database, CAP_USD, Announcer(EventEncoder(SystemClock().now, new_id)), new_id)


def a_key(tenant_id: UUID | None = None, part: str = "piece-1") -> CallKey:
    return CallKey(tenant_id or new_id(), f"{new_id()}/{part}", "openai", "whisper-1")


@pytest.fixture(params=["memory", "postgres"])
def book(request: pytest.FixtureRequest) -> Iterator[CallBook]:
    if request.param == "memory":
        yield FakeCallBook(CAP_USD)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("transcribe"), "app") as database:
        yield postgres_book(database)


def test_a_call_is_entered_once_and_its_answer_kept(book: CallBook) -> None:
    call = book.open(a_key(), costing(0.6))
    assert (call.remote_id, call.answer) == (None, None)
    book.settle(call, 0.5, ANSWER)
    again = book.open(call.key, costing(0.6))
    assert (again.answer, again.cost_usd) == (ANSWER, 0.5)


def test_work_that_was_accepted_is_known_to_the_next_try(book: CallBook) -> None:
    call = book.submitted(book.open(a_key(), costing(0.1)), "remote-7")
    assert call.remote_id == "remote-7"
    assert book.open(call.key, costing(0.1)).remote_id == "remote-7"


def test_money_that_is_set_aside_counts(book: CallBook) -> None:
    key = a_key()
    book.open(key, costing(0.6))
    with pytest.raises(SpendCapReached) as reached:
        book.open(a_key(key.tenant_id), costing(0.6))
    assert reached.value.cap_usd == CAP_USD
    assert 0 <= reached.value.retry_after_s <= 24 * 3600
    book.open(key, costing(0.6))
    book.open(a_key(key.tenant_id), costing(0.4))


def test_what_was_not_spent_is_the_tenants_again(book: CallBook) -> None:
    key = a_key()
    book.release(book.open(key, costing(0.9)))
    book.settle(book.open(a_key(key.tenant_id), costing(0.9)), 0.1, ANSWER)
    assert book.open(a_key(key.tenant_id), costing(0.9)).cost_usd == 0.9


def test_what_was_paid_for_nothing_stays_spent_and_is_asked_anew(book: CallBook) -> None:
    call = book.submitted(book.open(a_key(), costing(0.6)), "remote-7")
    book.write_off(call)
    with pytest.raises(SpendCapReached):
        book.open(call.key, costing(0.6))
    assert book.open(call.key, costing(0.4)).remote_id is None


def test_others_go_on(book: CallBook) -> None:
    book.open(a_key(), costing(CAP_USD))
    assert book.open(a_key(), costing(CAP_USD))


def test_what_costs_nothing_needs_no_money(book: CallBook) -> None:
    key = a_key()
    book.open(key, costing(CAP_USD))
    assert book.open(a_key(key.tenant_id), costing(0.0))


def test_models_and_engines_are_calls_of_their_own(book: CallBook) -> None:
    key = a_key()
    book.settle(book.open(key, costing(0.1)), 0.1, ANSWER)
    assert book.open(replace(key, model="other"), costing(0.1)).answer is None
    assert book.open(replace(key, engine="other"), costing(0.1)).answer is None


def test_the_smaller_of_two_caps_holds(book: CallBook) -> None:
    key = a_key()
    with pytest.raises(SpendCapReached) as reached:
        book.open(key, Bill(0.4, 60.0, cap_usd=0.3))
    assert reached.value.cap_usd == 0.3
    book.open(key, Bill(0.4, 60.0, cap_usd=0.4))
    with pytest.raises(SpendCapReached) as reached:
        book.open(a_key(key.tenant_id), Bill(0.7, 60.0, cap_usd=20.0))
    assert reached.value.cap_usd == CAP_USD


def test_what_a_key_of_ones_own_pays_is_not_limited_and_not_counted(book: CallBook) -> None:
    key, owner = a_key(), new_id()
    call = book.open(key, Bill(7.0, 60.0, cap_usd=0.0, key_owner=owner))
    book.settle(call, 6.0, ANSWER)
    book.release(book.open(a_key(key.tenant_id), Bill(7.0, 60.0, key_owner=owner)))
    assert book.open(key, costing(0.1)).key_owner == owner
    assert book.open(a_key(key.tenant_id), costing(CAP_USD))


def test_many_callers_together_stay_below_the_cap(book: CallBook) -> None:
    tenant_id = new_id()

    def enter(number: int) -> bool:
        try:
            book.open(a_key(tenant_id, f"piece-{number}"), costing(0.01))
        except SpendCapReached:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        entered = list(threads.map(enter, range(150)))
    assert sum(entered) == 100


def test_a_deleted_recording_leaves_no_answer_and_the_money_stays_spent(make_database: MakeDatabase) -> None:
    with opened(make_database("transcribe"), "app") as database:
        book = postgres_book(database)
        call = book.open(a_key(), costing(0.8))
        book.settle(call, 0.8, ANSWER)
        late = book.open(replace(call.key, job_key=call.key.job_key + "b"), costing(0.1))
        with database.transaction(call.key.tenant_id) as connection:
            bury(connection, call.key.tenant_id, call.key.recording_id)
            forget_answers(connection, call.key.tenant_id, call.key.recording_id)
        book.settle(late, 0.1, ANSWER)
        after = book.open(replace(call.key, job_key=call.key.job_key + "c"), costing(0.0))
        book.settle(after, 0.0, ANSWER)
        assert book.open(after.key, costing(0.0)).answer is None
        with pytest.raises(SpendCapReached):
            book.open(a_key(call.key.tenant_id), costing(0.5))


def test_a_deleted_tenant_leaves_nothing(make_database: MakeDatabase) -> None:
    with opened(make_database("transcribe"), "app") as database:
        call = postgres_book(database).open(a_key(), costing(0.8))
        with database.transaction(call.key.tenant_id) as connection:
            erase_calls(connection, call.key.tenant_id)
            assert not connection.execute(sa.select(engine_calls)).all()


def announced(database: Database, tenant_id: UUID) -> list[tuple[str, float]]:
    with database.transaction(tenant_id) as connection:
        rows = connection.execute(sa.text("SELECT id, data FROM outbox ORDER BY position")).all()
    return [(str(row.id), json.loads(bytes(row.data))["usage"]["cost_usd"]) for row in rows]


def test_what_is_paid_is_announced_once_and_adds_up_to_the_spending(make_database: MakeDatabase) -> None:
    with opened(make_database("transcribe"), "app") as database:
        book, first = postgres_book(database), a_key()
        tenant_id = first.tenant_id
        call = book.open(first, costing(0.3))
        book.settle(call, 0.2, ANSWER)
        book.settle(replace(call, cost_usd=0.2), 0.2, ANSWER)
        useless = book.open(a_key(tenant_id), costing(0.1))
        book.write_off(useless)
        book.write_off(useless)
        book.release(book.open(a_key(tenant_id), costing(0.4)))
        told = announced(database, tenant_id)
        assert told == [(str(call.id), 0.2), (str(useless.id), 0.1)]
        today = PostgresSpending(database, CAP_USD).today(tenant_id)
    assert today.spent_usd == pytest.approx(sum(cost for _, cost in told))
    assert (today.cap_usd, 0 < today.resets_in_s <= 86_400) == (CAP_USD, True)
