"""Users and what they may change about themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import InvalidInput
from services.auth.domain.email import EmailAddress
from services.auth.domain.profile import Profile, clean_text
from services.auth.domain.username import Username

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
    username: Username | None = None
    profile: Profile = field(default_factory=Profile)
    deletion_due_at: datetime | None = None

    def edited(
        self, display_name: str | None, locale: str | None, profile: Mapping[str, Any] | None = None
    ) -> "User":
        """The user after a change; None leaves a field as it is, and so does what the merge patch `profile`
        does not name. Raises InvalidInput."""
        return replace(
            self,
            display_name=self.display_name if display_name is None else clean_name(display_name),
            locale=self.locale if locale is None else clean_locale(locale),
            profile=self.profile.merged(profile or {}),
            version=self.version + 1,
        )


def clean_name(text: str) -> str:
    """Printable, composed, without margins; empty is allowed."""
    return clean_text(text, "A display name", MAX_DISPLAY_NAME)


def clean_locale(text: str) -> str:
    """A BCP 47 language tag, such as en or pt-BR."""
    if not _LOCALE.fullmatch(text):
        raise InvalidInput("A locale is a BCP 47 language tag, such as en or pt-BR.")
    return text
