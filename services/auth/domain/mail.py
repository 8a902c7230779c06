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
