"""What other services learn of the work here."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Problem


@dataclass(frozen=True)
class ReportCompleted:
    """A recording's report can be fetched."""

    report_id: UUID
    recording_id: UUID
    analysis_id: UUID
    transcript_id: UUID
    partial: bool
    sha256: str


@dataclass(frozen=True)
class ReportFailed:
    """There will be no report unless the work is asked for again."""

    recording_id: UUID
    problem: Problem


@dataclass(frozen=True)
class RecordingPurged:
    """Nothing of the recording is kept here."""

    recording_id: UUID


@dataclass(frozen=True)
class TenantPurged:
    """Nothing of the tenant is kept here."""

    tenant_id: UUID


@dataclass(frozen=True)
class ReportUsed:
    """A report was made, to be billed or not."""

    report_id: UUID
    recording_id: UUID


Event = ReportCompleted | ReportFailed | RecordingPurged | TenantPurged | ReportUsed
