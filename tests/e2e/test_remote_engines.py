"""Engines behind an API on the whole platform: a server of OpenAI's protocol as engine, and our own door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.clock import SystemClock
from chassis.remote import RemoteApi, bearer
from deploy.local.platform import LocalPlatform
from services.transcribe.adapters.outbound.recognizers.openai_server.engine import OpenAIServer
from services.transcribe.adapters.outbound.recognizers.remote.recognizer import RemoteRecognizer, Terms
from tests.builders.openai_audio import OpenAIAudio, openai_audio
from tests.builders.people import Person
from tests.builders.prepared_audio import prepared, samples_of
from tests.builders.remote_engines import a_task
from tests.builders.remote_servers import NONSENSE, RemoteServer, error
from tests.builders.speech import Speech
from tests.builders.waiting import eventually
from tests.fakes.call_book import FakeCallBook

TALK = "Good morning and thank you for coming. [pause 0.8] Today I want to talk about the way we listen."
DONE_S = 120
PRICES = '{"openai/whisper-1": 0.6}'


@pytest.fixture(scope="module")
def openai() -> Iterator[tuple[OpenAIAudio, RemoteServer]]:
    with openai_audio() as served:
        yield served


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, openai: tuple[OpenAIAudio, RemoteServer]
) -> Iterator[LocalPlatform]:
    """A platform of its own, with an engine and its key."""
    service, server = openai
    settings = {
        "ROSTRUM_OPENAI_URL": f"{server.url}/v1",
        "ROSTRUM_OPENAI_KEY": service.key,
        "ROSTRUM_ENGINE_PRICES": PRICES,
        "ROSTRUM_REGISTRATIONS_PER_ADDRESS": "1000",
    }
    folder = tmp_path_factory.mktemp("installation")
    with LocalPlatform(folder, settings=settings, public_port=None) as platform:
        yield platform


@pytest.fixture
def carla(installation: LocalPlatform) -> Iterator[Person]:
    with Person(installation) as person:
        yield person


def transcript_of(person: Person, audio: Path, **options: str) -> dict[str, object]:
    recording = person.sdk.wait(person.sdk.submit(audio, **options).id, timeout_s=DONE_S)
    document: dict[str, object] = person.http.get(f"/v1/recordings/{recording.id}/transcript").json()
    return document


def engines_of(transcript: dict[str, object]) -> dict[str, float]:
    used = transcript["engines_used"]
    assert isinstance(used, list)
    return {entry["name"]: entry["cost_usd"] for entry in used}


def test_free_speech_goes_to_the_engine_that_follows_it_and_its_cost_is_told(
    carla: Person, openai: tuple[OpenAIAudio, RemoteServer], speech: Speech
) -> None:
    service, _ = openai
    service.says = "Hear, hear!"
    transcript = transcript_of(carla, speech.say(TALK))
    assert set(str(transcript["verbatim"]).lower().split()) <= {"hear,", "hear!", "hear"}
    assert engines_of(transcript) == {"openai": pytest.approx(0.06, rel=0.5)}


def used_by(person: Person, group: str) -> dict[str, dict[str, float]]:
    items = person.http.get("/v1/usage", params={"group": group}).json()["items"]
    return {item["key"]: item for item in items}


def test_what_was_used_adds_up_in_the_ledger_in_transcribes_own_and_in_the_recordings(
    carla: Person, openai: tuple[OpenAIAudio, RemoteServer], speech: Speech
) -> None:
    openai[0].says = "Hear, hear!"
    costs = [engines_of(transcript_of(carla, speech.say(TALK)))["openai"] for _ in range(2)]
    durations = [one["duration_s"] for one in carla.http.get("/v1/recordings").json()["items"]]
    eventually(lambda: used_by(carla, "operation").get("report", {}).get("acts") == 2, timeout_s=30)
    used = used_by(carla, "operation")
    for operation in ("prepare", "transcribe", "analyze"):
        assert (used[operation]["acts"], used[operation]["unit"]) == (2, "audio_seconds")
    assert used["prepare"]["units"] == pytest.approx(sum(durations))
    assert used["transcribe"]["units"] == pytest.approx(sum(durations), rel=0.2)
    assert used_by(carla, "provider")["openai"]["cost_usd"] == pytest.approx(sum(costs), abs=1e-5)
    limits = {one["name"]: one for one in carla.http.get("/v1/users/me/limits").json()["items"]}
    assert limits["engine_usd"]["used"] == pytest.approx(sum(costs), abs=1e-5)
    assert limits["audio_minutes"]["used"] == pytest.approx(sum(durations) / 60, abs=0.01)


def test_a_text_that_is_read_stays_with_the_engine_that_reads_along(carla: Person, speech: Speech) -> None:
    text = TALK.replace("[pause 0.8] ", "")
    transcript = transcript_of(carla, speech.say(TALK), reference_text=text)
    assert engines_of(transcript) == {"pocketsphinx": 0.0}


def test_nonsense_and_outages_are_no_transcript(
    carla: Person, openai: tuple[OpenAIAudio, RemoteServer], speech: Speech
) -> None:
    """An answer that makes no sense is asked for again, a refusal goes to the next engine."""
    service, server = openai
    service.says = "Hear, hear!"
    server.faults = [NONSENSE["html"], error(500, "1")]
    assert "hear" in str(transcript_of(carla, speech.say(TALK))["verbatim"]).lower()
    server.broken = error(401)
    try:
        assert engines_of(transcript_of(carla, speech.say(TALK))) == {"pocketsphinx": 0.0}
    finally:
        server.broken = None


def test_the_key_is_in_no_environment_and_in_no_log(
    installation: LocalPlatform, openai: tuple[OpenAIAudio, RemoteServer]
) -> None:
    key = openai[0].key.encode()
    pids = [process.pid for process in installation.processes.values()]
    assert pids
    for pid in pids:
        assert key not in Path(f"/proc/{pid}/environ").read_bytes()
    for log in installation.folder.logs.iterdir():
        assert key not in log.read_bytes(), log.name


def test_our_own_door_is_a_server_of_that_protocol(
    platform: LocalPlatform, anna: Person, speech: Speech, tmp_path: Path
) -> None:
    audio = prepared(tmp_path, samples_of(speech.say(TALK)))
    headers = bearer(anna.tokens["access_token"])
    api = RemoteApi("openai", f"{platform.url}/v1", headers, now=SystemClock().now)
    engine = OpenAIServer(api, anna.tokens["access_token"], "whisper-1")
    recognizer = RemoteRecognizer(engine, Terms(0.0, 1), FakeCallBook())
    hearing = recognizer.recognize(a_task(audio)).result(DONE_S)
    assert len(hearing.words) > 10
    assert hearing.language == "en"
    assert hearing.words[-1].span.end_s <= audio.duration_s
    recognizer.close()
    api.close()
