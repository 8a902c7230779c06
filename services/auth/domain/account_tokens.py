"""The one-time tokens that mails carry, and what each is good for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.auth.domain.email import EmailAddress
from services.auth.domain.one_time_token import TokenKind

Purpose = Literal["email_verification", "password_reset", "email_change"]

KINDS: dict[Purpose, TokenKind] = {
    "email_verification": TokenKind("rev_", timedelta(days=1)),
    "password_reset": TokenKind("rpr_", timedelta(hours=1)),
    "email_change": TokenKind("rec_", timedelta(days=1)),
}


@dataclass(frozen=True)
class AccountToken:
    """What is stored of a token. `address` is where it was sent to: it proves nothing about another one."""

    digest: bytes
    purpose: Purpose
    tenant_id: UUID
    user_id: UUID
    address: EmailAddress
    expires_at: datetime
