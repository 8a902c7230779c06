"""One visitor for all hostile inputs, and the proof that no process died of them."""

from collections.abc import Iterator

import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.audio_files import wav
from tests.builders.people import Person


@pytest.fixture(scope="module")
def visitor(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as somebody:
        yield somebody


@pytest.fixture(autouse=True)
def _logged_in(visitor: Person) -> None:
    """However long ago the run began."""
    visitor.stay_logged_in()


@pytest.fixture(scope="module", autouse=True)
def _nobody_dies(platform: LocalPlatform) -> Iterator[None]:
    before = {name: process.pid for name, process in platform.processes.items()}
    yield
    assert {name: process.pid for name, process in platform.processes.items()} == before


@pytest.fixture(scope="module")
def finished(visitor: Person) -> str:
    """The id of a recording of the visitor's that has its report."""
    headers = {"Content-Type": "audio/wav", "Prefer": "wait=60", "Idempotency-Key": "the-finished-one"}
    answer = visitor.http.post("/v1/recordings", content=wav(), headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (200, "completed"), answer.text
    return str(answer.json()["id"])
