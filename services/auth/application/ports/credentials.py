"""What users log in with, and the tokens in mails that let them change it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.application.ports.accounts import DeletionFacts
from services.auth.domain.account_tokens import AccountToken
from services.auth.domain.audit import Fact
from services.auth.domain.session import Reason
from services.auth.domain.username import Username


@dataclass(frozen=True)
class NewPassword:
    """`kept` is the session that goes on; `token` is spent with the change, and its address then verified.
    `replaces` is the hash of the password that was shown for it."""

    tenant_id: UUID
    user_id: UUID
    password_hash: str = field(repr=False)
    at: datetime
    reason: Reason
    kept: UUID | None = None
    token: AccountToken | None = None
    replaces: str | None = field(default=None, repr=False)


class AccountTokens(Protocol):
    """Tokens that mails carry."""

    def add(self, token: AccountToken) -> bool:
        """False where the user is gone or going."""
        ...

    def find(self, digest: bytes) -> AccountToken | None:
        """By the digest alone: whoever has the token has not said who they are."""
        ...


class Credentials(Protocol):
    """Each method is one transaction. One that takes a token spends it, with all others of its purpose; False
    where it was spent before, or can't be used, and then nothing is changed."""

    def verify_address(self, token: AccountToken, at: datetime, facts: Sequence[Fact]) -> bool:
        """Gives the username, too, that was asked for at the registration, where nobody has it."""
        ...

    def change_address(self, token: AccountToken, at: datetime, facts: Sequence[Fact]) -> bool:
        """The token's address becomes the user's, and is verified; tokens sent to the old one are void. False
        also where somebody else has it by now."""
        ...

    def change_password(self, new: NewPassword, facts: DeletionFacts) -> bool:
        """Ends the other sessions, and voids every token that could undo it: those that set passwords or
        change the address. False also where the token was sent to another address than the user's by now, or
        the password is no longer the one that was shown."""
        ...

    def claim_username(
        self, tenant_id: UUID, user_id: UUID, username: Username, facts: Sequence[Fact]
    ) -> bool:
        """In place of the one before; False where somebody has it, or one that looks the same."""
        ...
