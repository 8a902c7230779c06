"""Where finished analyses are found."""

from typing import Protocol
from uuid import UUID

from services.analyze.domain.analysis import Analysis


class AnalysisShelf(Protocol):
    """Finished analyses, one per recording."""

    def find(self, tenant_id: UUID, recording_id: UUID) -> Analysis | None:
        """None where there is none, or it is another tenant's."""
        ...
