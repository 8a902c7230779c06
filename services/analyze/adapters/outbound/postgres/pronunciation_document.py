"""How a text was pronounced, back from the stored JSON document."""

from collections.abc import Mapping
from typing import Any

from services.analyze.domain.pronunciation.results import (
    HeardAs,
    Hint,
    Pronunciation,
    SpokenPhoneme,
    SpokenWord,
)

Document = Mapping[str, Any]


def pronunciation_of(document: Document | None) -> Pronunciation | None:
    """None where nothing was stored: it was not measured, or the analysis is older than that."""
    if document is None:
        return None
    return Pronunciation(**{**document, "words": tuple(_word(word) for word in document["words"])})


def _word(word: Document) -> SpokenWord:
    phonemes = tuple(_phoneme(phoneme) for phoneme in word["phonemes"])
    return SpokenWord(
        **{**word, "phonemes": phonemes, "hints": tuple(Hint(**hint) for hint in word["hints"])}
    )


def _phoneme(phoneme: Document) -> SpokenPhoneme:
    heard = tuple(HeardAs(**other) for other in phoneme["nbest_phonemes"])
    return SpokenPhoneme(**{**phoneme, "nbest_phonemes": heard})
