"""What a repeated creating request is recognised by, and where that is remembered.

A claim is taken before the work and carries the id that the new resource will have, so a retry after a
crash makes the same resource and not a second one. Apart from the HTTP edge, because a worker that
erases a tenant must not load it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

KEEP_S = 24 * 3600
LEASE_S = 30.0


@dataclass(frozen=True)
class Scope:
    """Whose keys: the same key of another user or on another operation is another key."""

    tenant_id: UUID
    name: str


@dataclass(frozen=True)
class StoredResponse:
    """The first answer, as it is given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Claim:
    """What the store says of a key. `attempt` fences: only the latest claimant completes or releases."""

    state: Literal["new", "running", "done", "mismatch"]
    scope: Scope
    key: str
    resource_id: UUID
    attempt: int
    fingerprint: str | None = None
    response: StoredResponse | None = None


class IdempotencyStore(Protocol):
    """Remembers keys; every method is one transaction of its own."""

    def claim(self, key: str, scope: Scope, fingerprint: str | None) -> Claim:
        """Takes the key, or tells who has it. A claim whose lease ran out is taken over as `new`.

        Without a fingerprint (a streamed body) nothing is compared: a done claim carries the stored one.
        """
        ...

    def renew(self, claim: Claim) -> bool:
        """Extends the lease of a claim that is still worked on; False where it was taken over."""
        ...

    def complete(self, claim: Claim, fingerprint: str, response: StoredResponse) -> None:
        """Stores the answer, unless the claim was taken over in the meantime."""
        ...

    def release(self, claim: Claim, *, forget: bool) -> None:
        """Ends the lease; `forget` drops the key and its resource id too, where surely nothing was made."""
        ...
