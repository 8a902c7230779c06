"""Which language is spoken; transcribe finds out."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class SpokenLanguage:
    """`code` is a primary subtag (BCP 47), `confidence` goes from 0 to 1."""

    code: str
    confidence: float


class LanguageDetector(Protocol):
    """Asked on behalf of the caller whose request this is."""

    def detect(self, audio_key: str) -> SpokenLanguage:
        """Of a prepared recording; raises a problem of the family where no engine can tell."""
        ...
