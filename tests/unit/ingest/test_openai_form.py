"""OpenAI's form fields become ours."""

import pytest

from chassis.errors import InvalidInput
from services.ingest.adapters.inbound.http.openai_form import AnswerFormat, audio_fields, recording_fields
from services.ingest.domain.fields import FieldValues


@pytest.mark.parametrize("name", ["timestamp_granularities[]", "timestamp_granularities"])
def test_lists_come_with_brackets_or_without(name: str) -> None:
    given: FieldValues = {"model": ["m"], "response_format": ["verbose_json"], name: ["word", "segment"]}
    fields = audio_fields(given, complete=True, translate=False)
    assert fields.timestamp_granularities == ["word", "segment"]


@pytest.mark.parametrize(
    "given",
    [
        {"chunking_strategy": ["auto"]},
        {"chunking_strategy": ['{"type":"server_vad","threshold":0.4}']},
        {"chunking_strategy[type]": ["server_vad"], "chunking_strategy[prefix_padding_ms]": ["300"]},
    ],
)
def test_a_way_of_cutting_is_accepted_in_every_form(given: FieldValues) -> None:
    audio_fields({"model": ["m"], **given}, complete=True, translate=False)


@pytest.mark.parametrize(
    "given",
    [
        {"chunking_strategy": ["auto"], "chunking_strategy[type]": ["none"]},
        {"chunking_strategy": ["{" * 1000]},
        {"chunking_strategy": ['{"type":"server_vad","threshold":"NaN"}']},
        {"chunking_strategy[type][x]": ["server_vad"], "temperature": ["inf"]},
        {"model": ["a", "b"]},
        {"model": [""]},
        {"stream": ["perhaps"]},
        {"response_format": ["json", "text"]},
        {"timestamp_granularities[]": [""], "response_format": ["verbose_json"]},
    ],
)
def test_what_makes_no_sense_is_refused(given: FieldValues) -> None:
    with pytest.raises(InvalidInput) as refused:
        audio_fields({"model": ["m"], **given}, complete=True, translate=False)
    assert refused.value.faults


def test_a_missing_model_is_a_fault_only_at_the_end_of_the_form() -> None:
    assert audio_fields({}, complete=False, translate=False).model
    with pytest.raises(InvalidInput):
        audio_fields({}, complete=True, translate=False)


def test_words_to_expect_and_the_language_go_to_the_recording() -> None:
    given: FieldValues = {
        "model": ["m"], "prompt": ["Rostrum"], "keywords[]": ["NATS", "Caddy"], "languages[]": ["en", "de"],
    }  # fmt: skip
    fields = audio_fields(given, complete=True, translate=False)
    assert recording_fields(fields) == {
        "language": "en", "prompt": "Rostrum, NATS, Caddy", "start": "", "end": "",
    }  # fmt: skip


def test_a_language_that_is_not_told_is_to_be_detected() -> None:
    fields = audio_fields({"model": ["m"]}, complete=True, translate=False)
    assert recording_fields(fields)["language"] == "auto"


def test_a_translation_tells_no_speakers_apart() -> None:
    given: FieldValues = {"model": ["m"], "response_format": [AnswerFormat.DIARIZED_JSON]}
    assert audio_fields(given, complete=True, translate=False).diarized
    with pytest.raises(InvalidInput):
        audio_fields(given, complete=True, translate=True)
