"""What this service listens to."""

from chassis.messaging import Consumer

RECORDING_PREPARED = Consumer(
    name="transcribe-recording-prepared",
    service="transcribe",
    subjects=("evt.ingest.recording.prepared.v1.*",),
    slots=2,
    deadline_s=3 * 3600.0,
)
"""Two at a time, so that a short recording does not wait for an hour of another; an hour of the hardest audio
takes one core forty minutes."""
RECORDING_CANCELLED = Consumer(
    name="transcribe-recording-cancelled",
    service="transcribe",
    subjects=("evt.ingest.recording.cancelled.v1.*",),
)
RECORDING_DELETED = Consumer(
    name="transcribe-recording-deleted",
    service="transcribe",
    subjects=("evt.ingest.recording.deleted.v1.*",),
)
USER_DELETED = Consumer(
    name="transcribe-user-deleted",
    service="transcribe",
    subjects=("evt.auth.user.deleted.v1.*",),
)

CONSUMERS = (RECORDING_PREPARED, RECORDING_CANCELLED, RECORDING_DELETED, USER_DELETED)
