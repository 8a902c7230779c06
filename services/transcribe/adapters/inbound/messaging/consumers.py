"""What this service listens to, and its own work."""

from chassis.messaging import WORK_LIMIT, Consumer, work_queue

RECORDING_PREPARED = Consumer(
    name="transcribe-recording-prepared",
    service="transcribe",
    subjects=("evt.ingest.recording.prepared.v1.*",),
    slots=4,
    deadline_s=1800.0,
)
"""Four plans at a time, so that a short recording does not wait for four hours of another, which take a core
forty seconds."""
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
PROOFREADING_REQUESTED = Consumer(
    name="transcribe-proofreading-requested",
    service="transcribe",
    subjects=("evt.transcribe.proofreading.requested.v1.*",),
    slots=4,
    deadline_s=3600.0,
)
"""Slots that wait for a text model; four hours of speech are two hundred portions."""

WORK = work_queue("transcribe")
_MOST_DELIVERIES = 100
"""Drains count among them, so they say little of a piece: its row counts its failures. This ends what goes
wrong around the pieces again and again."""
LOCAL_PIECE = Consumer(
    name="transcribe-piece",
    service="transcribe",
    subjects=("work.transcribe.piece.*",),
    stream=WORK.name,
    deadline_s=900.0,
    max_attempts=_MOST_DELIVERIES,
    fleet_pending=WORK_LIMIT,
)
"""Each process has as many slots as engines in child processes."""
REMOTE_PIECE = Consumer(
    name="transcribe-remote",
    service="transcribe",
    subjects=("work.transcribe.remote.*",),
    stream=WORK.name,
    deadline_s=2 * 3600.0,
    max_attempts=_MOST_DELIVERIES,
    fleet_pending=WORK_LIMIT,
)
"""Pieces that wait for another machine, in slots of their own: a slow answer keeps no core idle."""

CONSUMERS = (
    RECORDING_PREPARED,
    RECORDING_CANCELLED,
    RECORDING_DELETED,
    USER_DELETED,
    PROOFREADING_REQUESTED,
    LOCAL_PIECE,
    REMOTE_PIECE,
)
STREAMS = (WORK,)
