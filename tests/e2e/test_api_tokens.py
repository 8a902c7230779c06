"""An API token is accepted wherever an access token is, as far as its scopes go, until it is revoked."""

import time
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from rostrum_client.client import RostrumClient

from deploy.local.platform import LocalPlatform
from tests.builders.machines import Machine
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.trade_door import openai_client
from tests.builders.tus import TYPE
from tests.builders.waiting import eventually

REVOKED_WITHIN_S = 5.0


@pytest.fixture(scope="module")
def machine(platform: LocalPlatform, anna: Person) -> Iterator[Machine]:
    with Machine(platform, anna, "writes", "recordings:write") as made:
        yield made


@pytest.fixture(scope="module")
def reader(platform: LocalPlatform, anna: Person) -> Iterator[Machine]:
    with Machine(platform, anna, "reads", "recordings:read") as made:
        yield made


@pytest.fixture(scope="module")
def talk(speech: Speech) -> Path:
    return speech.say("Good morning and thank you for coming.")


def test_the_openai_client_takes_it_as_its_api_key(
    platform: LocalPlatform, machine: Machine, anna: Person, talk: Path
) -> None:
    with openai_client(platform.url, machine.token) as client:
        answer = client.audio.transcriptions.with_raw_response.create(model="whisper-1", file=talk)
        assert answer.parse().text
        assert "whisper-1" in {model.id for model in client.models.list()}
        assert client.audio.speech.create(model="tts-1", voice="alloy", input="Thank you.").content
    assert anna.http.get(answer.headers["Location"]).status_code == 200, "it is Anna's recording"
    listed = machine.as_listed()
    assert listed["last_used_at"].endswith(":00Z")
    assert listed["last_used_peer"] == "127.0.0.1"


def test_a_scope_that_is_missing_is_named(platform: LocalPlatform, reader: Machine, talk: Path) -> None:
    with openai_client(platform.url, reader.token) as client:
        assert client.models.list()
        with pytest.raises(openai.PermissionDeniedError, match="recordings:write"):
            client.audio.transcriptions.create(model="whisper-1", file=talk)
    assert reader.http.get("/v1/recordings").status_code == 200
    refused = reader.http.get("/v1/prompts")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_required")
    account = reader.http.get("/v1/users/me")
    assert (account.status_code, account.json()["code"]) == (403, "session_required")


def test_the_asr_door_takes_it(machine: Machine, talk: Path) -> None:
    answer = machine.http.post("/asr", params={"output": "txt"}, files={"audio_file": talk.read_bytes()})
    assert answer.status_code == 200, answer.text
    assert answer.text.strip()


def test_an_upload_in_pieces_and_its_events_take_it(machine: Machine, talk: Path) -> None:
    tus = {"Tus-Resumable": "1.0.0"}
    audio = talk.read_bytes()
    created = machine.http.post("/v1/uploads", headers=tus | {"Upload-Length": str(len(audio))})
    place = created.headers["Location"]
    half = len(audio) // 2
    for offset, piece in ((0, audio[:half]), (half, audio[half:])):
        sent = tus | {"Content-Type": TYPE, "Upload-Offset": str(offset)}
        answer = machine.http.patch(place, headers=sent, content=piece)
        assert answer.status_code == 204, answer.text
    (newest,) = machine.http.get("/v1/recordings", params={"limit": 1}).json()["items"]
    with machine.http.stream("GET", newest["links"]["events"]) as events:
        assert events.status_code == 200
        kinds = [line for line in events.iter_lines() if line.startswith("event: ")]
    assert kinds[-1] == "event: done"


def test_the_sdk_takes_it(platform: LocalPlatform, machine: Machine, talk: Path) -> None:
    with RostrumClient(platform.url, token=machine.token) as client:
        recording = client.wait(client.submit(talk).id, timeout_s=120)
        assert client.report(recording.id)


def test_a_revoked_token_is_refused_everywhere_within_seconds(platform: LocalPlatform, anna: Person) -> None:
    with Machine(platform, anna, "short", "recordings:read") as machine:
        assert machine.http.get("/v1/recordings").status_code == 200
        machine.revoke()
        begun = time.monotonic()
        assert machine.http.get("/v1/users/me").status_code == 401, "auth itself knows at once"
        eventually(lambda: machine.http.get("/v1/recordings").status_code == 401, timeout_s=REVOKED_WITHIN_S)
        assert time.monotonic() - begun < REVOKED_WITHIN_S


def test_with_the_account_its_tokens_end(platform: LocalPlatform) -> None:
    with Person(platform) as somebody, Machine(platform, somebody, "left", "recordings:read") as machine:
        assert machine.http.get("/v1/recordings").status_code == 200
        somebody.http.delete("/v1/users/me").raise_for_status()
        eventually(lambda: machine.http.get("/v1/recordings").status_code == 401, timeout_s=REVOKED_WITHIN_S)
