"""Texts with silences: `Hello. [pause 0.8] How are you?`"""

import re
from dataclasses import dataclass

PAUSE = re.compile(r"\[pause (\d+(?:\.\d+)?)\]")


@dataclass(frozen=True)
class Phrase:
    """Words, and the silence after them in seconds."""

    text: str
    silence_s: float = 0.0


def parse(text: str) -> tuple[Phrase, ...]:
    """A text may begin with a pause; that one follows a phrase without words."""
    parts = PAUSE.split(text)
    silences = [float(part) for part in parts[1::2]] + [0.0]
    pairs = zip(parts[0::2], silences, strict=True)
    phrases = (Phrase(" ".join(words.split()), silence_s) for words, silence_s in pairs)
    return tuple(phrase for phrase in phrases if phrase.text or phrase.silence_s)


def spoken_text(text: str) -> str:
    """What is said, without the marks."""
    return " ".join(phrase.text for phrase in parse(text) if phrase.text)
