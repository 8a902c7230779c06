"""Slows down who tries passwords, without locking out who knows theirs."""

from typing import Protocol
from uuid import UUID

from services.auth.domain.email import EmailAddress
from services.auth.domain.second_factor import CodeMethod


class GuessingLimits(Protocol):
    """Counts failures: a login that works costs nothing."""

    def check(self, email: EmailAddress, peer: str) -> None:
        """Raises RateLimited when this peer has failed too often, with this account or altogether.

        An account is limited per peer: its owner can still log in from elsewhere while it is attacked.
        """
        ...

    def count_failure(self, email: EmailAddress, peer: str) -> None: ...


class CodeLimits(Protocol):
    """Counts wrong codes of a user."""

    def check(self, user_id: UUID, peer: str, method: CodeMethod) -> None:
        """Raises RateLimited when this peer has failed too often, or all of them together have with codes of
        the app, which are short.

        Recovery codes are long and limited per peer only: who knows the password and fails on purpose can
        stop the app for a while, and never the owner, who has recovery codes and passkeys.
        """
        ...

    def count_failure(self, user_id: UUID, peer: str, method: CodeMethod) -> None: ...
