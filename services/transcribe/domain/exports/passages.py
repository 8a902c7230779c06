"""The words of a transcript as an export shows them: one of its two texts, in runs of one speaker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.transcribe.domain.audio import Span
from services.transcribe.domain.transcript import Content
from services.transcribe.domain.words import Word

PARAGRAPH_PAUSE_S = 2.0
PARAGRAPH_CHARS = 600
"""A paragraph ends with the first segment that makes it longer than this."""


class TextKind(StrEnum):
    """Which of the two texts."""

    CLEAN = "clean"
    VERBATIM = "verbatim"


@dataclass(frozen=True)
class Token:
    """One word as it is shown."""

    text: str
    span: Span
    speaker: str = ""
    word_id: int = 0


@dataclass(frozen=True)
class Passage:
    """Words of one speaker that belong together; never without any."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].span.start_s, self.tokens[-1].span.end_s)

    @property
    def speaker(self) -> str:
        return self.tokens[0].speaker


def passages(content: Content, kind: TextKind) -> list[Passage]:
    """The segments, without those that have nothing to show."""
    places = {word.id: place for place, word in enumerate(content.words)}
    found = []
    for segment in content.segments:
        words = content.words[places[segment.first_word_id] : places[segment.last_word_id] + 1]
        if tokens := tuple(_tokens(words, kind)):
            found.append(Passage(tokens))
    return found


def paragraphs(content: Content, kind: TextKind) -> list[Passage]:
    """Segments joined while one speaker goes on without a long pause."""
    joined: list[Passage] = []
    for passage in passages(content, kind):
        if joined and _goes_on(joined[-1], passage):
            joined[-1] = Passage(joined[-1].tokens + passage.tokens)
        else:
            joined.append(passage)
    return joined


def _goes_on(before: Passage, after: Passage) -> bool:
    pause_s = after.span.start_s - before.span.end_s
    same = before.speaker == after.speaker
    return same and pause_s < PARAGRAPH_PAUSE_S and len(before.text) < PARAGRAPH_CHARS


def _tokens(words: Sequence[Word], kind: TextKind) -> Iterator[Token]:
    for word in words:
        if text := " ".join((word.clean if kind is TextKind.CLEAN else word.text).split()):
            yield Token(text, word.span, word.speaker, word.id)
