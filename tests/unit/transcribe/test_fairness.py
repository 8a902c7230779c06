"""Whose pieces come next."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.domain.fairness import Backlog, room_for, shares

A, B, C = (UUID(int=number) for number in (1, 2, 3))
R1, R2, R3, R4 = (UUID(int=number) for number in (11, 12, 13, 14))


def test_places_go_round_over_tenants_and_then_over_their_recordings() -> None:
    backlogs = [Backlog(A, R1, 100, 0), Backlog(A, R2, 100, 0), Backlog(B, R3, 100, 0)]
    assert shares(backlogs, 8) == {R1: 2, R2: 2, R3: 4}


def test_a_late_tenant_comes_first_once_a_place_is_free() -> None:
    backlogs = [Backlog(A, R1, 500, 4), Backlog(B, R2, 1, 0)]
    assert shares(backlogs, 1) == {R2: 1}


def test_every_hand_has_a_piece_and_hardly_any_waits() -> None:
    assert [room_for(slots) for slots in (0, 1, 2, 4, 16)] == [0, 1, 2, 5, 20]


def test_what_is_released_already_counts() -> None:
    backlogs = [Backlog(A, R1, 10, 3), Backlog(B, R2, 10, 1), Backlog(C, R3, 10, 0)]
    assert shares(backlogs, 5) == {R2: 2, R3: 3}


def test_places_that_nobody_needs_stay_free() -> None:
    assert shares([Backlog(A, R1, 2, 0), Backlog(B, R2, 0, 5)], 10) == {R1: 2}


def test_among_equals_who_came_first_is_first() -> None:
    assert shares([Backlog(B, R2, 5, 0), Backlog(A, R1, 5, 0)], 1) == {R2: 1}


rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20), st.integers(0, 5)), max_size=12)


@given(rows, st.integers(0, 60))
def test_no_place_is_wasted_and_no_tenant_is_passed_over(
    rows: list[tuple[int, int, int]], places: int
) -> None:
    backlogs = [
        Backlog(UUID(int=tenant), UUID(int=100 + number), waiting, released)
        for number, (tenant, waiting, released) in enumerate(rows)
    ]
    given_out = shares(backlogs, places)
    waiting = {backlog.recording_id: backlog.waiting for backlog in backlogs}
    assert all(0 < count <= waiting[recording] for recording, count in given_out.items())
    assert sum(given_out.values()) == min(places, sum(waiting.values()))
    held: dict[UUID, int] = {}
    left: dict[UUID, int] = {}
    for backlog in backlogs:
        count = given_out.get(backlog.recording_id, 0)
        held[backlog.tenant_id] = held.get(backlog.tenant_id, 0) + backlog.released + count
        left[backlog.tenant_id] = left.get(backlog.tenant_id, 0) + backlog.waiting - count
    grown = {b.tenant_id for b in backlogs if given_out.get(b.recording_id)}
    for tenant in grown:
        assert all(held[tenant] <= held[other] + 1 for other in held if left[other])
