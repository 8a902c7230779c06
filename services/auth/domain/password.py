"""What a password must be. No rules of composition: they make passwords worse (NIST SP 800-63B 5.1.1.2)."""

from dataclasses import dataclass, field

from services.auth.domain.errors import WeakPassword

MIN_BYTES = 8
MAX_BYTES = 1024
"""Hashing is slow on purpose; megabytes would be an attack. Nothing is ever cut off."""


@dataclass(frozen=True)
class Password:
    """A password as it was typed; never logged, never kept."""

    text: str = field(repr=False)

    @classmethod
    def chosen(cls, text: str) -> "Password":
        """One that a user wants to have; raises WeakPassword."""
        if not MIN_BYTES <= len(text.encode()) <= MAX_BYTES:
            raise WeakPassword(f"A password has {MIN_BYTES} to {MAX_BYTES} bytes.")
        return cls(text)

    @property
    def could_be_one(self) -> bool:
        """Whether any account can have it: what is longer is refused before it is hashed."""
        return len(self.text.encode()) <= MAX_BYTES
