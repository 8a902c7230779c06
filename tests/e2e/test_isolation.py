"""Two tenants never see each other's anything, whatever ids they know."""

import json
from collections.abc import Iterator

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person
from tests.builders.speech import Speech

CANARY = "zanzibar marmalade"


@pytest.fixture(scope="module")
def secret(anna: Person, speech: Speech) -> str:
    """The id of a recording of Anna's, with a phrase that must not turn up anywhere else."""
    audio = speech.say("This is only for me.")
    recording = anna.sdk.submit(audio, title=CANARY, reference_text="This is only for me.")
    return anna.sdk.wait(recording.id, timeout_s=120).id


def doors(recording_id: str) -> Iterator[tuple[str, str]]:
    yield "GET", f"/v1/recordings/{recording_id}"
    for part in ("audio", "transcript", "analysis", "report", "events"):
        yield "GET", f"/v1/recordings/{recording_id}/{part}"
    yield "POST", f"/v1/recordings/{recording_id}/cancel"
    yield "DELETE", f"/v1/recordings/{recording_id}"


def test_a_strangers_ids_are_not_found_at_any_door(anna: Person, boris: Person, secret: str) -> None:
    for method, path in doors(secret):
        answer = boris.http.request(method, path)
        unknown = boris.http.request(method, path.replace(secret, "00000000-0000-7000-8000-000000000000"))
        assert answer.status_code == 404, (method, path, answer.text)
        assert same_but_for_ids(answer) == same_but_for_ids(unknown)
    assert anna.http.get(f"/v1/recordings/{secret}").status_code == 200


def same_but_for_ids(answer: httpx.Response) -> dict[str, object]:
    problem: dict[str, object] = answer.json()
    return {name: value for name, value in problem.items() if name not in {"instance", "request_id"}}


def test_nobody_without_a_token_gets_in(platform: LocalPlatform, secret: str) -> None:
    for method, path in doors(secret):
        assert httpx.request(method, platform.url + path).status_code == 401


def test_lists_hold_ones_own_recordings_only(boris: Person, secret: str) -> None:
    listed = boris.http.get("/v1/recordings").json()
    assert secret not in json.dumps(listed)
    assert CANARY not in json.dumps(listed)


def test_an_idempotency_key_of_another_replays_nothing(anna: Person, boris: Person, speech: Speech) -> None:
    audio = speech.say("This is only for me.").read_bytes()
    headers = {"Idempotency-Key": "the-same-key", "Content-Type": "audio/wav"}
    first = anna.http.post("/v1/recordings", content=audio, headers=headers)
    second = boris.http.post("/v1/recordings", content=audio, headers=headers)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] != second.json()["id"]
    assert "Idempotent-Replayed" not in second.headers


def test_a_cursor_of_another_shows_nothing(anna: Person, boris: Person, secret: str) -> None:
    for _ in range(2):
        anna.http.post("/v1/recordings", content=b"RIFF0000WAVEfmt ", headers={"Content-Type": "audio/wav"})
    cursor = anna.http.get("/v1/recordings", params={"limit": "1"}).json()["next_cursor"]
    assert cursor
    answer = boris.http.get("/v1/recordings", params={"cursor": cursor})
    assert secret not in answer.text
