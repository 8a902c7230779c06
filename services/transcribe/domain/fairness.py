"""Whose pieces are released next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from uuid import UUID


def room_for(slots: int) -> int:
    """Pieces that are released for so many live slots of workers: one in each hand, and a few for those that
    are done first. With one more for each, who comes late would wait for two pieces and not for one.
    """
    return slots + slots // 4


@dataclass(frozen=True)
class Backlog:
    """One recording's pieces that are not done. Backlogs are given in the order of their arrival."""

    tenant_id: UUID
    recording_id: UUID
    waiting: int
    released: int


def shares(backlogs: Sequence[Backlog], places: int) -> Mapping[UUID, int]:
    """How many more pieces of each recording are released into that many free places.

    Each place goes to the tenant that has the fewest released, and there to the recording that has the
    fewest; among equals to the one that came first.
    """
    tenants = Counter[UUID]()
    recordings: dict[UUID, list[tuple[int, int]]] = {}
    for rank, backlog in enumerate(backlogs):
        tenants[backlog.tenant_id] += backlog.released
        if backlog.waiting:
            recordings.setdefault(backlog.tenant_id, []).append((backlog.released, rank))
    for queue in recordings.values():
        heapify(queue)
    order = [
        (tenants[tenant], min(rank for _, rank in queue), tenant) for tenant, queue in recordings.items()
    ]
    heapify(order)
    return _dealt(backlogs, order, recordings, places)


def _dealt(
    backlogs: Sequence[Backlog],
    order: list[tuple[int, int, UUID]],
    recordings: dict[UUID, list[tuple[int, int]]],
    places: int,
) -> Mapping[UUID, int]:
    given = Counter[UUID]()
    while order and given.total() < places:
        held, arrival, tenant = heappop(order)
        released, rank = heappop(recordings[tenant])
        backlog = backlogs[rank]
        given[backlog.recording_id] += 1
        if given[backlog.recording_id] < backlog.waiting:
            heappush(recordings[tenant], (released + 1, rank))
        if recordings[tenant]:
            heappush(order, (held + 1, arrival, tenant))
    return given
