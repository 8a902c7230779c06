"""Keys that users bring, on the whole platform: whose key pays, and that it is nowhere else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rostrum_client.errors import InvalidInput

from deploy.local.keys import PlatformSecrets
from deploy.local.platform import LocalPlatform
from deploy.local.vault import rotate
from tests.builders.openai_audio import OpenAIAudio, openai_audio
from tests.builders.people import Person
from tests.builders.remote_servers import RemoteServer
from tests.builders.speech import Speech
from tests.builders.waiting import eventually

TALK = "Good morning and thank you for coming. [pause 0.8] Today I want to talk about the way we listen."
KEYS = "/v1/users/me/provider-keys"
KEY = "sk-own-canary-5d0f7c6f93b1"
DONE_S = 120


@pytest.fixture(scope="module")
def provider() -> Iterator[tuple[OpenAIAudio, RemoteServer]]:
    with openai_audio() as (service, server):
        service.key, service.says = KEY, "Hear, hear!"
        yield service, server


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, provider: tuple[OpenAIAudio, RemoteServer]
) -> Iterator[LocalPlatform]:
    """Its operator has no key of anybody."""
    settings = {
        "ROSTRUM_PROVIDER_URLS": json.dumps({"openai": f"{provider[1].url}/v1"}),
        "ROSTRUM_ENGINE_PRICES": '{"openai/whisper-1": 0.6}',
        "ROSTRUM_ENGINE_SPEND_PER_DAY_USD": "0",
    }
    with LocalPlatform(tmp_path_factory.mktemp("bring"), settings=settings, public_port=None) as platform:
        yield platform


@pytest.fixture
def ada(installation: LocalPlatform) -> Iterator[Person]:
    with Person(installation) as person:
        yield person


def leave_key(person: Person, provider: str = "openai", **more: str) -> dict[str, Any]:
    answer = person.http.put(f"{KEYS}/{provider}", json={"key": KEY, **more})
    assert answer.status_code == 200, answer.text
    eventually(lambda: provider in own_models(person))
    found: dict[str, Any] = answer.json()
    return found


def engines_of(person: Person, audio: Path, **options: str) -> dict[str, float]:
    recording = person.sdk.wait(person.sdk.submit(audio, **options).id, timeout_s=DONE_S)
    transcript = person.http.get(f"/v1/recordings/{recording.id}/transcript").json()
    return {entry["name"]: entry["cost_usd"] for entry in transcript["engines_used"]}


def own_models(person: Person) -> set[str]:
    models = person.http.get("/v1/models").json()["data"]
    return {model["id"] for model in models if model["own_key"]}


def test_a_key_of_ones_own_opens_an_engine_that_the_operator_has_no_key_for(
    ada: Person, installation: LocalPlatform, speech: Speech
) -> None:
    assert own_models(ada) == set()
    leave_key(ada)
    assert ada.http.post(f"{KEYS}/openai/test").json()["tested"]["result"] == "ok"
    assert engines_of(ada, speech.say(TALK), engine="openai") == {"openai": pytest.approx(0.06, rel=0.5)}
    (listed,) = ada.http.get(KEYS).json()["items"]
    assert (listed["last_four"], bool(listed["last_used_at"])) == (KEY[-4:], True)
    with Person(installation) as eve:
        assert "openai" in own_models(ada) - own_models(eve)
        with pytest.raises(InvalidInput, match="openai is not available"):
            eve.sdk.submit(speech.say(TALK), engine="openai")


def test_a_server_of_the_users_own_is_an_engine(
    ada: Person, provider: tuple[OpenAIAudio, RemoteServer], speech: Speech
) -> None:
    leave_key(ada, "openai_compatible", base_url=f"{provider[1].url}/v1", speech_model="my-whisper")
    assert engines_of(ada, speech.say(TALK), engine="openai_compatible") == {"openai_compatible": 0.0}
    assert provider[0].forms[-1]["model"] == ["my-whisper"]


def test_a_new_master_key_takes_nothing_away(
    ada: Person, installation: LocalPlatform, speech: Speech
) -> None:
    """A8: nothing is restarted; a key that was stored before is tried and lent after."""
    leave_key(ada)
    secrets = PlatformSecrets(installation.folder.secrets).of("auth").folder
    before = (secrets / "vault_master_key").read_text()
    assert rotate(installation.folder.path) == 0
    assert (secrets / "vault_master_key").read_text() != before
    assert ada.http.post(f"{KEYS}/openai/test").json()["tested"]["result"] == "ok"
    assert engines_of(ada, speech.say(TALK), engine="openai") == {"openai": pytest.approx(0.06, rel=0.5)}


def test_the_key_is_nowhere_but_with_its_provider(
    ada: Person, installation: LocalPlatform, speech: Speech
) -> None:
    """S1 and S2: processes, logs, traces, the broker's files, blobs, and every file of the database."""
    leave_key(ada)
    engines_of(ada, speech.say(TALK), engine="openai")
    canary = KEY.encode()
    for process in installation.processes.values():
        for told in ("environ", "cmdline"):
            assert canary not in Path(f"/proc/{process.pid}/{told}").read_bytes()
    for file in installation.folder.path.rglob("*"):
        if file.is_file():
            assert canary not in file.read_bytes(), file
