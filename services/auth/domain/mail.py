"""Mails that are to be sent, before anybody has written them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.auth.domain.email import EmailAddress

MailKind = Literal[
    "account_deleted",
    "address_taken",
    "deletion_scheduled",
    "email_change",
    "email_changed",
    "email_verification",
    "factor_added",
    "factor_removed",
    "invitation",
    "password_changed",
    "password_reset",
]


@dataclass(frozen=True)
class MailRequest:
    """Asks a worker for a mail: to a user, wherever they read their mail by then, or to an address.

    It holds no secret: one that the mail carries is made when the mail is written. With a tenant it is
    erased with the tenant; without one it may be about somebody who has no account. `subject_id` is what
    the mail is about where that is not the user, such as an invitation.
    """

    kind: MailKind
    at: datetime
    tenant_id: UUID | None = None
    user_id: UUID | None = None
    address: EmailAddress | None = None
    subject_id: UUID | None = None

    @property
    def recipient(self) -> bytes:
        """Tells mails to the same recipient, without saying who that is."""
        return hashlib.sha256(f"{self.address or self.user_id}".encode()).digest()


_OF_ONESELF = 100
"""Nobody but the user can cause these."""

PER_HOUR: dict[MailKind, int] = {
    "account_deleted": _OF_ONESELF,
    "address_taken": 2,
    "deletion_scheduled": _OF_ONESELF,
    "email_change": 5,
    "email_changed": _OF_ONESELF,
    "email_verification": 5,
    "invitation": 10,
    "factor_added": _OF_ONESELF,
    "factor_removed": _OF_ONESELF,
    "password_changed": _OF_ONESELF,
    "password_reset": 5,
}
"""How many of a kind an address is sent in an hour, at most: strangers can ask for them, too."""
