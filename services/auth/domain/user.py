"""Users and what they may change about themselves."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import InvalidInput
from services.auth.domain.email import EmailAddress

MAX_DISPLAY_NAME = 100
DEFAULT_LOCALE = "en"
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", re.ASCII)


@dataclass(frozen=True)
class User:
    """A person. `version` grows with each change, so that two editors notice each other.

    `email_verified` says that they have shown to read mail that is sent to the address.
    """

    id: UUID
    tenant_id: UUID
    email: EmailAddress
    display_name: str
    locale: str
    created_at: datetime
    version: int = 1
    email_verified: bool = False

    def renamed(self, display_name: str | None, locale: str | None) -> "User":
        """The user after a change; None leaves a field as it is. Raises InvalidInput."""
        return replace(
            self,
            display_name=self.display_name if display_name is None else clean_name(display_name),
            locale=self.locale if locale is None else clean_locale(locale),
            version=self.version + 1,
        )


def clean_name(text: str) -> str:
    """Printable, composed, without margins; empty is allowed. No control or direction-changing characters."""
    name = unicodedata.normalize("NFC", text).strip()
    if len(name) > MAX_DISPLAY_NAME:
        raise InvalidInput(f"A display name has at most {MAX_DISPLAY_NAME} characters.")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") for character in name):
        raise InvalidInput("A display name holds printable characters only.")
    return name


def clean_locale(text: str) -> str:
    """A BCP 47 language tag, such as en or pt-BR."""
    if not _LOCALE.fullmatch(text):
        raise InvalidInput("A locale is a BCP 47 language tag, such as en or pt-BR.")
    return text
