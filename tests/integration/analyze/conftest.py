"""Children that do analyses, for the tests of a module."""

from collections.abc import Iterator

import pytest

from chassis.processes import ChildPool
from services.analyze.adapters.outbound.processes.child_analysts import ChildAnalysts
from services.analyze.adapters.outbound.processes.tasks import PRELOAD


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    children = ChildPool(2, preload=PRELOAD)
    yield children
    children.close()


@pytest.fixture
def analysts(pool: ChildPool) -> ChildAnalysts:
    return ChildAnalysts(pool, deadline_s=20.0)
