"""Transcripts and material for the analyses."""

from collections.abc import Sequence
from dataclasses import replace

from services.analyze.adapters.outbound.standards.phrase_file import read_phrases
from services.analyze.adapters.outbound.standards.profile_file import read_profiles
from services.analyze.domain.listening import HOP_S, SAMPLE_RATE
from services.analyze.domain.material import (
    Material,
    SoundTrack,
    Span,
    Transcript,
    Word,
    gather_material,
    no_sound,
)
from services.analyze.domain.measure import Measure
from services.analyze.domain.profiles import profile_named
from services.analyze.domain.standards import Standards
from tests.builders.analyze_sound import Samples, heard

NO_SOUND = no_sound(HOP_S)
FILLERS = {"um", "uh"}
PROFILES = read_profiles()
STANDARDS = Standards(PROFILES, read_phrases())


def words_of(text: str, start_s: float = 0.0, each_s: float = 0.3, gap_s: float = 0.05) -> tuple[Word, ...]:
    """One word after the other; um and uh are fillers, and `|` is a pause of a second."""
    words: list[Word] = []
    at = start_s
    for piece in text.split():
        if piece == "|":
            at += 1.0
            continue
        filler = piece in FILLERS
        words.append(
            Word(
                word_id=len(words) + 1,
                text=piece,
                clean="" if filler else piece,
                start_s=round(at, 3),
                end_s=round(at + each_s, 3),
                confidence=0.9,
                kind="filler" if filler else "word",
            )
        )
        at += each_s + gap_s
    return tuple(words)


def a_transcript(words: Sequence[Word] = (), **changes: object) -> Transcript:
    """Of high quality and without a text, with speech wherever there are words."""
    end = words[-1].end_s if words else 0.0
    transcript = Transcript(
        transcript_id="01935c5e-0000-7000-8000-000000000001",
        language="en",
        quality_grade="high",
        reference_status="none",
        duration_s=end + 1.0,
        words=tuple(words),
        speech=_runs(words),
    )
    return replace(transcript, **changes)  # type: ignore[arg-type]


def a_material(
    transcript: Transcript,
    *,
    reference: str = "",
    profile: str = "presentation",
    sound: SoundTrack = NO_SOUND,
) -> Material:
    return gather_material(transcript, reference, profile_named(profile, PROFILES), sound)


def spoken(
    samples: Samples, speech: Sequence[Span], *, profile: str = "presentation", **changes: object
) -> Material:
    """What is heard in samples whose speech is known."""
    seconds = len(samples) / SAMPLE_RATE
    transcript = a_transcript((), quality_grade="low", duration_s=seconds, speech=tuple(speech), **changes)
    return a_material(transcript, profile=profile, sound=heard(samples))


def by_name(measures: Sequence[Measure]) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures}


def _runs(words: Sequence[Word]) -> tuple[Span, ...]:
    """Words less than 0.2 s apart are one stretch of speech."""
    spans: list[Span] = []
    for word in words:
        if spans and word.start_s - spans[-1].end_s < 0.2:
            spans[-1] = Span(spans[-1].start_s, word.end_s)
        else:
            spans.append(Span(word.start_s, word.end_s))
    return tuple(spans)
