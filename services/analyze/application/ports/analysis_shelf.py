"""Where finished analyses are found."""

from typing import Protocol
from uuid import UUID

from services.analyze.domain.analysis import Analysis

NEWEST = 0


class AnalysisShelf(Protocol):
    """Finished analyses, every version of each recording's."""

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = NEWEST) -> Analysis | None:
        """None where there is none, or it is another tenant's."""
        ...
