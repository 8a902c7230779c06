"""How far a transcript may be relied on, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from services.transcribe.domain.audio import RecordingMeasures


class Grade(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ReferenceStatus(StrEnum):
    NONE = "none"
    READ = "read"
    PARTLY_READ = "partly_read"
    NOT_READ = "not_read"
    UNCLEAR = "unclear"
    """The engine could follow neither the text nor anything else: says nothing about the speaker."""


class Reason(StrEnum):
    """Stable slugs; clients may switch on them."""

    ENGINE_FREE_SPEECH = "engine_free_speech"
    REFERENCE_NOT_READ = "reference_not_read"
    REFERENCE_PARTLY_READ = "reference_partly_read"
    REFERENCE_UNCLEAR = "reference_unclear"
    LOW_REFERENCE_FIT = "low_reference_fit"
    NO_SPEECH = "no_speech"
    NO_WORDS = "no_words"
    NOISY_RECORDING = "noisy_recording"
    QUIET_RECORDING = "quiet_recording"
    CLIPPED_RECORDING = "clipped_recording"
    NARROW_BAND_RECORDING = "narrow_band_recording"


_USELESS = {Reason.NO_SPEECH, Reason.NO_WORDS, Reason.ENGINE_FREE_SPEECH, Reason.REFERENCE_UNCLEAR}

NOISY_BELOW_SNR_DB = 15.0
"""Below 15 dB all scores lose confidence."""
QUIET_BELOW_DBFS = -50.0
"""The level is normalised before decoding, so only what is near the noise of 16-bit samples is lost."""
CLIPPED_ABOVE = 0.01
NARROW_BELOW_HZ = 3600.0
"""A telephone's band ends at 3.4 kHz; it doubles the engine's errors."""
GOOD_FIT = 0.8
"""Share of the text heard from which a biased reading is relied on word by word."""

_REFERENCE_REASONS = {
    ReferenceStatus.NOT_READ: Reason.REFERENCE_NOT_READ,
    ReferenceStatus.PARTLY_READ: Reason.REFERENCE_PARTLY_READ,
    ReferenceStatus.UNCLEAR: Reason.REFERENCE_UNCLEAR,
}


@dataclass(frozen=True)
class Quality:
    grade: Grade
    reasons: tuple[Reason, ...]
    reference_status: ReferenceStatus
    reference_fit: float | None
    snr_db: float | None
    clipping_ratio: float


@dataclass(frozen=True)
class Evidence:
    """What the grade is decided on."""

    speech: bool
    words: bool
    follows_free_speech: bool
    """Whether the engine's words of free speech are good enough to be shown as what was said."""
    reference_status: ReferenceStatus
    reference_fit: float | None


def grade(evidence: Evidence, recording: RecordingMeasures) -> Quality:
    """Low where the words can't be relied on at all; each weakness of the recording costs one step."""
    content, sound = tuple(_content_reasons(evidence)), tuple(_sound_reasons(recording))
    steps = 2 if _USELESS & set(content) else len(content) + len(sound)
    return Quality(
        grade=(Grade.HIGH, Grade.MEDIUM, Grade.LOW)[min(steps, 2)],
        reasons=content + sound,
        reference_status=evidence.reference_status,
        reference_fit=evidence.reference_fit,
        snr_db=recording.snr_db,
        clipping_ratio=recording.clipping_ratio,
    )


def _content_reasons(evidence: Evidence) -> Iterator[Reason]:
    if not evidence.speech:
        yield Reason.NO_SPEECH
    elif not evidence.words:
        yield Reason.NO_WORDS
    status = evidence.reference_status
    if status in _REFERENCE_REASONS:
        yield _REFERENCE_REASONS[status]
    if status in (ReferenceStatus.NONE, ReferenceStatus.NOT_READ) and not evidence.follows_free_speech:
        yield Reason.ENGINE_FREE_SPEECH
    if status is ReferenceStatus.READ and (evidence.reference_fit or 0) < GOOD_FIT:
        yield Reason.LOW_REFERENCE_FIT


def _sound_reasons(recording: RecordingMeasures) -> Iterator[Reason]:
    if recording.snr_db is not None and recording.snr_db < NOISY_BELOW_SNR_DB:
        yield Reason.NOISY_RECORDING
    if recording.level_dbfs is not None and recording.level_dbfs < QUIET_BELOW_DBFS:
        yield Reason.QUIET_RECORDING
    if recording.clipping_ratio > CLIPPED_ABOVE:
        yield Reason.CLIPPED_RECORDING
    if recording.bandwidth_hz is not None and recording.bandwidth_hz < NARROW_BELOW_HZ:
        yield Reason.NARROW_BAND_RECORDING
