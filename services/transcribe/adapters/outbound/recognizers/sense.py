"""What an engine claims to have heard, believed only as far as it can be true.

Small slips are mended (a word that ends a moment after the audio, neighbours that overlap). What can't be
meant is `Nonsense`: times far outside the audio or far backwards, more words than anyone can say.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chassis.errors import Unavailable
from services.transcribe.application.ports.recognizer import EngineNonsense
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import HeardWord

SLIP_S = 1.0
"""Whisper's times are off by up to half a second after silence, and may overshoot the end."""
LONGEST_WORD = 80
_FASTEST_WORDS_S = 12.0
"""Words in a second; the fastest speakers reach six."""
_FREE_WORDS = 20
UNKNOWN_CONFIDENCE = 0.7
"""For engines that give none: likely right, not to be relied on."""

_EDGES = re.compile(r"^[^\w']+|[^\w']+$|^'+|'+$")


class Nonsense(Exception):
    """An answer that can't be what was said."""


@dataclass(frozen=True)
class Claim:
    """A word as an engine gives it: as written, with times from the start of the piece."""

    written: str
    start_s: float
    end_s: float
    confidence: float = UNKNOWN_CONFIDENCE
    speaker: str = ""


def believed(claims: Sequence[Claim], piece: Span) -> tuple[HeardWord, ...]:
    """The words on the recording's clock. Raises `Nonsense`."""
    if len(claims) > _FREE_WORDS + piece.duration_s * _FASTEST_WORDS_S:
        raise Nonsense("the answer has more words than can be spoken in that time")
    return tuple(_in_order(claims, piece))


def makes_no_sense(engine: str, reason: str) -> EngineNonsense:
    detail = f"The engine {engine} gave an answer that makes no sense: {reason}."
    return EngineNonsense(Unavailable(detail, code="engine_nonsense"))


def plain(written: str) -> str:
    """Lower case, without punctuation around it; empty for what is no word."""
    return _EDGES.sub("", written.replace("’", "'").lower().strip())


def spread(text: str, start_s: float, end_s: float, confidence: float, speaker: str = "") -> Iterator[Claim]:
    """For engines that time no words: each gets its share of the time by its letters."""
    tokens = text.split()
    letters = sum(map(len, tokens)) or 1
    per_letter, at = (end_s - start_s) / letters, start_s
    for token in tokens:
        until = at + per_letter * len(token)
        yield Claim(token, at, until, confidence, speaker)
        at = until


def _in_order(claims: Sequence[Claim], piece: Span) -> Iterator[HeardWord]:
    latest_s = 0.0
    for claim in claims:
        _check(claim, latest_s, piece.duration_s)
        start_s = min(max(claim.start_s, latest_s), piece.duration_s)
        latest_s = min(max(claim.end_s, start_s), piece.duration_s)
        text = plain(claim.written)
        if text:
            yield HeardWord(
                text=text,
                span=Span(round(piece.start_s + start_s, 3), round(piece.start_s + latest_s, 3)),
                confidence=min(max(claim.confidence, 0.0), 1.0),
                syllables=0,
                speaker=claim.speaker,
                written=claim.written.strip(),
            )


def _check(claim: Claim, latest_s: float, duration_s: float) -> None:
    numbers = (claim.start_s, claim.end_s, claim.confidence)
    if not all(map(math.isfinite, numbers)):
        raise Nonsense("the answer has numbers that are none")
    if claim.start_s < latest_s - SLIP_S or claim.end_s < claim.start_s - SLIP_S:
        raise Nonsense("the answer's words go back in time")
    if claim.start_s < -SLIP_S or claim.end_s > duration_s + SLIP_S:
        raise Nonsense("the answer's words lie outside the audio")
    if len(claim.written) > LONGEST_WORD or not claim.written.isprintable():
        raise Nonsense("the answer has words that are none")
