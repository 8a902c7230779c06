"""May somebody send another recording?"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from services.ingest.application.ports.records import Transaction
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.allowance import Allowance, audio_minutes_used_up, no_more_room

ADDED_UP_EVERY_S = 5.0
TENANTS_KNOWN = 1024


class Allowances:
    """What a role may use.

    How long a recording is shows only when it is decoded, and how large often only when it is here: so what
    is used is held against the limit before, and the one that reaches it is still taken.
    """

    def __init__(self, clock: Clock) -> None:
        self._kept = KeptBytes(clock)

    def check(self, transaction: Transaction, tenant_id: UUID, user_id: UUID, allowance: Allowance) -> None:
        """Raises LimitReached where the day's audio is used up, and TooLarge where no more may be kept."""
        if allowance.audio_s is not None:
            used = transaction.audio_use.of(user_id, allowance.audio_s)
            if used.used_s >= allowance.audio_s:
                raise audio_minutes_used_up(used, allowance.audio_s)
        if allowance.stored_bytes is not None:
            stored = self._kept.of(tenant_id, allowance.stored_bytes, transaction.recordings.stored_bytes)
            if stored >= allowance.stored_bytes:
                raise no_more_room(stored, allowance.stored_bytes)

    def note(self, tenant_id: UUID, size: int) -> None:
        """So many bytes more are kept, or soon will be."""
        self._kept.add(tenant_id, size)


@dataclass
class _Sum:
    size: int
    at: float


class KeptBytes:
    """What tenants keep. Adding that up reads all recordings of a tenant, and the next upload should not cost
    more for each.

    So a sum is good for a few seconds, with what came here since, unless that reaches the limit: then what
    was deleted counts as well. Every process has sums of its own: what came by the others meanwhile may be
    too much.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._sums: OrderedDict[UUID, _Sum] = OrderedDict()

    def of(self, tenant_id: UUID, limit: float, add_up: Callable[[], int]) -> int:
        with self._lock:
            known = self._sums.get(tenant_id)
        now = self._clock.monotonic()
        if known is None or known.size >= limit or now - known.at >= ADDED_UP_EVERY_S:
            known = _Sum(add_up(), now)
            self._keep(tenant_id, known)
        return known.size

    def add(self, tenant_id: UUID, size: int) -> None:
        with self._lock:
            if tenant_id in self._sums:
                self._sums[tenant_id].size += size

    def _keep(self, tenant_id: UUID, known: _Sum) -> None:
        with self._lock:
            self._sums[tenant_id] = known
            self._sums.move_to_end(tenant_id)
            if len(self._sums) > TENANTS_KNOWN:
                self._sums.popitem(last=False)
