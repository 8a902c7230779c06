"""What a tenant keeps is added up seldom, and held against its limit all the same."""

from chassis.clock import new_id
from services.ingest.application.allowances import ADDED_UP_EVERY_S, TENANTS_KNOWN, KeptBytes
from tests.fakes.clock import FakeClock

ADA, BEN = new_id(), new_id()
LIMIT = 1_000


class Store:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.kept = KeptBytes(self.clock)
        self.size = 0
        self.added_up = 0

    def of_ada(self) -> int:
        return self.kept.of(ADA, LIMIT, self._add_up)

    def take(self, size: int) -> None:
        self.size += size
        self.kept.add(ADA, size)

    def _add_up(self) -> int:
        self.added_up += 1
        return self.size


def test_a_sum_is_good_for_a_while_with_what_came_since() -> None:
    store = Store()
    assert store.of_ada() == 0
    for _ in range(9):
        store.take(100)
        store.kept.add(BEN, 100)
    assert (store.of_ada(), store.added_up) == (900, 1)
    store.size = 300
    store.clock.advance(ADDED_UP_EVERY_S)
    assert (store.of_ada(), store.added_up) == (300, 2)


def test_at_the_limit_what_was_deleted_counts_at_once() -> None:
    store = Store()
    store.of_ada()
    store.take(LIMIT)
    assert [store.of_ada(), store.of_ada()] == [LIMIT, LIMIT]
    store.size = 1
    assert store.of_ada() == 1


def test_others_are_forgotten_when_there_are_too_many() -> None:
    store = Store()
    store.of_ada()
    for _ in range(TENANTS_KNOWN):
        store.kept.of(new_id(), LIMIT, lambda: 0)
    store.of_ada()
    assert store.added_up == 2
