"""Releasing pieces on a real database: fairly, once, and for workers that live."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import inf
from uuid import UUID

import psycopg
import pytest

from chassis.clock import new_id
from services.transcribe.domain.jobs import Order, Queue, Ticket
from tests.builders.transcribe_keepers import (
    TRACE,
    InPostgres,
    a_cause,
    finish_all,
    in_postgres,
    some_pieces,
    taken,
)
from tests.builders.transcribe_keepers import begun as begin
from tests.builders.transcribe_words import an_order
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture
def database(make_database: MakeDatabase) -> ServiceDatabase:
    return make_database("transcribe")


@pytest.fixture
def keeper(database: ServiceDatabase) -> Iterator[InPostgres]:
    """Without a worker yet."""
    with in_postgres(database) as keeper:
        execute(database, "DELETE FROM workers")
        yield keeper


def execute(database: ServiceDatabase, statement: str) -> None:
    with psycopg.connect(database.conninfo("app")) as connection:
        connection.execute(statement)


def waiting(keeper: InPostgres, count: int, tenant_id: UUID | None = None) -> Order:
    order = an_order(tenant_id=tenant_id)
    keeper.plans.add(begin(keeper, order), some_pieces(count))
    return order


def of(tickets: list[Ticket], order: Order) -> list[int]:
    return [ticket.number for ticket in tickets if ticket.recording_id == order.recording_id]


def test_a_piece_for_each_slot_and_a_few_more_are_released_and_others_as_they_are_done(
    keeper: InPostgres,
) -> None:
    order = waiting(keeper, 20)
    keeper.register.report(new_id(), {Queue.LOCAL: 3})
    keeper.register.report(new_id(), {Queue.LOCAL: 1, Queue.REMOTE: 50})
    tickets = keeper.release()
    assert of(tickets, order) == [1, 2, 3, 4, 5]
    assert keeper.release() == []
    finish_all(keeper, tickets[:2])
    assert of(keeper.release(), order) == [6, 7]


def test_a_late_tenant_s_piece_is_the_next_that_is_released(keeper: InPostgres) -> None:
    worker = new_id()
    keeper.register.report(worker, {Queue.LOCAL: 2})
    many = waiting(keeper, 500)
    first, *_ = keeper.release()
    one = waiting(keeper, 1)
    finish_all(keeper, [first])
    released = keeper.release()
    assert (of(released, one), of(released, many)) == ([1], [])


def test_recordings_of_a_tenant_take_turns(keeper: InPostgres) -> None:
    long = waiting(keeper, 50)
    short = waiting(keeper, 2, long.tenant_id)
    keeper.register.report(new_id(), {Queue.LOCAL: 4})
    released = keeper.release()
    assert (len(of(released, long)), len(of(released, short))) == (3, 2)


def test_nothing_is_released_for_workers_that_are_silent_or_have_left(
    keeper: InPostgres, database: ServiceDatabase
) -> None:
    order = waiting(keeper, 9)
    silent, left, living = new_id(), new_id(), new_id()
    for worker in (silent, left, living):
        keeper.register.report(worker, {Queue.LOCAL: 1})
    keeper.register.report(left, {})
    execute(database, f"UPDATE workers SET seen_at = now() - interval '1 minute' WHERE id = '{silent}'")
    assert of(keeper.release(), order) == [1]


def test_a_postponed_piece_waits_for_its_time(keeper: InPostgres, database: ServiceDatabase) -> None:
    order = waiting(keeper, 1)
    keeper.register.report(new_id(), {Queue.LOCAL: 1})
    (ticket,) = keeper.release()
    keeper.pieces.postpone(taken(keeper, ticket), 3600.0)
    assert keeper.release() == []
    assert 3590 < keeper.dispatch.due_in_s() <= 3600
    with psycopg.connect(database.conninfo("app")) as connection:
        connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(order.tenant_id),))
        connection.execute("UPDATE pieces SET not_before = now()")
    assert of(keeper.release(), order) == [1]
    assert keeper.dispatch.due_in_s() == inf


def test_a_piece_for_another_machine_waits_for_a_slot_of_that_kind(keeper: InPostgres) -> None:
    order = waiting(keeper, 1)
    keeper.register.report(new_id(), {Queue.LOCAL: 1})
    (ticket,) = keeper.release()
    keeper.pieces.pass_on(taken(keeper, ticket), following=False)
    assert keeper.release() == []
    keeper.register.report(new_id(), {Queue.REMOTE: 1})
    assert of(keeper.release(), order) == [1]


def test_a_piece_whose_message_was_lost_is_released_again(keeper: InPostgres) -> None:
    order = waiting(keeper, 1)
    keeper.register.report(new_id(), {Queue.LOCAL: 1})
    (ticket,) = keeper.release()
    held = taken(keeper, ticket)
    assert keeper.dispatch.reclaim(3600.0) == 0
    assert keeper.dispatch.reclaim(0.0) == 1
    assert of(keeper.release(), order) == [1]
    keeper.pieces.put_back(held, failed=True)
    assert taken(keeper, ticket).failures == 0


def test_several_dispatchers_release_each_piece_once(keeper: InPostgres) -> None:
    orders = [waiting(keeper, 20) for _ in range(5)]
    keeper.register.report(new_id(), {Queue.LOCAL: 100})
    with ThreadPoolExecutor(4) as pool:
        for release in [pool.submit(keeper.release) for _ in range(8)]:
            release.result()
    subjects = [event.subject for order in orders for event in keeper.work_of(order)]
    assert len(subjects) == len(set(subjects)) == 100


def test_a_released_piece_carries_user_and_trace_of_its_order(keeper: InPostgres) -> None:
    order = waiting(keeper, 1)
    keeper.register.report(new_id(), {Queue.LOCAL: 1})
    keeper.release()
    (event,) = keeper.work_of(order)
    assert event.address == f"work.transcribe.piece.{order.tenant_id}"
    assert event.user_id is not None
    assert event.trace == TRACE


def test_the_load_of_each_queue_is_known(keeper: InPostgres) -> None:
    waiting(keeper, 5)
    keeper.register.report(new_id(), {Queue.LOCAL: 1, Queue.REMOTE: 3})
    keeper.release()
    loads = {load.queue: (load.waiting, load.released, load.slots) for load in keeper.dispatch.loads()}
    assert loads == {Queue.LOCAL: (4, 1, 1), Queue.REMOTE: (0, 0, 3)}


def test_a_job_that_ended_holds_no_slot(keeper: InPostgres) -> None:
    cancelled, other = waiting(keeper, 4), waiting(keeper, 4)
    keeper.register.report(new_id(), {Queue.LOCAL: 2})
    keeper.release()
    keeper.jobs.cancel(cancelled.tenant_id, cancelled.recording_id, a_cause(cancelled))
    assert of(keeper.release(), other) == [2]
