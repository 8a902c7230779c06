"""Answers of OpenAI's audio API: json, verbose_json and diarized_json."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from services.transcribe.adapters.outbound.recognizers.openai_server.language_names import language_code
from services.transcribe.adapters.outbound.recognizers.sense import (
    UNKNOWN_CONFIDENCE,
    Claim,
    Nonsense,
    believed,
    plain,
    spread,
)
from services.transcribe.application.ports.recognizer import Hearing
from services.transcribe.domain.audio import Span

_LOOK_AHEAD = 8
"""Tokens of the text in which a word is looked for: numbers and symbols are split differently."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Word(_Part):
    word: str
    start: float
    end: float
    probability: float | None = None


class _Segment(_Part):
    text: str
    start: float
    end: float
    avg_logprob: float | None = None
    speaker: str | None = None

    @property
    def confidence(self) -> float:
        return UNKNOWN_CONFIDENCE if self.avg_logprob is None else math.exp(min(self.avg_logprob, 0.0))


class _Answer(_Part):
    text: str
    language: str | None = None
    words: list[_Word] | None = None
    segments: list[_Segment] | None = None


def read_hearing(answer: Mapping[str, Any], piece: Span) -> Hearing:
    """Raises `Nonsense`."""
    try:
        parsed = _Answer.model_validate(answer)
    except ValidationError as error:
        raise Nonsense("the answer has another shape than the protocol's") from error
    claims = list(_claims(parsed, piece))
    return Hearing(believed(claims, piece), language=language_code(parsed.language or ""))


def _claims(answer: _Answer, piece: Span) -> Iterator[Claim]:
    """The finest times that there are."""
    if answer.words:
        yield from _timed_words(answer)
    elif answer.segments:
        for part in answer.segments:
            yield from spread(part.text, part.start, part.end, part.confidence, part.speaker or "")
    else:
        yield from spread(answer.text, 0.0, piece.duration_s, UNKNOWN_CONFIDENCE)


def _timed_words(answer: _Answer) -> Iterator[Claim]:
    """OpenAI's words come without the punctuation and case of the text, in the same order."""
    tokens, at = answer.text.split(), 0
    for word in answer.words or ():
        text = word.word.strip()
        near = range(at, min(at + _LOOK_AHEAD, len(tokens)))
        found = next((place for place in near if plain(tokens[place]) == plain(text)), None)
        if found is not None:
            text, at = tokens[found], found + 1
        yield Claim(text, word.start, word.end, _confidence(word, answer))


def _confidence(word: _Word, answer: _Answer) -> float:
    if word.probability is not None:
        return word.probability
    middle = (word.start + word.end) / 2
    around = (part.confidence for part in answer.segments or () if part.start <= middle <= part.end)
    return next(around, UNKNOWN_CONFIDENCE)
