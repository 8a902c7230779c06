"""What analyze consumes, as data; the platform's broker is provisioned from it."""

from chassis.messaging import Consumer

SERVICE = "analyze"

TRANSCRIPT_COMPLETED = Consumer(
    name="analyze-transcript-completed",
    service=SERVICE,
    subjects=("evt.transcribe.transcript.completed.v1.*",),
    slots=2,
    deadline_s=300.0,
)
ANALYSIS_REQUESTED = Consumer(
    name="analyze-analysis-requested",
    service=SERVICE,
    subjects=("evt.analyze.analysis.requested.v1.*",),
    slots=2,
    deadline_s=300.0,
)
RECORDING_CANCELLED = Consumer(
    name="analyze-recording-cancelled",
    service=SERVICE,
    subjects=("evt.ingest.recording.cancelled.v1.*",),
    deadline_s=60.0,
)
RECORDING_DELETED = Consumer(
    name="analyze-recording-deleted",
    service=SERVICE,
    subjects=("evt.ingest.recording.deleted.v1.*",),
    deadline_s=60.0,
)
USER_DELETED = Consumer(
    name="analyze-user-deleted",
    service=SERVICE,
    subjects=("evt.auth.user.deleted.v1.*",),
    deadline_s=60.0,
)
CONSUMERS = (TRANSCRIPT_COMPLETED, ANALYSIS_REQUESTED, RECORDING_CANCELLED, RECORDING_DELETED, USER_DELETED)
