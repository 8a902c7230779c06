"""Passwords that users may choose, wherever they choose one."""

from dataclasses import dataclass

from services.auth.application.ports.passwords import CommonPasswords
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import WeakPassword
from services.auth.domain.password import Password


@dataclass(frozen=True)
class PasswordChoice:
    """8 to 1024 bytes, never cut off, and none of those that everybody tries first."""

    common: CommonPasswords

    def check(self, text: str, email: EmailAddress) -> Password:
        """Raises WeakPassword."""
        password = Password.chosen(text)
        if text.lower() == email.value or text.lower() in self.common:
            raise WeakPassword("This password is one of the first that anybody would try.")
        return password
