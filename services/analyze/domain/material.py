"""What an analysis works on. All times are seconds from the start of the recording."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.brief import NOTHING_ASKED, Brief
from services.analyze.domain.profiles import Profile
from services.analyze.domain.pronunciation.results import Pronunciation

SUFFICIENT_GRADES = frozenset({"high", "medium"})
FEWEST_COUNTED_WORDS = 20
"""With fewer words than this their mean number of syllables says little about the text."""
MAX_WORDS = 60_000
"""Four hours of fast speech, the longest recording; what is beyond is no transcript of it."""
MAX_WORD = 200
"""Characters of a word; the longest number or compound that is ever read has fewer."""


@dataclass(frozen=True)
class Span:
    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Word:
    word_id: int
    text: str
    clean: str
    start_s: float
    end_s: float
    confidence: float
    kind: str
    syllables: int = 0

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    @property
    def is_filler(self) -> bool:
        return self.kind == "filler"


@dataclass(frozen=True)
class DetectedFiller:
    """A filler that a detector found in the audio and the recogniser did not write down."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class Transcript:
    transcript_id: str
    language: str
    quality_grade: str
    # none, read, partly_read or not_read
    reference_status: str
    duration_s: float
    words: tuple[Word, ...] = ()
    detected_fillers: tuple[DetectedFiller, ...] = ()
    speech: tuple[Span, ...] = ()

    @property
    def words_count_on(self) -> bool:
        """Whether the words may be relied on for measures of wording."""
        return self.quality_grade in SUFFICIENT_GRADES


@dataclass(frozen=True, eq=False)
class SoundTrack:
    """The recording as one frame each 10 ms, centred on `index * hop_s`.

    `level_db` is the level of the whole band, `vowel_db` of the band that carries vowels, `periodicity`
    (0 to 1) how regularly the signal repeats at the pitches of voices, `pitch_hz` the pitch that it would
    have as a voice (0 where it repeats at none), and `loudness` the power as the ear weighs it.
    """

    hop_s: float
    level_db: NDArray[np.float32]
    vowel_db: NDArray[np.float32]
    periodicity: NDArray[np.float32]
    pitch_hz: NDArray[np.float32]
    loudness: NDArray[np.float32]
    # Share of the samples at full scale, and up to where the spectrum reaches.
    clipping_ratio: float = 0.0
    bandwidth_hz: float = 0.0

    def frames_within(self, spans: Sequence[Span], margin_s: float = 0.0) -> NDArray[np.bool_]:
        """Which frames lie within the spans, each widened at both ends."""
        mask = np.zeros(len(self.level_db), np.bool_)
        for span in spans:
            low = max(0, int((span.start_s - margin_s) / self.hop_s))
            mask[low : max(low, int((span.end_s + margin_s) / self.hop_s))] = True
        return mask


def no_sound(hop_s: float) -> SoundTrack:
    """Of a recording in which there is nothing to listen to."""
    nothing = np.zeros(0, np.float32)
    return SoundTrack(hop_s, nothing, nothing, nothing, nothing, nothing)


@dataclass(frozen=True, eq=False)
class Material:
    transcript: Transcript
    reference_text: str
    profile: Profile
    sound: SoundTrack
    speech: tuple[Span, ...]
    # How the text was pronounced, where that was listened to.
    pronunciation: Pronunciation | None = None
    # What was asked, where the speech answers something.
    brief: Brief = NOTHING_ASKED
    # Words that may exclude somebody, each with what could be said instead.
    replaceable: Mapping[str, str] = field(default_factory=dict)

    @property
    def extent(self) -> Span:
        """From the first to the last moment of speech: silence around it counts in no rate."""
        return Span(self.speech[0].start_s, self.speech[-1].end_s) if self.speech else Span(0.0, 0.0)

    @property
    def syllables_per_word(self) -> float | None:
        """Of this speech, by the pronunciations that the recogniser knows; None where that is not known."""
        counts = [
            word.syllables for word in self.transcript.words if word.syllables > 0 and not word.is_filler
        ]
        if not self.transcript.words_count_on or len(counts) < FEWEST_COUNTED_WORDS:
            return None
        return sum(counts) / len(counts)

    @property
    def is_english(self) -> bool:
        return self.transcript.language.lower().split("-")[0] in {"", "en"}


def gather_material(
    transcript: Transcript, reference_text: str, profile: Profile, sound: SoundTrack
) -> Material:
    """Speech in order without overlaps, words without impossible times, whatever the engine sent."""
    words = tuple(_bounded(word) for word in transcript.words[:MAX_WORDS] if _sane(word.start_s, word.end_s))
    fillers = tuple(filler for filler in transcript.detected_fillers if _sane(filler.start_s, filler.end_s))
    ordered = replace(
        transcript,
        words=tuple(sorted(words, key=lambda word: (word.start_s, word.word_id))),
        detected_fillers=tuple(sorted(fillers, key=lambda filler: filler.start_s)),
    )
    return Material(
        ordered, reference_text, profile, sound, merge_spans(transcript.speech, transcript.duration_s)
    )


def merge_spans(spans: Iterable[Span], duration_s: float) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted((s for s in spans if _sane(s.start_s, s.end_s)), key=lambda s: s.start_s):
        start, end = max(0.0, span.start_s), min(span.end_s, duration_s)
        if end <= start:
            continue
        if merged and start <= merged[-1].end_s:
            merged[-1] = Span(merged[-1].start_s, max(merged[-1].end_s, end))
        else:
            merged.append(Span(start, end))
    return tuple(merged)


def _bounded(word: Word) -> Word:
    """What an engine calls a word may be 80 kB of text."""
    if len(word.text) <= MAX_WORD and len(word.clean) <= MAX_WORD:
        return word
    return replace(word, text=word.text[:MAX_WORD], clean=word.clean[:MAX_WORD])


def _sane(start_s: float, end_s: float) -> bool:
    return math.isfinite(start_s) and math.isfinite(end_s) and 0 <= start_s <= end_s
