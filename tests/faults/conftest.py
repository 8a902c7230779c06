"""Someone who uses the platform while it is being broken."""

from collections.abc import Iterator

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person


@pytest.fixture
def person(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as somebody:
        yield somebody
