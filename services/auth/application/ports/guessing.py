"""Slows down who tries passwords, without locking out who knows theirs."""

from typing import Protocol

from services.auth.domain.email import EmailAddress


class GuessingLimits(Protocol):
    """Counts failures: a login that works costs nothing."""

    def check(self, email: EmailAddress, peer: str) -> None:
        """Raises RateLimited when this peer has failed too often, with this account or altogether.

        An account is limited per peer: its owner can still log in from elsewhere while it is attacked.
        """
        ...

    def count_failure(self, email: EmailAddress, peer: str) -> None: ...
