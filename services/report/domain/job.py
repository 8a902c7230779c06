"""The work on one report, and the right to finish it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Job:
    """Make the report of this analysis."""

    tenant_id: UUID
    recording_id: UUID
    analysis_id: UUID


@dataclass(frozen=True)
class Attempt:
    """A try at a job; only the newest one may finish it, so a worker that was frozen can't overwrite."""

    job: Job
    number: int


@dataclass(frozen=True)
class FinishedReport:
    """All that is kept of a report; `sha256` is of the JSON document's bytes."""

    report_id: UUID
    transcript_id: UUID
    title: str
    partial: bool
    sha256: str
    json: str
    markdown: str
    created_at: datetime
