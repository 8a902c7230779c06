"""What is seen of the work from outside: a span and metrics for operators, progress for the client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import structlog
from prometheus_client import Counter, Gauge, Histogram

from chassis.observability import span
from services.transcribe.application.ports.pieces import QueueLoad
from services.transcribe.application.ports.recognizer import EngineFailed
from services.transcribe.domain.jobs import HeldPiece, Order

_log = structlog.stdlib.get_logger(__name__)

RECOGNITION_SPAN = "transcribe.recognize"
"""Everything the engines do for one piece of a recording; the platform's own overhead is the rest."""

_AUDIO = Counter("rostrum_transcribe_audio_seconds_total", "Audio that was recognised.")
_WORK = Counter("rostrum_transcribe_recognition_seconds_total", "Wall time that recognising it took.")
_FACTOR = Histogram(
    "rostrum_transcribe_real_time_factor",
    "Wall time of recognition over length of the piece.",
    buckets=(0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0),
)
_LOST = Counter("rostrum_transcribe_pieces_lost_total", "Pieces that an engine lost or made nonsense of.")
_WAITING = Gauge("rostrum_transcribe_pieces_waiting", "Pieces that are not released yet.", ["queue"])
_RELEASED = Gauge("rostrum_transcribe_pieces_released", "Pieces that are released and not done.", ["queue"])
_SLOTS = Gauge("rostrum_transcribe_slots", "Pieces that living workers can have in hand.", ["queue"])


class TelemetryObserver:
    """Progress goes on to `progress`."""

    def __init__(self, progress: Callable[[Order, float], None]) -> None:
        self._progress = progress

    @contextmanager
    def recognition(self, held: HeldPiece) -> Iterator[None]:
        started = monotonic()
        attributes: dict[str, str | int | float] = {
            "recording.id": str(held.ticket.recording_id),
            "tenant.id": str(held.ticket.tenant_id),
            "piece.number": held.ticket.number,
            "piece.hold": held.hold,
            "audio.duration_s": held.span.duration_s,
            "engine": held.engine.name,
        }
        with span(RECOGNITION_SPAN, attributes=attributes):
            yield
        took_s = monotonic() - started
        _AUDIO.inc(held.span.duration_s)
        _WORK.inc(took_s)
        if held.span.duration_s > 0:
            _FACTOR.observe(took_s / held.span.duration_s)

    def progressed(self, order: Order, audio_done_s: float) -> None:
        self._progress(order, audio_done_s)

    def piece_lost(self, held: HeldPiece) -> None:
        del held
        _LOST.inc()

    def engine_passed_over(self, held: HeldPiece, failure: Exception) -> None:
        """What our own problems say repeats nothing of a service's answers or its key; others may."""
        _log.warning(
            "engine_passed_over",
            engine=held.engine.name,
            next_engine=held.job.route[held.candidate + 1].name,
            tenant_id=str(held.ticket.tenant_id),
            recording_id=str(held.ticket.recording_id),
            piece=held.ticket.number,
            reason=str(failure) if isinstance(failure, EngineFailed) else type(failure).__name__,
        )

    def loaded(self, load: QueueLoad) -> None:
        _WAITING.labels(load.queue).set(load.waiting)
        _RELEASED.labels(load.queue).set(load.released)
        _SLOTS.labels(load.queue).set(load.slots)
