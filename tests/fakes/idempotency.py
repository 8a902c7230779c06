"""An IdempotencyStore in memory, for doors that are tested without a database."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chassis.clock import new_id
from chassis.idempotency import Claim, Scope, StoredResponse


@dataclass
class _Row:
    fingerprint: str | None
    resource_id: UUID
    created_at: float
    leased_until: float
    attempt: int = 1
    response: StoredResponse | None = None


class FakeIdempotency:
    """`now` gives seconds of any clock."""

    def __init__(self, now: Callable[[], float], *, lease_s: float = 30, keep_s: float = 86400) -> None:
        self._now = now
        self._lease_s = lease_s
        self._keep_s = keep_s
        self._rows: dict[tuple[Scope, str], _Row] = {}
        self._lock = threading.Lock()

    def claim(self, key: str, scope: Scope, fingerprint: str | None) -> Claim:
        with self._lock:
            row = self._rows.get((scope, key))
            if row is None or row.created_at < self._now() - self._keep_s:
                row = _Row(fingerprint, new_id(), self._now(), self._now() + self._lease_s)
                self._rows[scope, key] = row
                return Claim("new", scope, key, row.resource_id, row.attempt, fingerprint)
            return self._existing(row, scope, key, fingerprint)

    def _existing(self, row: _Row, scope: Scope, key: str, fingerprint: str | None) -> Claim:
        over = row.response is None and row.leased_until <= self._now()
        if over and row.fingerprint == fingerprint:
            row.attempt += 1
            row.leased_until = self._now() + self._lease_s
            return Claim("new", scope, key, row.resource_id, row.attempt, fingerprint)
        if fingerprint is not None and row.fingerprint != fingerprint:
            return Claim("mismatch", scope, key, row.resource_id, row.attempt)
        if row.response is None:
            return Claim("running", scope, key, row.resource_id, row.attempt)
        return Claim("done", scope, key, row.resource_id, row.attempt, row.fingerprint, row.response)

    def renew(self, claim: Claim) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        row.leased_until = self._now() + self._lease_s
        return True

    def complete(self, claim: Claim, fingerprint: str, response: StoredResponse) -> None:
        if row := self._held(claim):
            row.fingerprint, row.response = fingerprint, response

    def release(self, claim: Claim, *, forget: bool) -> None:
        row = self._held(claim)
        if row and forget:
            del self._rows[claim.scope, claim.key]
        elif row:
            row.leased_until = self._now()

    def _held(self, claim: Claim) -> _Row | None:
        row = self._rows.get((claim.scope, claim.key))
        return row if row and row.attempt == claim.attempt and row.response is None else None
