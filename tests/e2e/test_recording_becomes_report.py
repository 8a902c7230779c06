"""The main job, as a client sees it: real audio in, a report out, through all five services."""

import json
import re
from pathlib import Path

import pytest

from tests.builders.audio_files import KINDS, encoded, wav
from tests.builders.people import Person
from tests.builders.speech import Speech

AUDIO = {"Content-Type": "application/octet-stream"}
READ = (
    "Good morning and thank you for coming. [pause 0.9] Today I want to talk about the way we listen. "
    "[pause 1.4] Most people wait for their turn to speak. While they wait they plan their answer, "
    "and so they miss the words that matter."
)
TEXT = re.sub(r"\[pause [0-9.]+\] ", "", READ)


def measures(person: Person, recording_id: str) -> dict[str, dict[str, object]]:
    analysis = person.http.get(f"/v1/recordings/{recording_id}/analysis").json()
    return {measure["name"]: measure for measure in analysis["measures"]}


@pytest.fixture(scope="module")
def read_aloud(anna: Person, speech: Speech) -> str:
    """A text that was read as it stands, with two pauses of known length."""
    recording = anna.sdk.submit(speech.say(READ), title="Listening", reference_text=TEXT)
    return anna.sdk.wait(recording.id, timeout_s=120).id


def test_a_text_read_well_is_recognised_as_such(anna: Person, read_aloud: str) -> None:
    transcript = anna.http.get(f"/v1/recordings/{read_aloud}/transcript").json()
    assert transcript["quality"]["reference_status"] == "read"
    assert transcript["quality"]["grade"] in {"high", "medium"}
    assert "thank you for coming" in transcript["verbatim"].lower()
    words = transcript["words"]
    assert all(0 <= w["start_s"] < w["end_s"] <= transcript["duration_s"] for w in words)
    assert [w["start_s"] for w in words] == sorted(w["start_s"] for w in words)


def test_pauses_come_from_the_audio_at_their_true_length(anna: Person, read_aloud: str) -> None:
    analysis = anna.http.get(f"/v1/recordings/{read_aloud}/analysis").json()
    long_ones = [p["end_s"] - p["start_s"] for p in analysis["pauses"] if p["end_s"] - p["start_s"] > 0.7]
    assert long_ones == [pytest.approx(0.9, abs=0.2), pytest.approx(1.4, abs=0.2)]


def test_measures_carry_units_sources_and_versions(anna: Person, read_aloud: str) -> None:
    found = measures(anna, read_aloud)
    assert found["articulation_rate"]["status"] == "completed"
    for measure in found.values():
        assert measure["version"]
        assert measure["source"]
        assert measure["status"] in {"completed", "insufficient_data"}
        assert ("value" in measure) == (measure["status"] == "completed")


def test_the_report_comes_as_json_and_as_markdown(anna: Person, read_aloud: str) -> None:
    document = anna.sdk.report(read_aloud)
    assert document["recording_id"] == read_aloud
    answer = anna.http.get(f"/v1/recordings/{read_aloud}/report", headers={"Accept": "text/markdown"})
    assert answer.headers["Content-Type"].startswith("text/markdown")
    assert "Listening" in answer.text


def test_free_speech_keeps_its_audio_measures_and_claims_no_words(anna: Person, speech: Speech) -> None:
    recording = anna.sdk.submit(speech.say(READ), title="No text given")
    anna.sdk.wait(recording.id, timeout_s=120)
    found = measures(anna, recording.id)
    assert found["articulation_rate"]["status"] == "completed"
    assert found["speech_rate_wpm"]["status"] == "insufficient_data"
    assert found["speech_rate_wpm"]["reason"] == "transcript_quality"


def test_a_text_that_was_not_read_is_told_and_not_held_against_the_speaker(
    anna: Person, speech: Speech
) -> None:
    other = "Seven grey elephants crossed the frozen river before the merchants opened their umbrellas."
    recording = anna.sdk.submit(speech.say(READ), reference_text=other)
    anna.sdk.wait(recording.id, timeout_s=120)
    transcript = anna.http.get(f"/v1/recordings/{recording.id}/transcript").json()
    assert transcript["quality"]["reference_status"] == "not_read"
    assert anna.http.get(f"/v1/recordings/{recording.id}/analysis").json().get("miscues", []) == []


def test_audio_without_speech_is_a_finished_report_that_says_so(anna: Person, tmp_path: Path) -> None:
    silence = tmp_path / "silence.flac"
    encoded(silence, "flac", "flac", 3.0, silence=True)
    recording = anna.sdk.wait(anna.sdk.submit(silence).id, timeout_s=60)
    assert "no speech" in json.dumps(anna.sdk.report(recording.id)).lower()


@pytest.mark.parametrize(("container", "form", "codec", "rate"), KINDS)
def test_every_container_that_browsers_and_phones_make_is_accepted(
    anna: Person, tmp_path: Path, container: str, form: str, codec: str, rate: int
) -> None:
    audio = tmp_path / "take"
    encoded(audio, form, codec, 2.0, rate=rate)
    answer = anna.http.post(
        "/v1/recordings",
        params={"title": container},
        content=audio.read_bytes(),
        headers={"Prefer": "wait=60", **AUDIO},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["duration_s"] == pytest.approx(2.0, abs=0.1)


def test_what_shows_only_while_decoding_fails_with_the_same_problem_everywhere(anna: Person) -> None:
    header_only = wav(0.5)[:44] + b"\x00"
    waited = anna.http.post("/v1/recordings", content=header_only, headers={"Prefer": "wait=60", **AUDIO})
    assert waited.status_code == 422
    assert waited.headers["Content-Type"] == "application/problem+json"
    found = anna.http.get("/v1/recordings").json()["items"][0]
    assert found["status"] == "failed"
    assert found["problem"]["code"] == waited.json()["code"]
    assert found["problem"]["detail"] == waited.json()["detail"]
