"""Tab-separated values and JSON."""

import json
from collections.abc import Sequence

from services.transcribe.domain.exports.passages import Passage, Token
from services.transcribe.domain.transcript import Transcript


def tsv(passages: Sequence[Passage]) -> str:
    """A segment a line, times in milliseconds: the columns that Whisper's programs write."""
    rows = (
        f"{_milliseconds(passage.span.start_s)}\t{_milliseconds(passage.span.end_s)}\t{passage.text}\n"
        for passage in passages
    )
    return "start\tend\ttext\n" + "".join(rows)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def compact_json(transcript: Transcript, passages: Sequence[Passage]) -> str:
    """One text with its times, for programs that need no more than that."""
    document = {
        "recording_id": str(transcript.recording_id),
        "version": transcript.version.number,
        "origin": transcript.version.origin,
        "language": transcript.language,
        "duration_s": transcript.content.duration_s,
        "text": " ".join(passage.text for passage in passages),
        "segments": [_segment(passage) for passage in passages],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _segment(passage: Passage) -> dict[str, object]:
    return {
        "start_s": passage.span.start_s,
        "end_s": passage.span.end_s,
        "speaker": passage.speaker,
        "text": passage.text,
        "words": [_word(token) for token in passage.tokens],
    }


def _word(token: Token) -> dict[str, object]:
    return {
        "id": token.word_id,
        "text": token.text,
        "start_s": token.span.start_s,
        "end_s": token.span.end_s,
    }
