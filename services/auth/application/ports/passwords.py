"""Hashing passwords, slowly and few at a time."""

from typing import Protocol

from services.auth.domain.password import Password


class PasswordHasher(Protocol):
    """Both methods raise Unavailable at once when too many are waiting."""

    def hash(self, password: Password) -> str: ...

    def verify(self, password_hash: str | None, password: Password) -> bool:
        """Takes as long without a hash (nobody has this address), and is then False."""
        ...


class CommonPasswords(Protocol):
    """What everybody tries first."""

    def __contains__(self, text: object) -> bool: ...
