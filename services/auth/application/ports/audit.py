"""The audit trail."""

from typing import Protocol

from services.auth.domain.audit import Act


class AuditTrail(Protocol):
    """Append-only. Acts that come with a change of the stores are handed to those, to be stored in the same
    transaction; here goes what changes nothing, such as a refusal."""

    def record(self, act: Act) -> None: ...
