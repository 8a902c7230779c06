"""A transcript in the shapes that OpenAI's clients read.

Some fields come from how Whisper works. They have the nearest value that is true of any engine, never one
that is made up: see the fields' descriptions.
"""

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from chassis.web import View
from services.ingest.adapters.inbound.http.openai_form import AnswerFormat
from services.ingest.domain.languages import language_name

_FRAMES_PER_S = 100
"""Whisper counts in steps of 10 ms."""
_LEAST_CONFIDENCE = 1e-6


class UsageView(View):
    """What was used: seconds of audio."""

    type: Literal["duration"] = "duration"
    seconds: float


class TranscriptionView(View):
    """`json`."""

    text: str
    usage: UsageView


class TimedWordView(View):
    word: str
    start: float
    end: float


class TimedSegmentView(View):
    id: int
    seek: int = Field(description="Where it starts, in steps of 10 ms.")
    start: float
    end: float
    text: str
    tokens: list[int] = Field(description="Empty: engines differ in their tokens.")
    temperature: float = Field(description="0: no engine here samples.")
    avg_logprob: float = Field(description="Mean logarithm of the words' confidence.")
    compression_ratio: float = Field(description="Bytes of the text by those of its zlib compression.")
    no_speech_prob: float = Field(description="Share of the segment in which voice activity heard no speech.")


class VerboseTranscriptionView(View):
    """`verbose_json`."""

    task: str
    language: str
    duration: float
    text: str
    words: list[TimedWordView] | None = None
    segments: list[TimedSegmentView] | None = None
    usage: UsageView


class SpeakerSegmentView(View):
    type: Literal["transcript.text.segment"] = "transcript.text.segment"
    id: str
    start: float
    end: float
    text: str
    speaker: str


class DiarizedTranscriptionView(View):
    """`diarized_json`."""

    task: str
    duration: float
    text: str
    segments: list[SpeakerSegmentView]
    usage: UsageView


JSON_VIEWS = (TranscriptionView, VerboseTranscriptionView, DiarizedTranscriptionView)
Transcript = Mapping[str, Any]


def json_answer(transcript: Transcript, kind: AnswerFormat, granularities: Sequence[str]) -> View:
    if kind is AnswerFormat.VERBOSE_JSON:
        return _verbose(transcript, granularities or ["segment"])
    if kind is AnswerFormat.DIARIZED_JSON:
        return _diarized(transcript)
    return TranscriptionView(text=transcript["clean"], usage=usage(transcript))


def usage(transcript: Transcript) -> UsageView:
    return UsageView(seconds=_rounded(transcript["duration_s"]))


def timed_words(transcript: Transcript) -> Iterator[TimedWordView]:
    """The words of the text, without those that it leaves out."""
    for word in transcript["words"]:
        if word["clean"]:
            yield TimedWordView(
                word=word["clean"], start=_rounded(word["start_s"]), end=_rounded(word["end_s"])
            )


def timed_segments(transcript: Transcript) -> Iterator[TimedSegmentView]:
    confidences = {word["id"]: word["confidence"] for word in transcript["words"]}
    speech = [(span["start_s"], span["end_s"]) for span in transcript["voice_activity"]["speech"]]
    for number, segment in enumerate(transcript["segments"]):
        start, end, text = segment["start_s"], segment["end_s"], segment["text"]
        ids = range(segment["first_word_id"], segment["last_word_id"] + 1)
        heard = [confidences[word_id] for word_id in ids if word_id in confidences]
        yield TimedSegmentView(
            id=number,
            seek=round(start * _FRAMES_PER_S),
            start=_rounded(start),
            end=_rounded(end),
            text=text,
            tokens=[],
            temperature=0.0,
            avg_logprob=_mean_logarithm(heard),
            compression_ratio=_compression_ratio(text),
            no_speech_prob=_silent_share(start, end, speech),
        )


def _verbose(transcript: Transcript, granularities: Sequence[str]) -> VerboseTranscriptionView:
    return VerboseTranscriptionView(
        task=transcript["task"] or "transcribe",
        language=language_name(transcript["language"]),
        duration=_rounded(transcript["duration_s"]),
        text=transcript["clean"],
        words=list(timed_words(transcript)) if "word" in granularities else None,
        segments=list(timed_segments(transcript)) if "segment" in granularities else None,
        usage=usage(transcript),
    )


def _diarized(transcript: Transcript) -> DiarizedTranscriptionView:
    segments = [
        SpeakerSegmentView(
            id=f"seg_{number:03}",
            start=_rounded(segment["start_s"]),
            end=_rounded(segment["end_s"]),
            text=segment["text"],
            speaker=segment["speaker"],
        )
        for number, segment in enumerate(transcript["segments"], start=1)
    ]
    return DiarizedTranscriptionView(
        task=transcript["task"] or "transcribe",
        duration=_rounded(transcript["duration_s"]),
        text=transcript["clean"],
        segments=segments,
        usage=usage(transcript),
    )


def _mean_logarithm(confidences: list[float]) -> float:
    logarithms = [math.log(max(confidence, _LEAST_CONFIDENCE)) for confidence in confidences]
    return round(sum(logarithms) / len(logarithms), 4) if logarithms else 0.0


def _compression_ratio(text: str) -> float:
    content = text.encode()
    return round(len(content) / len(zlib.compress(content)), 4)


def _silent_share(start: float, end: float, speech: list[tuple[float, float]]) -> float:
    if end <= start:
        return 0.0
    spoken = sum(max(0.0, min(end, till) - max(start, since)) for since, till in speech)
    return round(1 - min(1.0, spoken / (end - start)), 4)


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
