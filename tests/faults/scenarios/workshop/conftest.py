"""A platform whose workers misbehave when they are told to, for all scenarios of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.faults.conftest import TALK
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.theatre import Theatre
from tests.faults.harness.uploads import Uploader
from tests.faults.harness.workshop import Workshop, workshop_in


@pytest.fixture(scope="module")
def workshop(theatre: Theatre) -> Workshop:
    return theatre.show("workshop", workshop_in)


@pytest.fixture
def sender(workshop: Workshop, speech: Speech, tmp_path: Path) -> Iterator[Uploader]:
    """The same as `uploader`, in the workshop."""
    ledger = Ledger(tmp_path / "ledger")
    with Person(workshop.stage.platform) as person:
        yield Uploader(person, ledger, speech.say(TALK).read_bytes())
    ledger.close()
