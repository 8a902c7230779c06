"""Reading a finished analysis."""

from dataclasses import dataclass
from uuid import UUID

from services.analyze.application.ports.analysis_shelf import NEWEST, AnalysisShelf
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.errors import AnalysisNotFound


@dataclass(frozen=True)
class ReadAnalysis:
    """Gives the analysis of a recording.

    - Only the tenant that owns the recording sees it; for others there is none.
    - While there is none yet, it is not found; nor is a version that is not finished.
    """

    shelf: AnalysisShelf

    def __call__(self, tenant_id: UUID, recording_id: UUID, version: int = NEWEST) -> Analysis:
        analysis = self.shelf.find(tenant_id, recording_id, version)
        if analysis is None:
            raise AnalysisNotFound("There is no analysis of this recording.")
        return analysis
