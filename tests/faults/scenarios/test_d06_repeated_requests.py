"""D6: a creating request that is sent again with its Idempotency-Key is done once and answered alike."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.inspection import connect, count
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.faults.conftest import RESULTS
from tests.faults.harness.scoreboard import Score, scenario

TALK = "Once is enough, and what was done once is not done again, however often it is asked for."
"""Half of it is more than the edge gathers before a service hears of it."""
SIDE_BY_SIDE = 20
KEPT_H = 24
PAUSE_S = 0.2
CLAIMED = "SELECT count(*) FROM idempotency_keys WHERE key = %s"
AGED = "UPDATE idempotency_keys SET created_at = created_at - %s * interval '1 minute' WHERE key = %s"
RECORDINGS = "SELECT count(*) FROM recordings WHERE tenant_id = %s"

Send = Callable[..., httpx.Response]


@pytest.fixture
def at_hand(request: pytest.FixtureRequest) -> LocalPlatform:
    """In the suite its stage, since one platform more is a burden; in `make test` what all tests share."""
    in_the_suite = os.environ.get(RESULTS)
    found: LocalPlatform
    found = request.getfixturevalue("stage").platform if in_the_suite else request.getfixturevalue("platform")
    return found


@pytest.fixture
def person(at_hand: LocalPlatform) -> Iterator[Person]:
    with Person(at_hand) as somebody:
        yield somebody


@pytest.fixture
def audio(speech: Speech) -> bytes:
    return speech.say(TALK).read_bytes()


def sender(person: Person, audio: bytes) -> Send:
    """Uploads under a key; other audio and other fields on demand."""

    def send(key: str, content: bytes | Iterator[bytes] = audio, **fields: str) -> httpx.Response:
        headers = {"Content-Type": "audio/wav", "Idempotency-Key": key}
        return person.http.post("/v1/recordings", params=fields, content=content, headers=headers)

    return send


@scenario("D6", "A creating request sent again with its Idempotency-Key is done once", quick=True)
def test_a_repeated_upload_is_one_recording(
    at_hand: LocalPlatform, person: Person, audio: bytes, score: Score
) -> None:
    send, key = sender(person, audio), str(uuid4())
    in_use, bodies = sent_at_once(send, key)
    score.number("sent side by side", SIDE_BY_SIDE)
    score.number("of them told that the first one runs (409)", in_use)
    door = at_hand.processes["ingest-http"]
    door.kill()
    door.wait_ready()
    bodies.add(send(key).raise_for_status().content)
    score.exactly("bodies, the one after a restart among them", len(bodies), 1)
    with Person(at_hand) as other:
        assert sender(other, audio)(key).raise_for_status().content not in bodies
        score.exactly(
            "recordings of another user's key", count(at_hand, "ingest", RECORDINGS, other.tenant_id), 1
        )
    changed = [send(key, audio[:-2]), send(key, title="Another")]
    told = [(answer.status_code, answer.json()["code"]) for answer in changed]
    assert told == [(422, "idempotency_key_reused")] * 2
    score.exactly("refused with other audio or fields (422)", len(told), 2)
    score.exactly("recordings", count(at_hand, "ingest", RECORDINGS, person.tenant_id), 1)


@scenario("D6", "An Idempotency-Key is in use while its first request runs, and kept for a day", quick=True)
def test_a_key_is_in_use_and_then_kept_for_a_day(
    at_hand: LocalPlatform, person: Person, audio: bytes, score: Score
) -> None:
    send, key, released = sender(person, audio), str(uuid4()), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield audio[: len(audio) // 2]
        released.wait(30)
        yield audio[len(audio) // 2 :]

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(send, key, slowly())
        eventually(lambda: count(at_hand, "ingest", CLAIMED, key) == 1)
        meanwhile = send(key)
        released.set()
        body = first.result().raise_for_status().content
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "idempotency_key_in_use")
    assert int(meanwhile.headers["Retry-After"]) > 0
    age(at_hand, key, minutes=KEPT_H * 60 - 1)
    assert send(key).raise_for_status().content == body
    age(at_hand, key, minutes=1)
    assert send(key).raise_for_status().content != body
    score.number("kept", KEPT_H, "h")
    score.exactly(
        "recordings of the key and of the same key a day later",
        count(at_hand, "ingest", RECORDINGS, person.tenant_id),
        2,
    )


def sent_at_once(send: Send, key: str) -> tuple[int, set[bytes]]:
    """How many were told that the first one runs, and what all were told in the end."""
    begin = threading.Barrier(SIDE_BY_SIDE)

    def insist(_: int) -> tuple[int, bytes]:
        begin.wait(30)
        refused = 0
        while (answer := send(key)).status_code == 409:
            assert answer.json()["code"] == "idempotency_key_in_use"
            refused = 1
            time.sleep(PAUSE_S)
        return refused, answer.raise_for_status().content

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        answers = list(pool.map(insist, range(SIDE_BY_SIDE)))
    return sum(refused for refused, _ in answers), {body for _, body in answers}


def age(platform: LocalPlatform, key: str, *, minutes: int) -> None:
    """As if the key had been used so much earlier."""
    with connect(platform, "ingest") as connection:
        connection.execute(AGED, (minutes, key))
