"""What other services learn of the work here."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Problem
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.job import Wish
from services.analyze.domain.usage import UsageRecorded


@dataclass(frozen=True)
class AnalysisRequested:
    """A version is to be made."""

    recording_id: UUID
    version: int
    wish: Wish


@dataclass(frozen=True)
class AnalysisCompleted:
    """A recording's analysis can be fetched."""

    analysis: Analysis


@dataclass(frozen=True)
class AnalysisFailed:
    """There will be no analysis unless the work is asked for again."""

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


Event = (
    AnalysisRequested | AnalysisCompleted | AnalysisFailed | RecordingPurged | TenantPurged | UsageRecorded
)
