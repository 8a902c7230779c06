"""What adapters take out of messages and of the content of events."""

from uuid import UUID

import pytest

from chassis.errors import Malformed
from chassis.messaging import event_of, named_id
from tests.builders.events import an_event


def test_what_a_use_case_carried_is_the_event_itself() -> None:
    event = an_event()
    assert event_of(event) is event


def test_anything_else_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError, match="not a UUID"):
        event_of(an_event().id)


def test_an_id_is_read_from_its_text() -> None:
    assert named_id("0193a4f2-7c1e-7d53-9f0e-6f1c7be2a901") == UUID("0193a4f2-7c1e-7d53-9f0e-6f1c7be2a901")


@pytest.mark.parametrize("text", ["", "x", "0193a4f2-7c1e-7d53-9f0e", "0193a4f2-7c1e-7d53-9f0e-6f1c7be2a90ü"])
def test_a_text_that_is_no_id_can_never_be_handled(text: str) -> None:
    with pytest.raises(Malformed):
        named_id(text)
