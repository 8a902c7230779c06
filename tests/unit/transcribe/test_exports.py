"""Transcripts as documents: right for every reader, and harmless."""

import json
import re
from dataclasses import replace
from time import monotonic

import pytest

from services.transcribe.domain.exports.document import Format, export
from services.transcribe.domain.exports.passages import TextKind
from tests.builders.transcripts import content, transcript

TALK = "Um well. | A: So we went there. B: Did you?"
HOSTILE = "</v> --> <script>alert(1)</script> {\\an8} ![x](http://evil) & [a](b) *b* `c` Done."
WORDS_IN_FOUR_HOURS = 48_000


def exported(text: str, form: Format, kind: TextKind = TextKind.CLEAN) -> str:
    return export(transcript(text), form, kind).content.decode()


def test_text_is_a_paragraph_for_each_turn() -> None:
    assert exported(TALK, Format.TXT) == "Well.\nA: So we went there.\nB: Did you?\n".replace("Well", "well")
    assert exported(TALK, Format.TXT, TextKind.VERBATIM).startswith("um well\n")


def test_markdown_tells_when_each_paragraph_begins() -> None:
    assert exported(TALK, Format.MD) == (
        "# Transcript\n"
        "\n**[00:00:00]** well.\n"
        "\n**[00:00:01] A:** So we went there.\n"
        "\n**[00:00:03] B:** Did you?\n"
    )


def test_subrip_counts_its_cues_and_names_who_speaks() -> None:
    assert exported("A: So we went. And saw. B: Did you?", Format.SRT) == (
        "1\n00:00:00,000 --> 00:00:01,120\nA: So we went.\n\n"
        "2\n00:00:01,200 --> 00:00:02,200\nAnd saw.\n\n"
        "3\n00:00:02,280 --> 00:00:03,280\nB: Did you?\n\n"
    )


def test_webvtt_gives_each_speaker_a_voice() -> None:
    assert exported("A: So we went. B: Did you?", Format.VTT) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.120\n<v A>So we went.\n\n"
        "00:00:01.200 --> 00:00:02.200\n<v B>Did you?\n\n"
    )


def test_tab_separated_values_are_those_of_whisper() -> None:
    assert exported("So we went. | Yes.", Format.TSV) == (
        "start\tend\ttext\n0\t1200\tSo we went.\n2200\t2600\tYes.\n"
    )


def test_json_has_the_times_of_every_word() -> None:
    document = json.loads(exported("A: So um went.", Format.JSON))
    assert document["text"] == "So went."
    assert (document["version"], document["origin"], document["language"]) == (1, "recognized", "en")
    (segment,) = document["segments"]
    assert (segment["speaker"], segment["text"]) == ("A", "So went.")
    assert segment["words"][1] == {"id": 3, "text": "went.", "start_s": 0.8, "end_s": 1.2}


@pytest.mark.parametrize(
    ("form", "nothing"),
    [
        (Format.TXT, ""),
        (Format.MD, "# Transcript\n"),
        (Format.SRT, ""),
        (Format.VTT, "WEBVTT\n\n"),
        (Format.TSV, "start\tend\ttext\n"),
    ],
)
def test_silence_is_a_valid_file(form: Format, nothing: str) -> None:
    assert exported("", form) == nothing
    assert exported("um uh", form) == nothing


def test_silence_in_json() -> None:
    document = json.loads(exported("", Format.JSON))
    assert (document["text"], document["segments"]) == ("", [])


@pytest.mark.hostile(47)
def test_nothing_that_was_said_is_markup_of_webvtt() -> None:
    written = exported(HOSTILE, Format.VTT)
    assert written.count("-->") == written.count("\n00:00:")
    assert not re.search(r"<(?!v )", written)
    assert "&lt;script&gt;" in written
    assert "&amp;" in written


@pytest.mark.hostile(47)
def test_nothing_that_was_said_is_markup_of_subrip() -> None:
    written = exported(HOSTILE, Format.SRT)
    assert written.count("-->") == written.count("\n00:00:")
    assert not set("<{}") & set(written)


@pytest.mark.hostile(47)
def test_nothing_that_was_said_is_markup_of_markdown() -> None:
    told = exported(HOSTILE, Format.MD).partition("]** ")[2]
    assert not set("<>[]*`!&:") & set(re.sub(r"\\.", "", told))


def test_white_space_within_a_word_breaks_no_line() -> None:
    said = transcript("So we went.")
    words = tuple(replace(word, clean=f"{word.clean}\n\n1\t2") for word in said.content.words)
    hostile = replace(said, content=replace(said.content, words=words))
    for form in (Format.SRT, Format.VTT, Format.TSV):
        lines = export(hostile, form, TextKind.CLEAN).content.decode().splitlines()
        assert sum("So" in line for line in lines) == 1
    assert len(export(hostile, Format.TSV, TextKind.CLEAN).content.decode().splitlines()) == 2


def test_a_file_says_what_it_is() -> None:
    said = transcript("So.")
    document = export(said, Format.SRT, TextKind.CLEAN)
    assert document.media_type == "application/x-subrip"
    assert document.file_name == f"transcript-{said.recording_id}.srt"


@pytest.mark.long
@pytest.mark.parametrize("form", list(Format))
def test_four_hours_are_written_at_once(form: Format) -> None:
    sentence = "so we all went there and it was quite nice indeed."
    said = replace(
        transcript(""), content=content(" ".join([sentence] * (WORDS_IN_FOUR_HOURS // 11)), word_s=0.3)
    )
    started = monotonic()
    written = export(said, form, TextKind.CLEAN).content
    assert monotonic() - started < 10.0
    assert written.count(b"indeed.") >= WORDS_IN_FOUR_HOURS // 11
    assert len(written) < 8 * 1024 * 1024
