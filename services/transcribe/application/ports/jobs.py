"""Where jobs and transcripts are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.transcribe.domain.jobs import Job, Order, Standing
from services.transcribe.domain.transcript import Transcript


class Overtaken(Exception):
    """A later attempt owns the work: settle nothing, neither here nor with the message."""


@dataclass(frozen=True)
class Cause:
    """The message behind a use case, carried unread to the transaction that settles it."""

    consumer: str
    message: object
    dead_letter: object | None = None
    """What is left to operators of a message that is given up."""


class TranscriptionJobs(Protocol):
    """Each method is one transaction. Those with a cause settle it in the same one (but `begin`), and do
    nothing at all when it has been settled before; a message that is given up stays unsettled."""

    def begin(self, order: Order, lease_s: float, cause: Cause) -> Job | None:
        """Counts an attempt before its work starts, so that a crash counts too.

        None when there is nothing to do: settled, done, cancelled or deleted. A job that was given up begins
        anew when its message is sent again. Raises `Unavailable` with
        `retry_after_s` while another attempt holds a live lease.
        """
        ...

    def renew(self, job: Job, lease_s: float) -> Standing:
        """Extends the lease of an attempt that is still wanted."""
        ...

    def release(self, job: Job) -> None:
        """Ends the lease of work that is handed back, so that another worker may begin at once."""
        ...

    def complete(self, job: Job, transcript: Transcript, cause: Cause) -> None:
        """Stores and announces the transcript, or drops it where it is unwanted. Raises `Overtaken`."""
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


class Transcripts(Protocol):
    """Finished transcripts, each only for its own tenant."""

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = 0) -> Transcript | None:
        """The newest version, or the asked one."""
        ...


class Erasure(Protocol):
    """Deletes for good and announces the receipt. What arrives later for the deleted is refused."""

    def erase_recording(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None: ...

    def erase_tenant(self, tenant_id: UUID, cause: Cause) -> None: ...
