"""The doors behind the proxy, but for gRPC and databases: broker, files, and tokens at the edge."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from nats.errors import Error
from pydantic import SecretStr

from chassis.errors import TooLarge, Unavailable
from chassis.messaging import Choice, LetterBox, MessagingClient, WireMessage, to_wire
from chassis.settings import MessagingSettings
from deploy.local.broker import administrator
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN, SERVICES
from tests.builders.audio_files import wav_header
from tests.builders.events import an_event
from tests.builders.forged_sessions import forgeries_of
from tests.builders.forged_tokens import API_TOKEN_FORGERIES
from tests.builders.machines import Machine
from tests.builders.people import Person
from tests.builders.waiting import eventually

REFUSED_S = 0.7
"""The broker answers at once whoever may ask, and nobody else at all."""


def client(platform: LocalPlatform, user: str) -> MessagingClient:
    password = SecretStr(platform.plan.secrets.nats_password(user))
    return MessagingClient(MessagingSettings(nats_url=platform.nats_url, nats_password=password), user)


@pytest.mark.parametrize("user", [*(name for name in SERVICES if name != "auth"), "subscriber"])
def test_nobody_speaks_in_the_name_of_auth(platform: LocalPlatform, user: str) -> None:
    forged = to_wire(an_event(service="auth", name="user.deleted"))
    nats = client(platform, user)
    nats.start()
    try:
        assert nats.publish_groups([[forged]], deadline_s=REFUSED_S) == [0]
    finally:
        nats.stop(2)


@pytest.mark.parametrize(
    ("stream", "consumer"), [("EVENTS", "ingest-recording-received"), ("WORK_TRANSCRIBE", "transcribe-piece")]
)
def test_nobody_reads_anothers_queue(platform: LocalPlatform, stream: str, consumer: str) -> None:
    """What asks for the next message, without waiting for one."""

    def ask(user: str) -> None:
        nats = client(platform, user)
        nats.start()
        try:
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
            nats.run(nats.connection.request(subject, b'{"no_wait":true}', timeout=REFUSED_S))
        finally:
            nats.stop(2)

    ask(consumer.partition("-")[0])
    for user in ("report", "subscriber"):
        with pytest.raises((Unavailable, TimeoutError, Error)):
            ask(user)


def not_events() -> Iterator[WireMessage]:
    """Each with an id of its own: the broker drops what it has seen."""
    nameless, future, foreign = (to_wire(an_event()) for _ in range(3))
    yield to_wire(an_event(data=b"\xff\x00 no json"))
    yield to_wire(an_event(data=b'{"recording_id":"../../x","from_the_future":1}'))
    yield WireMessage(to_wire(an_event()).subject, {}, b"no headers")
    headers = {name: value for name, value in nameless.headers.items() if name != "ce-id"}
    yield WireMessage(nameless.subject, headers, nameless.data)
    yield WireMessage(future.subject, dict(future.headers) | {"ce-specversion": "9.0"}, b"{}")
    yield WireMessage(to_wire(an_event()).subject, foreign.headers, foreign.data)


@pytest.mark.hostile(50)
def test_messages_that_are_no_events_are_dead_letters_at_once(platform: LocalPlatform) -> None:
    sent = list(not_events())
    ingest = client(platform, "ingest")
    ingest.start()
    try:
        assert ingest.publish_groups([[message] for message in sent]) == [1] * len(sent)
    finally:
        ingest.stop(2)
    subjects = {message.subject for message in sent}
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as admin:

        def letters() -> set[str]:
            found = list(LetterBox(admin, "test").letters(Choice(consumer="ingest-recording-received")))
            assert all(letter.attempts == 1 for letter in found if letter.subject in subjects)
            return {letter.subject for letter in found}

        eventually(lambda: subjects <= letters())


@pytest.mark.hostile(50)
def test_a_message_of_more_than_a_megabyte_is_for_nobody(platform: LocalPlatform) -> None:
    event = to_wire(an_event())
    ingest = client(platform, "ingest")
    ingest.start()
    try:
        with pytest.raises(TooLarge):
            ingest.publish_groups([[WireMessage(event.subject, event.headers, bytes(1_100_000))]])
    finally:
        ingest.stop(2)


def test_a_subscriber_learns_of_a_failure_what_its_owner_does(
    platform: LocalPlatform, visitor: Person
) -> None:
    headers = {"Content-Type": "audio/wav", "Prefer": "wait=60"}
    refused = visitor.http.post("/v1/recordings", content=wav_header(2) + b"\1\0", headers=headers)
    assert refused.status_code == 422
    recording = visitor.http.get(refused.headers["Location"]).json()
    subscriber = client(platform, "subscriber")
    subscriber.start()
    try:
        failure = first_event(
            subscriber, f"evt.ingest.recording.failed.v1.{visitor.tenant_id}", recording["id"]
        )
    finally:
        subscriber.stop(2)
    assert failure["problem"] == recording["problem"]
    assert failure["stage"] == recording["progress"]["stage"] == "prepare"


def first_event(subscriber: MessagingClient, subject: str, recording_id: str) -> dict[str, Any]:
    """What the event says of the recording: read from the stream, by one of the names that are allowed."""
    stream = subscriber.jetstream
    pull = subscriber.run(stream.pull_subscribe(subject, durable="subscriber-3", stream="EVENTS"))
    while True:
        for message in subscriber.run(pull.fetch(1, timeout=10), timeout_s=15):
            subscriber.run(message.ack())
            event: dict[str, Any] = json.loads(message.data)
            if event["recording_id"] == recording_id:
                return event


@pytest.mark.hostile(41, 42, 43)
@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/users/me"])
def test_forged_tokens_are_refused_at_the_edge(platform: LocalPlatform, visitor: Person, path: str) -> None:
    valid, forged = forgeries_of(platform, visitor)
    assert status_with(visitor, path, valid) == 200
    answers = {name: status_with(visitor, path, token) for name, token in forged.items()}
    assert {name: status for name, status in answers.items() if status != 401} == {}


@pytest.mark.hostile(44)
@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/users/me"])
def test_forged_api_tokens_are_refused_at_the_edge(
    platform: LocalPlatform, visitor: Person, path: str
) -> None:
    name = path.rpartition("/")[2]
    with Machine(platform, visitor, name, "recordings:read") as machine:
        assert status_with(visitor, path, machine.token) in {200, 403}
        forged = {name: forge(machine.token) for name, forge in API_TOKEN_FORGERIES.items()}
        answers = {name: status_with(visitor, path, token) for name, token in forged.items()}
        assert answers == dict.fromkeys(forged, 401)
        machine.revoke()
        eventually(lambda: status_with(visitor, path, machine.token) == 401, timeout_s=5)


def status_with(visitor: Person, path: str, token: str) -> int:
    return visitor.http.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_objects_are_for_their_owner_only(platform: LocalPlatform, visitor: Person, finished: str) -> None:
    root = platform.folder.objects
    own = {path.name for path in root.rglob("*") if path.is_file() and finished in str(path)}
    assert own == {"original", "prepared.flac"}
    wrong = [path for path in (root, *root.rglob("*")) if path.stat().st_mode & 0o077]
    assert wrong == []
