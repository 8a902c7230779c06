"""The main job on recordings of real people, where ../shared/speech is present."""

import gzip
import json
from pathlib import Path

import pytest

from tests.builders.people import Person

SHARED = Path(__file__).resolve().parents[3] / "shared/speech"
CLIPS = SHARED / "clips"
CORPUS = SHARED / "speechocean762-train"
PERFECT = 9.5
"""The experts' score out of 10 from which a reading leaves nothing to say."""
GOOD_BANDS = {"", "ideal", "good", "acceptable"}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CLIPS.is_dir(), reason="the recordings of ../shared/speech are not here"),
]


def text_of(clip: str) -> str:
    rows = (line.split("\t") for line in (CLIPS / "transcripts.tsv").read_text().splitlines())
    return next(text for name, text in rows if name == clip)


def perfect_readings(amount: int) -> list[dict[str, str]]:
    """Sentences that all experts found perfect, each by another non-native speaker, half of them children."""
    with gzip.open(CORPUS / "scores.jsonl.gz", "rt") as lines:
        sentences = [json.loads(line) for line in lines]
    by_speaker = {
        sentence["speaker"]: sentence
        for sentence in sentences
        if min(sentence["label"][part] for part in ("accuracy", "fluency")) >= PERFECT
    }
    children = [s for s in by_speaker.values() if int(s["age"]) <= 12]
    grown = [s for s in by_speaker.values() if int(s["age"]) > 12]
    return children[: amount // 2] + grown[: amount - len(children[: amount // 2])]


def analysis_of(person: Person, audio: Path, text: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    recording = person.sdk.wait(person.sdk.submit(audio, reference_text=text).id, timeout_s=120)
    analysis = person.http.get(f"/v1/recordings/{recording.id}/analysis").json()
    return analysis, analysis.get("miscues", [])


def test_a_native_reading_is_heard_as_read(anna: Person) -> None:
    clip = "librivox-sense-and-sensibility-0870.wav"
    recording = anna.sdk.wait(anna.sdk.submit(CLIPS / clip, reference_text=text_of(clip)).id, timeout_s=120)
    transcript = anna.http.get(f"/v1/recordings/{recording.id}/transcript").json()
    assert transcript["quality"]["reference_status"] == "read"
    assert len(transcript["words"]) == pytest.approx(len(text_of(clip).split()), abs=2)


@pytest.mark.long
def test_free_speech_keeps_to_what_the_audio_tells(anna: Person) -> None:
    recording = anna.sdk.wait(anna.sdk.submit(CLIPS / "spontaneous-2.wav").id, timeout_s=120)
    measures = anna.http.get(f"/v1/recordings/{recording.id}/analysis").json()["measures"]
    found = {measure["name"]: measure for measure in measures}
    assert found["articulation_rate"]["status"] == "completed"
    assert found["speech_rate_wpm"]["reason"] == "transcript_quality"
    assert found["fillers_per_min"]["status"] == "insufficient_data"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of ../shared/speech is not here")
def test_no_perfect_reading_is_called_bad_and_no_miscue_certain(anna: Person) -> None:
    for sentence in perfect_readings(4):
        analysis, miscues = analysis_of(anna, CORPUS / sentence["audio"], sentence["text"])
        assert {miscue["status"] for miscue in miscues} <= {"possible"}
        measures = analysis["measures"]
        assert isinstance(measures, list)
        assert {measure.get("band", "") for measure in measures} <= GOOD_BANDS
        assert all(measure.get("score", 100) >= 80 for measure in measures)
