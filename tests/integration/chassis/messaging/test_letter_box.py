"""Dead letters are chosen, sent again and discarded; what is settled leaves the box and is logged."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.clock import SystemClock, new_id
from chassis.errors import InvalidInput, NotFound
from chassis.messaging import (
    Choice,
    Delivery,
    LetterBox,
    MessagingClient,
    StoredDeadLetter,
    dead_letter,
)
from tests.builders.consuming import Recorder, consumer_of, consuming
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.infrastructure.servers import RunningNats

BY = "Ada"


@pytest.fixture
def tenant() -> UUID:
    return new_id()


@pytest.fixture
def admin(broker: RunningNats) -> Iterator[MessagingClient]:
    with connected(broker, "admin") as client:
        yield client


@pytest.fixture
def box(admin: MessagingClient) -> LetterBox:
    return LetterBox(admin, BY)


@pytest.fixture
def letter(admin: MessagingClient, box: LetterBox, tenant: UUID) -> StoredDeadLetter:
    """The tenant's only one."""
    put(admin, tenant)
    (letter,) = of(box, tenant)
    return letter


def put(admin: MessagingClient, tenant: UUID, count: int = 1, code: str = "no_speech") -> None:
    """Letters of a consumer that gave events of the tenant up."""
    for number in range(count):
        delivery = Delivery(an_event(tenant_id=tenant), 5, consumer_of(tenant), number)
        error = InvalidInput("There is no speech.", code=code)
        admin.publish(dead_letter(delivery, error, 5, SystemClock().now()).event)


def of(box: LetterBox, tenant: UUID) -> list[StoredDeadLetter]:
    return list(box.letters(Choice(tenant=str(tenant))))


def test_letters_are_chosen_by_consumer_tenant_and_code(
    admin: MessagingClient, box: LetterBox, tenant: UUID
) -> None:
    put(admin, tenant, 25)
    put(admin, tenant, 2, "too_long")
    put(admin, new_id())
    mine = str(tenant)
    assert len(of(box, tenant)) == 27
    assert len(list(box.letters(Choice("transcribe", f"transcribe-{tenant}", code="too_long")))) == 2
    assert list(box.letters(Choice("report", tenant=mine))) == []
    by_code = {(f"transcribe-{tenant}", "no_speech"): 25, (f"transcribe-{tenant}", "too_long"): 2}
    assert box.counts(Choice(tenant=mine)) == by_code


def test_letters_are_chosen_by_age(admin: MessagingClient, box: LetterBox, tenant: UUID) -> None:
    put(admin, tenant)
    hour_ago = SystemClock().now() - timedelta(hours=1)
    assert len(list(box.letters(Choice(tenant=str(tenant), since=hour_ago)))) == 1
    assert list(box.letters(Choice(tenant=str(tenant), before=hour_ago))) == []


def test_a_letter_is_found_by_the_number_that_the_list_shows(
    box: LetterBox, letter: StoredDeadLetter
) -> None:
    found = box.find(letter.sequence)
    assert (found.address, found.data) == (letter.address, letter.data)
    with pytest.raises(NotFound):
        box.find(4_000_000)


def test_a_replayed_letter_reaches_its_consumers_and_leaves_the_box(
    broker: RunningNats, box: LetterBox, letter: StoredDeadLetter, tenant: UUID
) -> None:
    recorder = Recorder()
    with consuming(broker, consumer_of(tenant), recorder):
        box.replay(letter)
        assert eventually(lambda: recorder.attempts == [1])
    assert str(recorder.deliveries[0].event.id) == letter.headers["ce-id"]
    assert of(box, tenant) == []


def test_a_replay_that_was_interrupted_is_done_again_without_a_second_message(
    broker: RunningNats, box: LetterBox, letter: StoredDeadLetter, tenant: UUID
) -> None:
    recorder = Recorder()
    with consuming(broker, consumer_of(tenant), recorder):
        box.replay(letter)
        box.replay(letter)
        box.discard(letter, "it is gone already")
        assert eventually(lambda: recorder.attempts == [1])
        assert not eventually(lambda: len(recorder.attempts) > 1, within_s=0.5)


def test_what_a_replay_leads_to_is_a_new_letter(
    broker: RunningNats, admin: MessagingClient, box: LetterBox, letter: StoredDeadLetter, tenant: UUID
) -> None:
    broken = consumer_of(tenant)
    give_up = Recorder(refuse)
    with consuming(broker, broken, give_up):
        box.replay(letter)
        assert eventually(lambda: len(give_up.given_up) == 1)
    admin.publish(give_up.given_up[0].event)
    assert [one.sequence > letter.sequence for one in of(box, tenant)] == [True]


def refuse(_: Delivery) -> None:
    raise InvalidInput("There is no speech.", code="no_speech")


def test_a_discarded_letter_leaves_the_box_and_its_reason_stays(
    box: LetterBox, letter: StoredDeadLetter, tenant: UUID
) -> None:
    box.discard(letter, "the user has uploaded it again")
    assert of(box, tenant) == []
    (settled,) = [one for one in box.log() if one.address == letter.address]
    told = (settled.action, settled.reason, settled.by, settled.sequence, settled.code, settled.event_id)
    reason = "the user has uploaded it again"
    assert told == ("discarded", reason, BY, letter.sequence, "no_speech", letter.headers["ce-id"])
