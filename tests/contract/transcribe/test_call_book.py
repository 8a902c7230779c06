"""What every book of paid calls promises, on Postgres and in memory."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from chassis.database.tombstones import bury
from services.transcribe.adapters.outbound.postgres.postgres_engine_calls import (
    PostgresEngineCalls,
    engine_calls,
    erase_calls,
    forget_answers,
)
from services.transcribe.adapters.outbound.recognizers.remote.call_book import (
    CallBook,
    CallKey,
    SpendCapReached,
)
from tests.builders.chassis_database import opened
from tests.fakes.call_book import FakeCallBook
from tests.infrastructure.fixtures import MakeDatabase

CAP_USD = 1.0
ANSWER = {"text": "good morning", "words": [{"word": "good", "start": 0.1}]}


def a_key(tenant_id: UUID | None = None, part: str = "piece-1") -> CallKey:
    return CallKey(tenant_id or new_id(), f"{new_id()}/{part}", "openai", "whisper-1")


@pytest.fixture(params=["memory", "postgres"])
def book(request: pytest.FixtureRequest) -> Iterator[CallBook]:
    if request.param == "memory":
        yield FakeCallBook(CAP_USD)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("transcribe"), "app") as database:
        yield PostgresEngineCalls(database, CAP_USD)


def test_a_call_is_entered_once_and_its_answer_kept(book: CallBook) -> None:
    call = book.open(a_key(), 0.6)
    assert (call.remote_id, call.answer) == (None, None)
    book.settle(call, 0.5, ANSWER)
    again = book.open(call.key, 0.6)
    assert (again.answer, again.cost_usd) == (ANSWER, 0.5)


def test_work_that_was_accepted_is_known_to_the_next_try(book: CallBook) -> None:
    call = book.submitted(book.open(a_key(), 0.1), "remote-7")
    assert call.remote_id == "remote-7"
    assert book.open(call.key, 0.1).remote_id == "remote-7"


def test_money_that_is_set_aside_counts(book: CallBook) -> None:
    key = a_key()
    book.open(key, 0.6)
    with pytest.raises(SpendCapReached) as reached:
        book.open(a_key(key.tenant_id), 0.6)
    assert reached.value.cap_usd == CAP_USD
    assert 0 <= reached.value.retry_after_s <= 24 * 3600
    book.open(key, 0.6)
    book.open(a_key(key.tenant_id), 0.4)


def test_what_was_not_spent_is_the_tenants_again(book: CallBook) -> None:
    key = a_key()
    book.release(book.open(key, 0.9))
    book.settle(book.open(a_key(key.tenant_id), 0.9), 0.1, ANSWER)
    assert book.open(a_key(key.tenant_id), 0.9).cost_usd == 0.9


def test_what_was_paid_for_nothing_stays_spent_and_is_asked_anew(book: CallBook) -> None:
    call = book.submitted(book.open(a_key(), 0.6), "remote-7")
    book.write_off(call)
    with pytest.raises(SpendCapReached):
        book.open(call.key, 0.6)
    assert book.open(call.key, 0.4).remote_id is None


def test_others_go_on(book: CallBook) -> None:
    book.open(a_key(), CAP_USD)
    assert book.open(a_key(), CAP_USD)


def test_what_costs_nothing_needs_no_money(book: CallBook) -> None:
    key = a_key()
    book.open(key, CAP_USD)
    assert book.open(a_key(key.tenant_id), 0.0)


def test_models_and_engines_are_calls_of_their_own(book: CallBook) -> None:
    key = a_key()
    book.settle(book.open(key, 0.1), 0.1, ANSWER)
    assert book.open(replace(key, model="other"), 0.1).answer is None
    assert book.open(replace(key, engine="other"), 0.1).answer is None


def test_many_callers_together_stay_below_the_cap(book: CallBook) -> None:
    tenant_id = new_id()

    def enter(number: int) -> bool:
        try:
            book.open(a_key(tenant_id, f"piece-{number}"), 0.01)
        except SpendCapReached:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        entered = list(threads.map(enter, range(150)))
    assert sum(entered) == 100


def test_a_deleted_recording_leaves_no_answer_and_the_money_stays_spent(make_database: MakeDatabase) -> None:
    with opened(make_database("transcribe"), "app") as database:
        book = PostgresEngineCalls(database, CAP_USD)
        call = book.open(a_key(), 0.8)
        book.settle(call, 0.8, ANSWER)
        late = book.open(replace(call.key, job_key=call.key.job_key + "b"), 0.1)
        with database.transaction(call.key.tenant_id) as connection:
            bury(connection, call.key.tenant_id, call.key.recording_id)
            forget_answers(connection, call.key.tenant_id, call.key.recording_id)
        book.settle(late, 0.1, ANSWER)
        after = book.open(replace(call.key, job_key=call.key.job_key + "c"), 0.0)
        book.settle(after, 0.0, ANSWER)
        assert book.open(after.key, 0.0).answer is None
        with pytest.raises(SpendCapReached):
            book.open(a_key(call.key.tenant_id), 0.5)


def test_a_deleted_tenant_leaves_nothing(make_database: MakeDatabase) -> None:
    with opened(make_database("transcribe"), "app") as database:
        call = PostgresEngineCalls(database, CAP_USD).open(a_key(), 0.8)
        with database.transaction(call.key.tenant_id) as connection:
            erase_calls(connection, call.key.tenant_id)
            assert not connection.execute(sa.select(engine_calls)).all()
