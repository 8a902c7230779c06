"""What every keeper of jobs promises, on Postgres and in memory."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.jobs import Order
from tests.builders.transcribe_keepers import (
    PROBLEM,
    ROUTE,
    SOUND,
    InMemory,
    Keeper,
    a_cause,
    a_result,
    a_transcript,
    begun,
    finish_all,
    in_postgres,
    planned,
    some_pieces,
    taken,
)
from tests.builders.transcribe_words import an_order
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    if request.param == "memory":
        yield InMemory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with in_postgres(make_database("transcribe")) as keeper:
        yield keeper


def test_an_order_that_comes_again_finds_its_job_as_it_is(keeper: Keeper) -> None:
    order = an_order(prompt="Rostrum", prompt_version=3, translate=True)
    job = begun(keeper, order)
    assert (job.order, job.attempt, job.route, job.planned) == (order, 1, ROUTE, False)
    planned(keeper, order)
    again = keeper.plans.begin(order, ROUTE[1:], a_cause(order))
    assert again == replace(job, planned=True)


def test_what_is_gathered_is_what_was_stored(keeper: Keeper) -> None:
    order = an_order()
    keeper.plans.keep_text(begun(keeper, order), "To read.")
    tickets = planned(keeper, order)
    assert keeper.jobs.gather(order.tenant_id, order.recording_id) is None
    results = []
    for ticket in tickets:
        held = taken(keeper, ticket)
        results.append(a_result(held))
        keeper.pieces.finish(held, results[-1], {"words": [1]})
    gathered = keeper.jobs.gather(order.tenant_id, order.recording_id)
    assert gathered is not None
    assert (gathered.text, gathered.sound, gathered.pieces) == ("To read.", SOUND, tuple(results))
    assert keeper.jobs.text(order.tenant_id, order.recording_id) == "To read."
    assert keeper.jobs.sound(order.tenant_id, order.recording_id) == SOUND


def test_of_two_that_complete_a_job_one_counts(keeper: Keeper) -> None:
    order = an_order()
    finish_all(keeper, planned(keeper, order))
    job = begun(keeper, order)
    for _ in range(2):
        keeper.jobs.complete(job, a_transcript(order), a_cause(order))
    assert keeper.announced() == ["transcript.completed"]
    assert keeper.plans.begin(order, ROUTE, a_cause(order)) is None


def test_an_empty_plan_is_complete_at_once(keeper: Keeper) -> None:
    order = an_order()
    tally = keeper.plans.close(begun(keeper, order), SOUND, [], 0)
    assert tally is not None
    assert tally.complete
    assert keeper.jobs.gather(order.tenant_id, order.recording_id) is not None


def test_a_cancelled_job_gets_no_pieces_and_no_transcript(keeper: Keeper) -> None:
    order = an_order()
    job = begun(keeper, order)
    keeper.jobs.cancel(order.tenant_id, order.recording_id, a_cause(order))
    assert not keeper.plans.add(job, some_pieces(1))
    assert keeper.plans.close(job, SOUND, some_pieces(1), 1) is None
    keeper.jobs.complete(job, a_transcript(order), a_cause(order))
    assert keeper.release() == []
    assert keeper.announced() == []


def test_a_job_cancelled_before_it_began_never_begins(keeper: Keeper) -> None:
    order = an_order()
    keeper.jobs.cancel(order.tenant_id, order.recording_id, a_cause(order))
    assert keeper.plans.begin(order, ROUTE, a_cause(order)) is None


def test_a_failure_is_announced_once_with_its_dead_letter(keeper: Keeper) -> None:
    order = an_order()
    begun(keeper, order)
    cause = a_cause(order, letter=True)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    assert keeper.announced() == ["dead letter", "transcript.failed"]


@pytest.mark.parametrize("had_begun", [False, True])
def test_a_job_that_was_given_up_begins_anew_when_its_message_is_sent_again(
    keeper: Keeper, had_begun: bool
) -> None:
    order = an_order()
    if had_begun:
        begun(keeper, order)
    cause = a_cause(order, letter=True)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    job = keeper.plans.begin(order, ROUTE, replace(cause, dead_letter=None))
    assert job is not None
    assert (job.order, job.route) == (order, ROUTE)
    assert job.attempt == (2 if had_begun else 1)
    keeper.jobs.complete(job, a_transcript(order), replace(cause, dead_letter=None))
    assert keeper.announced() == ["dead letter", "transcript.failed", "transcript.completed"]


def test_a_failure_of_the_recording_s_own_is_final(keeper: Keeper) -> None:
    order = an_order()
    cause = a_cause(order)
    begun(keeper, order)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    assert keeper.plans.begin(order, ROUTE, cause) is None


def test_a_finished_job_does_not_fail_any_more(keeper: Keeper) -> None:
    order = an_order()
    finish_all(keeper, planned(keeper, order))
    keeper.jobs.complete(begun(keeper, order), a_transcript(order), a_cause(order))
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, a_cause(order))
    assert keeper.announced() == ["transcript.completed"]


def test_a_message_set_aside_leaves_only_its_dead_letter(keeper: Keeper) -> None:
    order = an_order()
    cause = a_cause(order, letter=True)
    keeper.jobs.set_aside(order.tenant_id, cause)
    assert keeper.announced() == ["dead letter"]
    keeper.erasure.erase_recording(order.tenant_id, order.recording_id, replace(cause, dead_letter=None))
    assert keeper.announced() == ["dead letter", "recording.purged"]


@pytest.mark.parametrize("whole_tenant", [False, True])
def test_what_was_erased_stays_erased(keeper: Keeper, whole_tenant: bool) -> None:
    order = an_order()
    late = replace(an_order(), tenant_id=order.tenant_id)
    job = begun(keeper, order)
    (ticket,) = planned(keeper, late, 1)
    held = taken(keeper, ticket)
    erase = _eraser(keeper, order.tenant_id, whole_tenant)
    erase(order.recording_id, a_cause(order))
    erase(late.recording_id, a_cause(order))
    assert keeper.pieces.finish(held, a_result(held), {}) is None
    assert keeper.pieces.take(ticket) is None
    assert not keeper.plans.add(job, some_pieces(1))
    assert keeper.jobs.gather(late.tenant_id, late.recording_id) is None
    assert keeper.plans.begin(order, ROUTE, a_cause(order)) is None
    receipt = "tenant.purged" if whole_tenant else "recording.purged"
    assert keeper.announced() == [receipt, receipt]


def _eraser(keeper: Keeper, tenant_id: UUID, whole_tenant: bool) -> Callable[[UUID, Cause], None]:
    def erase(recording_id: UUID, cause: Cause) -> None:
        if whole_tenant:
            keeper.erasure.erase_tenant(tenant_id, cause)
        else:
            keeper.erasure.erase_recording(tenant_id, recording_id, cause)

    return erase


def test_an_erasure_is_announced_once_for_each_message(keeper: Keeper) -> None:
    order = an_order()
    cause = a_cause(order)
    for _ in range(2):
        keeper.erasure.erase_recording(order.tenant_id, order.recording_id, cause)
    assert keeper.announced() == ["recording.purged"]


def test_another_tenant_sees_nothing(keeper: Keeper) -> None:
    order: Order = an_order()
    finish_all(keeper, planned(keeper, order))
    assert keeper.jobs.gather(new_id(), order.recording_id) is None
