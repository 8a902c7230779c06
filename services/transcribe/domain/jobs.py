"""The work on one recording's transcript."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.transcribe.domain.audio import Span


class JobStatus(StrEnum):
    """Every status but RUNNING is final."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PieceStatus(StrEnum):
    WAITING = "waiting"
    """For its release."""
    RELEASED = "released"
    """In the work queue."""
    HELD = "held"
    """In a worker's hands."""
    DONE = "done"
    FAILED = "failed"
    """Given up, and the recording with it; its message, sent again, begins anew."""


class Queue(StrEnum):
    """What a piece waits for: a core of a worker, or a place from which to call another machine."""

    LOCAL = "piece"
    REMOTE = "remote"


@dataclass(frozen=True)
class Order:
    """A prepared recording that is to be transcribed, and how."""

    tenant_id: UUID
    recording_id: UUID
    audio_key: str
    duration_s: float
    language: str
    """A BCP 47 tag; empty where it is to be detected."""
    has_reference_text: bool
    engine: str = ""
    model: str = ""
    """Empty leaves the choice to the rule of domain/engines.py."""
    prompt: str = ""
    prompt_version: int = 0
    """Of the installation's prompt that is in it; 0 where there is none."""
    translate: bool = False
    speakers: bool = False
    transcript_only: bool = False
    spend_cap_usd: float | None = None
    """What paid engines may cost the tenant in a day, by the role of who sent it; None: no such limit."""


@dataclass(frozen=True)
class Candidate:
    """An engine that a job may use, as it was when the job was planned."""

    name: str
    version: str
    model: str
    queue: Queue
    follows_free_speech: bool
    whole: bool
    """It gets the recording in one piece."""


@dataclass(frozen=True)
class Job:
    """An order in work. `route` holds its engines in the order in which they are tried; never none."""

    order: Order
    attempt: int
    """Grows when a job that was given up begins anew; pieces released before that are dropped."""
    route: tuple[Candidate, ...]
    planned: bool = False
    """All its pieces are known."""


@dataclass(frozen=True)
class Ticket:
    """What a released piece's message says."""

    tenant_id: UUID
    recording_id: UUID
    number: int
    attempt: int
    """Of the job."""


@dataclass(frozen=True)
class HeldPiece:
    """A piece in a worker's hands. Its result counts only while nobody has taken it since."""

    ticket: Ticket
    job: Job
    span: Span
    hold: int
    """Counts how often the piece was taken."""
    failures: int
    """How often its engine lost it or answered nonsense, and how often its worker died."""
    candidate: int
    """The place of its engine in the job's route."""
    busy_s: float
    """How long ago that engine was first too busy for it; 0 where it never was."""

    @property
    def engine(self) -> Candidate:
        return self.job.route[self.candidate]

    @property
    def key(self) -> str:
        """Names this work of this engine, the same in every try."""
        ticket = self.ticket
        return f"{ticket.recording_id}/{ticket.attempt}.{ticket.number}.{self.candidate}"


@dataclass(frozen=True)
class Tally:
    """How far a job has come."""

    audio_done_s: float
    complete: bool
    """Every piece is done, and there will be no more."""
