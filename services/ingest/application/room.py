"""Is there room for another recording?"""

from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.allowances import Allowances
from services.ingest.application.backlog import Backlog
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Transaction
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.allowance import Allowance
from services.ingest.domain.errors import storage_full


@dataclass(frozen=True)
class UploadLimits:
    """`reserve_bytes` of the store stay free, so that work under way can still be finished.

    Of uploads in pieces a tenant has `unfinished` at a time, each for `keep_s` without a byte. No new ones
    are taken while `events_waiting` announcements have not left.
    """

    max_bytes: int
    reserve_bytes: int
    unfinished: int
    keep_s: float
    events_waiting: int


class Room:
    """One for all ways of sending: each knows what came in by the others."""

    def __init__(self, blobs: Blobs, clock: Clock, limits: UploadLimits) -> None:
        self._blobs = blobs
        self._reserve_bytes = limits.reserve_bytes
        self._backlog = Backlog(limits.events_waiting, clock)
        self._allowances = Allowances(clock)

    def check(self, transaction: Transaction, tenant_id: UUID, user_id: UUID, allowance: Allowance) -> None:
        """Raises Unavailable where too much waits to be passed on, and LimitReached or TooLarge for who has
        used up what they may."""
        self._backlog.check(transaction.announcements_waiting)
        self._allowances.check(transaction, tenant_id, user_id, allowance)

    def check_store(self, size: int = 0) -> None:
        """Raises Unavailable where the store is nearly full, or would be with so many bytes more."""
        free = self._blobs.free_bytes()
        if free is not None and free < self._reserve_bytes + size:
            raise storage_full()

    def note(self, tenant_id: UUID, size: int) -> None:
        """So many bytes more are kept, or soon will be."""
        self._allowances.note(tenant_id, size)
