"""Users and the credentials they log in with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.user import User
from services.auth.domain.username import Username

DeletionFacts = Callable[[Sequence[UUID]], Sequence[Fact]]
"""From the sessions that a deletion ended to what is announced."""
RegistrationFacts = Callable[[bool], Sequence[Fact]]
"""From whether the address was free to what is stored in either case."""


def nothing_more(_is_new: bool) -> Sequence[Fact]:
    return ()


@dataclass(frozen=True)
class Login:
    """Who an address or a username belongs to, and the hash of the password, where they have one."""

    tenant_id: UUID
    user_id: UUID
    password_hash: str | None = field(repr=False)
    email: EmailAddress
    verified: bool = False
    password_changed_at: datetime | None = None


class Accounts(Protocol):
    """Each method is one transaction; facts are stored in it or not at all."""

    def add(
        self,
        user: User,
        password_hash: str | None,
        facts: Sequence[Fact],
        afterwards: RegistrationFacts = nothing_more,
    ) -> bool:
        """A user with a personal tenant and a login; without a password where others say who they are. False
        where the address is taken: then nothing is stored but what `afterwards` tells.

        Takes as long in both cases: how long must not tell whether somebody has an account. The username is
        remembered, and given where it is free once the address is verified.
        """
        ...

    def find_login(self, email: EmailAddress) -> Login | None: ...

    def find_login_by_name(self, username: Username) -> Login | None:
        """Takes as long where nobody has the name."""
        ...

    def is_current(self, login: Login) -> bool:
        """Whether the password is still this one; waits for a change that is under way."""
        ...

    def find(self, tenant_id: UUID, user_id: UUID) -> User | None:
        """None also for a user whose erasure has begun."""
        ...

    def change(self, user: User) -> bool:
        """Stores what may change. False where the stored version is not the one before this."""
        ...

    def begin_erasure(
        self, tenant_id: UUID, user_id: UUID, at: datetime, facts: DeletionFacts, *, if_due: bool = False
    ) -> bool:
        """Ends login and all sessions and opens the erasure of the tenant; False where it is open already,
        and with `if_due` where no deletion is scheduled that is due."""
        ...
