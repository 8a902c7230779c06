"""What is seen of the work from outside: a span and metrics for operators, progress for the client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from prometheus_client import Counter, Histogram

from chassis.observability import span
from services.transcribe.domain.jobs import Job

RECOGNITION_SPAN = "transcribe.recognize"
"""Everything the engines do for a recording; the platform's own overhead is the rest."""

_AUDIO = Counter("rostrum_transcribe_audio_seconds_total", "Audio that was recognised.")
_WORK = Counter("rostrum_transcribe_recognition_seconds_total", "Wall time that recognising it took.")
_FACTOR = Histogram(
    "rostrum_transcribe_real_time_factor",
    "Wall time of recognition over length of the recording.",
    buckets=(0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0),
)
_LOST = Counter("rostrum_transcribe_pieces_lost_total", "Pieces whose worker died or overran.")


class TelemetryObserver:
    """Progress goes on to `progress`."""

    def __init__(self, progress: Callable[[Job, float], None]) -> None:
        self._progress = progress

    @contextmanager
    def recognition(self, job: Job) -> Iterator[None]:
        started = monotonic()
        attributes: dict[str, str | int | float] = {
            "recording.id": str(job.order.recording_id),
            "tenant.id": str(job.order.tenant_id),
            "job.attempt": job.attempt,
            "audio.duration_s": job.order.duration_s,
        }
        with span(RECOGNITION_SPAN, attributes=attributes):
            yield
        took_s = monotonic() - started
        _AUDIO.inc(max(0.0, job.order.duration_s))
        _WORK.inc(took_s)
        if job.order.duration_s > 0:
            _FACTOR.observe(took_s / job.order.duration_s)

    def progressed(self, job: Job, audio_done_s: float) -> None:
        self._progress(job, audio_done_s)

    def piece_lost(self, job: Job) -> None:
        del job
        _LOST.inc()
