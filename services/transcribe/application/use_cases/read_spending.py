"""Tell what paid engines have cost today."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.spending import Spending, SpendingBook


@dataclass(frozen=True)
class ReadSpending:
    """Business rules: days are those of UTC; what is paid with a key of one's own does not count."""

    book: SpendingBook

    def __call__(self, tenant_id: UUID) -> Spending:
        return self.book.today(tenant_id)
