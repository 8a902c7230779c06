"""The pronunciation in Azure's names, over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.builders import audio_files
from tests.builders.ingest_service import OTHER_TOKEN, IngestService
from tests.builders.web_door import TOKEN

SCORES = {
    "accuracy_score": 81.0,
    "fluency_score": 92.5,
    "completeness_score": 100.0,
    "prosody_score": 77.0,
    "pron_score": 84.0,
}


def spoken_word(
    text: str, start_s: float, error_type: str = "none", phoneme: str = "AH", **hints: float
) -> dict[str, Any]:
    sound = {
        "phoneme": phoneme,
        "ipa": "",
        "start_s": start_s,
        "end_s": start_s + 0.1,
        "accuracy_score": 60.0,
    }
    heard = [{"phoneme": "AE", "score": 70.0}, {"phoneme": phoneme, "score": 20.0}]
    return {
        "word": text,
        "reference_index": 0,
        "start_s": start_s,
        "end_s": start_s + 0.3,
        "accuracy_score": 55.0,
        "error_type": error_type,
        "phonemes": [{**sound, "nbest_phonemes": heard}],
        "hints": [{"kind": kind, "confidence": confidence} for kind, confidence in hints.items()],
    }


READING = {
    **SCORES,
    "words": [
        spoken_word("Hello", 0.75, phoneme="HH", unexpected_break=0.8, monotone=0.4),
        spoken_word("my", 2.1, omission=0.4, missing_break=0.3),
        spoken_word("friend", 2.4, error_type="mispronunciation"),
    ],
}


def asked(ingest: IngestService, recording: str, query: str = "", token: str = TOKEN) -> TestResponse:
    path = f"/v1/recordings/{recording}/pronunciation{query}"
    return ingest.app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def recording(ingest: IngestService) -> str:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "audio/wav"}
    sent = ingest.app.test_client().post("/v1/recordings", data=audio_files.wav(1.0), headers=headers)
    return str(sent.get_json()["id"])


@pytest.fixture
def read(ingest: IngestService, recording: str) -> str:
    ingest.analyses.add(UUID(recording), {"parts": [], "pronunciation": READING})
    return recording


def words(response: TestResponse) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = response.get_json()["NBest"][0]["Words"]
    return found


def test_a_reading_has_the_names_and_units_of_azure(ingest: IngestService, read: str) -> None:
    response = asked(ingest, read)

    answer = response.get_json()
    (best,) = answer.pop("NBest")
    assert answer == {
        "RecognitionStatus": "Success",
        "Offset": 7_500_000,
        "Duration": 19_500_000,
        "DisplayText": "Hello my friend",
    }
    assert best["Display"] == "Hello my friend"
    assert best["PronunciationAssessment"] == {
        "AccuracyScore": 81.0,
        "FluencyScore": 92.5,
        "CompletenessScore": 100.0,
        "ProsodyScore": 77.0,
        "PronScore": 84.0,
    }
    assert [(word["Word"], word["Offset"], word["Duration"]) for word in best["Words"]] == [
        ("Hello", 7_500_000, 3_000_000),
        ("my", 21_000_000, 3_000_000),
        ("friend", 24_000_000, 3_000_000),
    ]
    assert response.headers["ETag"]


def test_only_what_is_certain_is_an_error(ingest: IngestService, read: str) -> None:
    found = [word["PronunciationAssessment"] for word in words(asked(ingest, read))]

    assert [word["ErrorType"] for word in found] == ["None", "None", "Mispronunciation"]
    possible = [word["Feedback"]["PossibleErrors"] for word in found]
    assert possible == [[], [{"ErrorType": "Omission", "Confidence": 0.4}], []]


def test_a_break_is_told_of_the_word_behind_it(ingest: IngestService, read: str) -> None:
    found = [word["PronunciationAssessment"]["Feedback"]["Prosody"] for word in words(asked(ingest, read))]

    assert [prosody["Break"] for prosody in found] == [
        {
            "ErrorTypes": error_types,
            "UnexpectedBreak": {"Confidence": unexpected},
            "MissingBreak": {"Confidence": missing},
        }
        for error_types, unexpected, missing in [
            (["None"], 0.0, 0.0),
            (["UnexpectedBreak"], 0.8, 0.0),
            (["None"], 0.0, 0.3),
        ]
    ]
    assert found[0]["Intonation"] == {"ErrorTypes": [], "Monotone": {"Confidence": 0.4}}


@pytest.mark.parametrize(
    ("query", "names"), [("", ["h", "ae"]), ("?alphabet=arpabet", ["h", "ae"]), ("?alphabet=ipa", ["h", "æ"])]
)
def test_phonemes_are_written_as_asked(
    ingest: IngestService, read: str, query: str, names: list[str]
) -> None:
    (phoneme,) = words(asked(ingest, read, query))[0]["Phonemes"]

    expected, likeliest = names
    assert phoneme == {
        "Phoneme": expected,
        "Offset": 7_500_000,
        "Duration": 1_000_000,
        "PronunciationAssessment": {
            "AccuracyScore": 60.0,
            "NBestPhonemes": [
                {"Phoneme": likeliest, "Score": 70.0},
                {"Phoneme": expected, "Score": 20.0},
            ],
        },
    }


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([{"name": "pronunciation", "status": "insufficient_data", "reason": "no_reference_text"}],
         "no_reference_text"),
        ([{"name": "pronunciation", "status": "failed", "reason": ""}], "failed"),
        ([{"name": "pace", "status": "completed", "reason": ""}], "not_analysed"),
    ],
)  # fmt: skip
def test_what_was_not_measured_says_why(
    ingest: IngestService, recording: str, parts: list[dict[str, str]], reason: str
) -> None:
    early = asked(ingest, recording)
    ingest.analyses.add(UUID(recording), {"parts": parts})
    refused = asked(ingest, recording)

    assert (early.status_code, early.get_json()["code"]) == (404, "no_analysis_yet")
    assert (refused.status_code, refused.get_json()["code"]) == (404, "no_pronunciation")
    assert refused.get_json()["detail"] == f"Pronunciation was not measured: {reason}."


def test_a_version_may_be_asked_for(ingest: IngestService, read: str) -> None:
    ingest.analyses.add(UUID(read), {"parts": []})

    assert asked(ingest, read).status_code == 404
    assert asked(ingest, read, "?version=1").status_code == 200
    assert asked(ingest, read, "?alphabet=sampa").status_code == 422
    assert asked(ingest, read, "?version=1", OTHER_TOKEN).status_code == 404
