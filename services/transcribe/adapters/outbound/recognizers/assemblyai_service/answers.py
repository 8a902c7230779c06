"""AssemblyAI's transcripts: words with times in milliseconds."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from services.transcribe.adapters.outbound.recognizers.sense import Claim, Nonsense, believed
from services.transcribe.application.ports.recognizer import Hearing
from services.transcribe.domain.audio import Span
from services.transcribe.domain.problems import primary_language

_MS = 1000


class _Word(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    text: str
    start: int
    end: int
    confidence: float
    speaker: str | None = None


class _Transcript(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    status: str
    words: list[_Word] = []
    language_code: str = ""
    language_confidence: float = 0.0


def read_hearing(answer: Mapping[str, Any], piece: Span) -> Hearing:
    """Raises `Nonsense`."""
    try:
        parsed = _Transcript.model_validate(answer)
    except ValidationError as error:
        raise Nonsense("the answer has another shape than the protocol's") from error
    claims = [
        Claim(word.text, word.start / _MS, word.end / _MS, word.confidence, word.speaker or "")
        for word in parsed.words
    ]
    return Hearing(
        believed(claims, piece),
        language=primary_language(parsed.language_code.replace("_", "-")),
        language_confidence=min(max(parsed.language_confidence, 0.0), 1.0),
    )
