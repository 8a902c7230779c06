"""What report consumes, as data; the platform's broker is provisioned from it."""

from chassis.messaging import Consumer

SERVICE = "report"
DEADLINE_S = 60.0

ANALYSIS_COMPLETED = Consumer(
    name="report-analysis-completed",
    service=SERVICE,
    subjects=("evt.analyze.analysis.completed.v1.*",),
    slots=2,
    deadline_s=DEADLINE_S,
)
RECORDING_CANCELLED = Consumer(
    name="report-recording-cancelled",
    service=SERVICE,
    subjects=("evt.ingest.recording.cancelled.v1.*",),
    deadline_s=DEADLINE_S,
)
RECORDING_DELETED = Consumer(
    name="report-recording-deleted",
    service=SERVICE,
    subjects=("evt.ingest.recording.deleted.v1.*",),
    deadline_s=DEADLINE_S,
)
USER_DELETED = Consumer(
    name="report-user-deleted",
    service=SERVICE,
    subjects=("evt.auth.user.deleted.v1.*",),
    deadline_s=DEADLINE_S,
)
CONSUMERS = (ANALYSIS_COMPLETED, RECORDING_CANCELLED, RECORDING_DELETED, USER_DELETED)
