"""The transcript: what was heard, put together from the pieces."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.transcribe.domain.alignment import TextIndex
from services.transcribe.domain.audio import RecordingMeasures, VoiceActivity
from services.transcribe.domain.clean_text import number_words, with_context
from services.transcribe.domain.fillers import plausible_fillers
from services.transcribe.domain.quality import Evidence, Quality, ReferenceStatus, grade
from services.transcribe.domain.reading import Reading, judge, match_pieces
from services.transcribe.domain.reference import ReferenceText
from services.transcribe.domain.segments import segment
from services.transcribe.domain.versions import Version
from services.transcribe.domain.words import HeardWord, PossibleFiller, Segment, Word


@dataclass(frozen=True)
class Engine:
    """What turned the speech into words."""

    name: str
    version: str
    model: str
    biased: bool = False
    """Whether any of its words come from a language model biased to the reference text."""


@dataclass(frozen=True)
class EngineUse:
    """An engine's part in a transcript."""

    engine: Engine
    audio_s: float = 0.0
    cost_usd: float = 0.0
    prompt_version: int = 0
    """Of the prompt that it was given; 0 for none."""


@dataclass(frozen=True)
class HeardPiece:
    """What was heard in one piece, after it was decided which pass to believe."""

    words: tuple[HeardWord, ...]
    possible_fillers: tuple[PossibleFiller, ...] = ()
    biased: bool = False


@dataclass(frozen=True)
class Sound:
    """What is known of the recording besides its words."""

    duration_s: float
    voice: VoiceActivity
    measures: RecordingMeasures


@dataclass(frozen=True)
class Content:
    """The transcript itself; times are seconds from the start of the recording."""

    verbatim: str
    clean: str
    words: tuple[Word, ...]
    segments: tuple[Segment, ...]
    possible_fillers: tuple[PossibleFiller, ...]
    voice_activity: VoiceActivity
    quality: Quality
    duration_s: float


@dataclass(frozen=True)
class Transcript:
    """One version of a recording's finished transcript."""

    id: UUID
    recording_id: UUID
    tenant_id: UUID
    language: str
    engine: Engine
    content: Content
    created_at: datetime
    version: Version = field(default_factory=Version)
    engines_used: tuple[EngineUse, ...] = ()
    """Every engine that had a part in it, the one with the largest first."""
    translated: bool = False
    """Into English, which is then its language."""


def put_together(
    pieces: Sequence[HeardPiece],
    sound: Sound,
    reference: ReferenceText | None,
    *,
    follows_free_speech: bool,
) -> Content:
    """`pieces` in the order of time. Audio without speech gives a finished transcript with no words."""
    heard = [word for piece in pieces for word in piece.words]
    matches: dict[int, int] = {}
    reading = Reading(ReferenceStatus.NONE, 0.0)
    if reference:
        matches = match_pieces([piece.words for piece in pieces], TextIndex(reference.spoken))
        reading = judge(heard, list(matches.values()), len(reference.words))
    words = number_words(with_context(heard, sound.voice, matches, reference))
    hits = [hit for piece in pieces for hit in piece.possible_fillers]
    evidence = Evidence(
        speech=bool(sound.voice.speech),
        words=bool(words),
        follows_free_speech=follows_free_speech,
        reference_status=reading.status,
        reference_fit=reading.fit if reference else None,
    )
    return Content(
        verbatim=" ".join(word.text for word in words),
        clean=" ".join(word.clean for word in words if word.clean),
        words=tuple(words),
        segments=tuple(segment(words)),
        possible_fillers=plausible_fillers(hits, heard, matches, sound.voice),
        voice_activity=sound.voice,
        quality=grade(evidence, sound.measures),
        duration_s=sound.duration_s,
    )
