"""What every keeper of pieces promises, on Postgres and in memory."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from services.transcribe.application.ports.jobs import Overtaken
from services.transcribe.domain.jobs import Ticket
from tests.builders.transcribe_keepers import (
    PROBLEM,
    SOUND,
    InMemory,
    Keeper,
    a_cause,
    a_result,
    begun,
    finish_all,
    in_postgres,
    planned,
    some_pieces,
    taken,
)
from tests.builders.transcribe_words import an_order
from tests.builders.waiting import eventually
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    if request.param == "memory":
        yield InMemory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with in_postgres(make_database("transcribe")) as keeper:
        yield keeper


def numbers(tickets: list[Ticket]) -> list[int]:
    return [ticket.number for ticket in tickets]


def test_pieces_are_released_once_and_count_as_they_are_done(keeper: Keeper) -> None:
    order = an_order()
    job = begun(keeper, order)
    assert keeper.plans.add(job, some_pieces(3)[:2])
    first, second = keeper.release()
    assert keeper.release() == []
    held = taken(keeper, first)
    assert (held.span, held.job, held.failures) == (some_pieces(1)[0].span, job, 0)
    tally = keeper.pieces.finish(held, a_result(held), {})
    assert tally is not None
    assert (tally.audio_done_s, tally.complete) == (10.0, False)
    keeper.plans.close(job, SOUND, some_pieces(3)[2:], 3)
    finish_all(keeper, [second])
    (third,) = keeper.release()
    held = taken(keeper, third)
    last = keeper.pieces.finish(held, a_result(held), {})
    assert last is not None
    assert (last.audio_done_s, last.complete) == (30.0, True)


def test_pieces_that_are_there_stay_as_they_are(keeper: Keeper) -> None:
    order = an_order()
    job = begun(keeper, order)
    keeper.plans.add(job, some_pieces(1))
    finish_all(keeper, keeper.release())
    keeper.plans.add(job, some_pieces(2))
    assert numbers(keeper.release()) == [2]


def test_a_piece_that_is_done_is_not_taken_again(keeper: Keeper) -> None:
    order = an_order()
    tickets = planned(keeper, order)
    finish_all(keeper, tickets[:1])
    assert keeper.pieces.take(tickets[0]) is None


def test_a_piece_taken_from_another_s_hands_has_failed_once_more_and_fences_that_one_out(
    keeper: Keeper,
) -> None:
    ticket, _ = planned(keeper, an_order())
    stale = taken(keeper, ticket)
    fresh = taken(keeper, ticket)
    assert (stale.failures, fresh.failures) == (0, 1)
    with pytest.raises(Overtaken):
        keeper.pieces.finish(stale, a_result(stale), {})
    keeper.pieces.put_back(stale, failed=True)
    assert keeper.pieces.finish(fresh, a_result(fresh), {}) is not None
    with pytest.raises(Overtaken):
        keeper.pieces.finish(stale, a_result(stale), {})


@pytest.mark.parametrize("failed", [False, True])
def test_a_piece_that_is_put_back_can_be_taken_by_the_same_message(keeper: Keeper, failed: bool) -> None:
    ticket, _ = planned(keeper, an_order())
    held = taken(keeper, ticket)
    keeper.pieces.put_back(held, failed=failed)
    assert numbers(keeper.release()) == []
    assert taken(keeper, ticket).failures == int(failed)
    with pytest.raises(Overtaken):
        keeper.pieces.finish(held, a_result(held), {})


def test_a_postponed_piece_is_released_again_later_without_a_failure(keeper: Keeper) -> None:
    ticket, _ = planned(keeper, an_order())
    keeper.pieces.postpone(taken(keeper, ticket), 0.0)
    assert keeper.pieces.take(ticket) is None
    assert numbers(keeper.release()) == [1]
    assert taken(keeper, ticket).failures == 0


def test_a_piece_tells_how_long_its_engine_has_been_busy(keeper: Keeper) -> None:
    ticket, _ = planned(keeper, an_order())
    held = taken(keeper, ticket)
    assert held.busy_s == 0.0
    for waited_s in (0.1, 0.2):
        keeper.pieces.postpone(held, 0.1)
        eventually(lambda: numbers(keeper.release()) == [1])
        held = taken(keeper, ticket)
        assert held.busy_s >= waited_s
    keeper.pieces.pass_on(held, following=False)
    assert numbers(keeper.release()) == [1]
    assert taken(keeper, ticket).busy_s == 0.0


@pytest.mark.parametrize("following", [False, True])
def test_a_piece_goes_to_the_next_engine_alone_or_with_all_that_follow(
    keeper: Keeper, following: bool
) -> None:
    order = an_order()
    first, second = planned(keeper, order)
    keeper.pieces.pass_on(taken(keeper, first), following=following)
    keeper.plans.add(begun(keeper, order), some_pieces(3))
    again, third = keeper.release()
    places = [taken(keeper, ticket).candidate for ticket in (again, second, third)]
    assert places == ([1, 1, 1] if following else [1, 0, 0])


def test_a_whole_recording_can_be_cut(keeper: Keeper) -> None:
    order = an_order()
    (ticket,) = planned(keeper, order, 1)
    keeper.pieces.cut(taken(keeper, ticket), some_pieces(3))
    tickets = keeper.release()
    assert numbers(tickets) == [1, 2, 3]
    assert {taken(keeper, each).candidate for each in tickets} == {1}


def test_a_piece_given_up_ends_the_job_and_its_message_begins_it_anew(keeper: Keeper) -> None:
    order = an_order()
    first, second = planned(keeper, order)
    finish_all(keeper, [first])
    taken(keeper, second)
    keeper.pieces.give_up(second, PROBLEM, a_cause(order, letter=True))
    assert keeper.announced() == ["dead letter", "transcript.failed"]
    assert keeper.pieces.take(second) is None
    (again,) = keeper.release()
    assert (again.number, again.attempt) == (2, second.attempt + 1)
    assert keeper.pieces.take(second) is None
    finish_all(keeper, [again])
    assert keeper.jobs.gather(order.tenant_id, order.recording_id) is not None


def test_a_message_of_a_job_that_failed_for_another_piece_begins_nothing(keeper: Keeper) -> None:
    order = an_order()
    first, second = planned(keeper, order)
    keeper.pieces.give_up(second, PROBLEM, a_cause(order, letter=True))
    assert keeper.pieces.take(first) is None
    assert keeper.release() == []


def test_results_of_a_job_that_has_ended_are_dropped(keeper: Keeper) -> None:
    order = an_order()
    held = taken(keeper, planned(keeper, order)[0])
    keeper.jobs.cancel(order.tenant_id, order.recording_id, a_cause(order))
    assert keeper.pieces.finish(held, a_result(held), {}) is None


def test_a_ticket_of_an_older_attempt_takes_nothing(keeper: Keeper) -> None:
    ticket, _ = planned(keeper, an_order())
    assert keeper.pieces.take(replace(ticket, attempt=0)) is None


def test_of_many_workers_one_finishes_a_piece(make_database: MakeDatabase) -> None:
    with in_postgres(make_database("transcribe")) as keeper:
        ticket, _ = planned(keeper, an_order())

        def try_it() -> bool:
            held = keeper.pieces.take(ticket)
            try:
                return held is not None and keeper.pieces.finish(held, a_result(held), {}) is not None
            except Overtaken:
                return False

        with ThreadPoolExecutor(4) as pool:
            attempts = [pool.submit(try_it) for _ in range(8)]
        assert [attempt.result() for attempt in attempts].count(True) == 1
