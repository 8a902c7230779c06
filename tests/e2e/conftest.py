"""Two strangers who share the running platform."""

from collections.abc import Iterator

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person


@pytest.fixture(scope="session")
def anna(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as person:
        yield person


@pytest.fixture(scope="session")
def boris(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as person:
        yield person


@pytest.fixture(autouse=True)
def logged_in(request: pytest.FixtureRequest) -> None:
    """Those whom the test knows, however long ago the run began."""
    for name in {"anna", "boris"} & set(request.fixturenames):
        request.getfixturevalue(name).stay_logged_in()
