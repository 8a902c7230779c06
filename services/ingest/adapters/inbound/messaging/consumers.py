"""Which events ingest's worker takes, as data; the broker's consumers and permissions are made of it."""

from chassis.messaging import Consumer

_SERVICE = "ingest"


def _consumer(name: str, *subjects: str, slots: int = 1, deadline_s: float = 60.0) -> Consumer:
    return Consumer(f"ingest-{name}", _SERVICE, subjects, slots=slots, deadline_s=deadline_s)


RECORDING_RECEIVED = _consumer(
    "recording-received", "evt.ingest.recording.received.v1.*", slots=2, deadline_s=1_200.0
)
"""Two gibibytes are fetched, four hours decoded and stored, on a busy machine."""

RECORDING_DELETED = _consumer("recording-deleted", "evt.ingest.recording.deleted.v1.*")
RECORDING_PURGED = _consumer(
    "recording-purged",
    "evt.transcribe.recording.purged.v1.*",
    "evt.analyze.recording.purged.v1.*",
    "evt.report.recording.purged.v1.*",
)
TRANSCRIPT = _consumer(
    "transcript", "evt.transcribe.transcript.completed.v1.*", "evt.transcribe.transcript.failed.v1.*"
)
ANALYSIS = _consumer("analysis", "evt.analyze.analysis.completed.v1.*", "evt.analyze.analysis.failed.v1.*")
REPORT = _consumer("report", "evt.report.report.completed.v1.*", "evt.report.report.failed.v1.*")
USER_DELETED = _consumer("user-deleted", "evt.auth.user.deleted.v1.*", deadline_s=300.0)

CONSUMERS = (
    RECORDING_RECEIVED,
    RECORDING_DELETED,
    RECORDING_PURGED,
    TRANSCRIPT,
    ANALYSIS,
    REPORT,
    USER_DELETED,
)
PROGRESS_OF = ("transcribe",)
"""Services whose progress, sent without storage, is followed."""
