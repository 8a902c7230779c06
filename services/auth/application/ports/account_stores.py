"""Everything that the care of accounts reaches beyond the accounts themselves."""

from dataclasses import dataclass

from services.auth.application.ports.avatars import Avatars, Portraits
from services.auth.application.ports.credentials import AccountTokens, Credentials
from services.auth.application.ports.deletions import ScheduledDeletions
from services.auth.application.ports.mail import MailQueue


@dataclass(frozen=True)
class AccountStores:
    tokens: AccountTokens
    credentials: Credentials
    deletions: ScheduledDeletions
    avatars: Avatars
    portraits: Portraits
    mails: MailQueue
