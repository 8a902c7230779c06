"""Heard words for tests of transcribe's rules: a text, one word every 0.4 s."""

from uuid import UUID

from chassis.clock import new_id
from services.transcribe.domain.audio import RecordingMeasures, Span, VoiceActivity
from services.transcribe.domain.jobs import Order
from services.transcribe.domain.words import HeardWord

WORD_S = 0.4
PAUSE_S = 1.0
GOOD_SOUND = RecordingMeasures(level_dbfs=-23.0, snr_db=40.0, clipping_ratio=0.0, bandwidth_hz=7500.0)


def heard(text: str, *, confidence: float = 0.9, start_s: float = 0.0) -> tuple[HeardWord, ...]:
    """`|` is a pause of a second."""
    words: list[HeardWord] = []
    at = start_s
    for token in text.split():
        if token == "|":
            at += PAUSE_S
            continue
        words.append(HeardWord(token, Span(at, at + WORD_S), confidence, 1))
        at += WORD_S
    return tuple(words)


def voice_of(words: tuple[HeardWord, ...]) -> VoiceActivity:
    """Speech wherever there are words."""
    spans: list[Span] = []
    for word in words:
        if spans and word.span.start_s - spans[-1].end_s < 0.05:
            spans[-1] = Span(spans[-1].start_s, word.span.end_s)
        else:
            spans.append(word.span)
    return VoiceActivity("test", "1", tuple(spans))


def an_order(*, tenant_id: UUID | None = None, **changes: object) -> Order:
    tenant, recording = tenant_id or new_id(), new_id()
    values: dict[str, object] = {
        "tenant_id": tenant,
        "recording_id": recording,
        "audio_key": f"{tenant}/recordings/{recording}/prepared.flac",
        "duration_s": 30.0,
        "language": "en",
        "has_reference_text": False,
    }
    return Order(**(values | changes))  # type: ignore[arg-type]
