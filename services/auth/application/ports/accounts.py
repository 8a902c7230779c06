"""Users and the credentials they log in with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.user import User

DeletionFacts = Callable[[Sequence[UUID]], Sequence[Fact]]
"""From the sessions that a deletion ended to what is announced."""


@dataclass(frozen=True)
class Login:
    """Who an address belongs to, and the hash of the password."""

    tenant_id: UUID
    user_id: UUID
    password_hash: str = field(repr=False)


class Accounts(Protocol):
    """Each method is one transaction; facts are stored in it or not at all."""

    def add(self, user: User, password_hash: str, facts: Sequence[Fact]) -> bool:
        """A user with a personal tenant and a login. False, and nothing stored, where the address is taken.

        Takes as long in both cases: how long must not tell whether somebody has an account.
        """
        ...

    def find_login(self, email: EmailAddress) -> Login | None: ...

    def find(self, tenant_id: UUID, user_id: UUID) -> User | None:
        """None also for a user whose erasure has begun."""
        ...

    def change(self, user: User) -> bool:
        """Stores what may change. False where the stored version is not the one before this."""
        ...

    def begin_erasure(self, tenant_id: UUID, user_id: UUID, at: datetime, facts: DeletionFacts) -> bool:
        """Ends login and all sessions and opens the erasure of the tenant; False where it is open already."""
        ...
