"""One visitor for all hostile inputs, and the proof that no process died of them."""

from collections.abc import Iterator

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person


@pytest.fixture(scope="module")
def visitor(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as somebody:
        yield somebody


@pytest.fixture(scope="module", autouse=True)
def _nobody_dies(platform: LocalPlatform) -> Iterator[None]:
    before = {name: process.pid for name, process in platform.processes.items()}
    yield
    assert {name: process.pid for name, process in platform.processes.items()} == before
