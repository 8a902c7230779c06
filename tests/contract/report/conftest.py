"""One behaviour for every storage of the report service."""

from collections.abc import Iterator

import pytest

from tests.builders.report_service import Storage, app_database, fake_storage, postgres_storage
from tests.infrastructure.fixtures import MakeDatabase


@pytest.fixture(params=["memory", "postgres"])
def storage(request: pytest.FixtureRequest) -> Iterator[Storage]:
    if request.param == "memory":
        yield fake_storage()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with app_database(make_database("report")) as database:
        yield postgres_storage(database)
