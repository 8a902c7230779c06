"""A client looks through its recordings."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.domain.recording import Recording


@dataclass(frozen=True)
class Page:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[Recording]
    after: UUID | None


class ListRecordings:
    """The tenant's recordings, the newest first, a page at a time; pages don't shift as new ones come in."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def __call__(self, tenant_id: UUID, limit: int, after: UUID | None = None) -> Page:
        with self._transactions.begin(tenant_id) as transaction:
            found = transaction.recordings.page(limit + 1, after)
        items = found[:limit]
        return Page(items, items[-1].id if len(found) > limit else None)
