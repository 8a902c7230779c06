"""Where the documents come from that a report is made of."""

from typing import Protocol
from uuid import UUID

from services.report.domain.analysis import Analysis
from services.report.domain.sources import Recording, Transcript


class RecordingReader(Protocol):
    """Raises NotFound for what is not there, or not this tenant's."""

    def recording(self, tenant_id: UUID, recording_id: UUID) -> Recording: ...


class TranscriptReader(Protocol):
    """Raises NotFound for what is not there, or not this tenant's."""

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Transcript: ...


class AnalysisReader(Protocol):
    """The newest analysis of the recording. Raises NotFound for what is not there, or not this tenant's."""

    def analysis(self, tenant_id: UUID, recording_id: UUID) -> Analysis: ...
