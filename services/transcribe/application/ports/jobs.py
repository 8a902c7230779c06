"""Where jobs are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.transcribe.domain.jobs import Job
from services.transcribe.domain.recognition import RecognizedPiece
from services.transcribe.domain.transcript import Sound, Transcript


class Overtaken(Exception):
    """Another delivery owns the work: settle nothing, neither here nor with the message."""


@dataclass(frozen=True)
class Cause:
    """The message behind a use case, carried unread to the transaction that settles it."""

    consumer: str
    message: object
    dead_letter: object | None = None
    """What is left to operators of a message that is given up."""


@dataclass(frozen=True)
class Gathered:
    """Everything that a transcript is put together from."""

    job: Job
    sound: Sound
    text: str
    """That was to be read; empty where there is none."""
    pieces: tuple[RecognizedPiece, ...]
    """In the order of time."""


class TranscriptionJobs(Protocol):
    """Each method is one transaction. Those with a cause settle it in the same one, and do nothing at all
    when it has been settled before; a message that is given up stays unsettled."""

    def gather(self, tenant_id: UUID, recording_id: UUID) -> Gathered | None:
        """None unless the job is running and every piece of it is done."""
        ...

    def text(self, tenant_id: UUID, recording_id: UUID) -> str:
        """What is to be read; empty where there is nothing, or no job any more."""
        ...

    def sound(self, tenant_id: UUID, recording_id: UUID) -> Sound | None:
        """What the first pass over the recording found; None until it has ended."""
        ...

    def complete(self, job: Job, transcript: Transcript, cause: Cause) -> None:
        """Stores and announces the transcript, unless another one is there or nobody wants it any more."""
        ...

    def fail(self, tenant_id: UUID, recording_id: UUID, problem: Mapping[str, object], cause: Cause) -> None:
        """Ends the job and announces the problem, unless the job has ended already."""
        ...

    def cancel(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        """Ends the job, or keeps one from beginning."""
        ...

    def set_aside(self, tenant_id: UUID, cause: Cause) -> None:
        """Leaves a message to operators. It stays unsettled, so that it can be sent again."""
        ...


class Erasure(Protocol):
    """Deletes for good and announces the receipt. What arrives later for the deleted is refused."""

    def erase_recording(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None: ...

    def erase_tenant(self, tenant_id: UUID, cause: Cause) -> None: ...
