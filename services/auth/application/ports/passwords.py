"""Hashing passwords, slowly and few at a time."""

from typing import Protocol

from services.auth.domain.password import Password


class PasswordHasher(Protocol):
    """Every method raises Unavailable at once when too many are waiting."""

    def require_room(self) -> None:
        """For whoever has other work to do first: a flood is to be refused before it costs anything."""
        ...

    def hash(self, password: Password) -> str: ...

    def verify(self, password_hash: str | None, password: Password) -> bool:
        """Takes as long without a hash (nobody has this address), and is then False."""
        ...


class CommonPasswords(Protocol):
    """What everybody tries first."""

    def __contains__(self, text: object) -> bool: ...
