"""What is wrong with a recording, in words that name the field, the limit and what would be accepted.

Each is one function, so that the same problem has one code and one text wherever it is found.
"""

from uuid import UUID

from chassis.errors import (
    Conflict,
    Fault,
    InvalidInput,
    Malformed,
    NotFound,
    RostrumError,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)


class AttemptSuperseded(Exception):
    """Another attempt at the same work has begun since: this one's result counts for nothing."""


class UploadLost(RostrumError):
    """What was stored of the upload is gone, or is not what was sent."""

    title = "Upload lost"
    default_code = "upload_lost"


ACCEPTED_CONTAINERS = "WAV, MP3, M4A or MP4, FLAC, Ogg (Opus or Vorbis) and WebM"


def empty_upload() -> InvalidInput:
    return InvalidInput(f"The audio is empty. Accepted are {ACCEPTED_CONTAINERS}.", code="empty_upload")


def missing_audio(part: str) -> Malformed:
    return Malformed(
        f"Send the audio as the part `{part}` of a multipart/form-data body; `/v1/recordings` takes it as "
        "the body too.",
        code="missing_audio",
        faults=[Fault(f"/{part}", "is missing.")],
    )


def unsupported_container() -> UnsupportedMedia:
    return UnsupportedMedia(
        f"The content of `file` is not a kind of audio that is accepted. Accepted are {ACCEPTED_CONTAINERS}.",
        code="unsupported_container",
    )


def upload_too_large(limit_bytes: int) -> TooLarge:
    return TooLarge(
        f"An upload may hold {_readable(limit_bytes)} at most; MP3 or Opus makes it smaller.",
        code="upload_too_large",
    )


def recording_too_long(limit_s: float) -> InvalidInput:
    return InvalidInput(
        f"The recording is longer than {_duration(limit_s)}, which is the longest that is accepted.",
        code="recording_too_long",
    )


def no_audio_stream() -> InvalidInput:
    return InvalidInput(
        f"The file holds no audio stream. Accepted are {ACCEPTED_CONTAINERS} with at least one audio stream.",
        code="no_audio_stream",
    )


def corrupt_audio() -> InvalidInput:
    return InvalidInput(
        f"The audio can't be decoded: the file is damaged or incomplete. Accepted are {ACCEPTED_CONTAINERS}.",
        code="corrupt_audio",
    )


def empty_audio(shortest_s: float) -> InvalidInput:
    return InvalidInput(
        f"The file holds less than {shortest_s:g} s of audio. Send at least that much.", code="empty_audio"
    )


def nothing_behind_start(start_s: float, shortest_s: float) -> InvalidInput:
    return InvalidInput(
        f"The audio ends before `start`, or less than {shortest_s:g} s behind it: `start` is {start_s:g} s.",
        code="nothing_behind_start",
    )


def unsupported_audio() -> InvalidInput:
    return InvalidInput(
        "The audio stream has a sample rate or a number of channels that is not accepted: "
        "from 1 to 768 kHz, and at most 64 channels.",
        code="unsupported_audio",
    )


def invalid_field(name: str, detail: str) -> InvalidInput:
    return InvalidInput(f"`{name}`: {detail}", code="invalid_field", faults=[Fault(f"/{name}", detail)])


def no_such_recording() -> NotFound:
    return NotFound("There is no such recording.", code="recording_not_found")


def no_such_coach() -> NotFound:
    return NotFound("You have no such coach in this organisation.", code="coach_not_found")


def no_such_share() -> NotFound:
    return NotFound("There is no such share.", code="share_not_found")


def no_transcript_yet(status: str, *, ended: bool) -> NotFound:
    return NotFound(
        f"The recording is {status} and has no transcript; one follows unless it failed or was cancelled.",
        code="no_transcript_yet",
        retryable=not ended,
    )


def no_analysis_yet(status: str, *, ended: bool) -> NotFound:
    return NotFound(
        f"The recording is {status} and has no analysis; one follows unless it failed or was cancelled.",
        code="no_analysis_yet",
        retryable=not ended,
    )


def no_pronunciation(reason: str) -> NotFound:
    return NotFound(f"Pronunciation was not measured: {reason}.", code="no_pronunciation")


def no_report_yet(status: str, *, ended: bool) -> NotFound:
    return NotFound(
        f"The recording is {status} and has no report; one follows unless it failed or was cancelled.",
        code="no_report_yet",
        retryable=not ended,
    )


def already_ended(status: str) -> Conflict:
    return Conflict(f"The recording is {status}; there is nothing left to cancel.", code="already_ended")


def recording_was_cancelled(recording_id: UUID) -> Conflict:
    return Conflict(f"The recording {recording_id} was cancelled.", code="recording_cancelled")


def still_at_work(recording_id: UUID, *, repeatable: bool) -> Unavailable:
    """A repetition is worth while only where it finds the same recording."""
    return Unavailable(
        f"The transcript is not ready yet; the work on the recording {recording_id} goes on. "
        f"Read /v1/recordings/{recording_id}/transcript later, "
        "or repeat the request if it had an Idempotency-Key.",
        code="transcript_not_ready",
        retry_after_s=10,
        retryable=repeatable,
    )


def no_voice() -> Unavailable:
    return Unavailable(
        "No voice is installed here. Install the extra `voice` (espeak-ng) and set ROSTRUM_VOICE_PROGRAM.",
        code="voice_not_installed",
        retry_after_s=3600,
        retryable=False,
    )


def voice_failed() -> Unavailable:
    return Unavailable("The voice did not do its work; a shorter text may help.", code="voice_failed")


def voice_busy() -> Unavailable:
    return Unavailable("All voices are speaking; try again shortly.", code="voice_busy", retry_after_s=2)


def key_reused() -> InvalidInput:
    return InvalidInput(
        "This Idempotency-Key was used with another upload. Use a new key for a new upload.",
        code="idempotency_key_reused",
    )


def key_in_use() -> Conflict:
    return Conflict(
        "The first request with this Idempotency-Key is still running.",
        code="idempotency_key_in_use",
        retry_after_s=1,
        retryable=True,
    )


def storage_full() -> Unavailable:
    return Unavailable(
        "There is no room for uploads just now. What is stored already can still be read.",
        code="storage_full",
        retry_after_s=60,
    )


def too_much_waits() -> Unavailable:
    return Unavailable(
        "More work waits than can be passed on just now. What was accepted is kept and will be done.",
        code="backlog_full",
        retry_after_s=30,
    )


def _readable(size: int) -> str:
    return f"{size / 1024**3:g} GiB" if size % 1024**3 == 0 else f"{size / 1_000_000:g} MB"


def _duration(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
