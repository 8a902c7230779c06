"""Transcripts for tests of what is done with them: a text, one word every 0.4 s."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from chassis.clock import new_id
from services.transcribe.domain.audio import Span
from services.transcribe.domain.edits import spoken_form
from services.transcribe.domain.segments import segment
from services.transcribe.domain.transcript import Content, Engine, Sound, Transcript, put_together
from services.transcribe.domain.words import FILLERS, Word, WordKind
from tests.builders.transcribe_words import GOOD_SOUND, PAUSE_S, WORD_S, voice_of

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def content(text: str, *, word_s: float = WORD_S, confidence: float = 0.6) -> Content:
    """`|` is a pause of a second, `A:` lets another speaker begin."""
    words: list[Word] = []
    at, speaker = 0.0, ""
    for token in text.split():
        if token == "|":
            at += PAUSE_S
        elif len(token) == 2 and token.endswith(":"):
            speaker = token[0]
        else:
            words.append(_word(len(words) + 1, token, Span(round(at, 3), round(at + word_s, 3)), confidence))
            words[-1] = replace(words[-1], speaker=speaker)
            at += word_s
    silent = put_together((), Sound(at + 1.0, voice_of(()), GOOD_SOUND), None, follows_free_speech=True)
    return replace(
        silent,
        verbatim=" ".join(word.text for word in words),
        clean=" ".join(word.clean for word in words if word.clean),
        words=tuple(words),
        segments=tuple(segment(words)),
    )


def _word(number: int, written: str, span: Span, confidence: float) -> Word:
    spoken = spoken_form(written)
    filler = spoken in FILLERS
    kind = WordKind.FILLER if filler else WordKind.WORD
    return Word(number, spoken, "" if filler else written, span, confidence, kind, 1)


def transcript(text: str, *, tenant_id: UUID | None = None, recording_id: UUID | None = None) -> Transcript:
    """The recognised version."""
    return Transcript(
        id=new_id(),
        recording_id=recording_id or new_id(),
        tenant_id=tenant_id or new_id(),
        language="en",
        engine=Engine("fake", "1", "script"),
        content=content(text),
        created_at=AT,
    )
