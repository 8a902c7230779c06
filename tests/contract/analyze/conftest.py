"""Keepers of both kinds."""

from collections.abc import Iterator

import pytest

from chassis.clock import new_id
from services.analyze.domain.job import Job
from tests.builders.analysis_keepers import (
    InMemory,
    InPostgres,
    Keeper,
)
from tests.builders.chassis_database import opened
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    if request.param == "memory":
        yield InMemory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    target = make_database("analyze")
    with opened(target, "app") as database, opened(target, "relay") as relay:
        yield InPostgres(database, relay)


@pytest.fixture
def job() -> Job:
    return Job(new_id(), new_id(), new_id())
