"""What users may do beyond their own affairs."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID


class Roles(Protocol):
    def of(self, tenant_id: UUID, user_id: UUID) -> tuple[str, ...]:
        """Sorted, with `coach` for who is one in any organisation; none once the erasure has begun."""
        ...

    def replace(self, tenant_id: UUID, user_id: UUID, roles: Collection[str]) -> bool:
        """Those of the account; `coach` is none and is left out. False where there is no such user."""
        ...
