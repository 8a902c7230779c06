"""What happens because its time has come: mails are sent, and scheduled deletions carried out."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chassis.clock import SystemClock
from chassis.database import Database
from chassis.lifecycle import Component
from chassis.periodic import Periodic
from services.auth.adapters.inbound.schedule.rounds import delete_due_users, send_mail
from services.auth.adapters.outbound.mail.folder_mailer import FolderMailer
from services.auth.adapters.outbound.mail.mime_letter import sender
from services.auth.adapters.outbound.mail.smtp_mailer import Security, SmtpMailer, SmtpServer
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_credentials import PostgresAccountTokens
from services.auth.adapters.outbound.postgres.postgres_deletions import PostgresDueDeletions
from services.auth.adapters.outbound.postgres.postgres_mail import PostgresMailBox
from services.auth.application.account_letters import AccountLetters
from services.auth.application.accounts import Housekeeping
from services.auth.application.letter_steps import LetterSteps
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.credentials import AccountTokens
from services.auth.application.ports.deletions import DueDeletions
from services.auth.application.ports.mail import MailBox, Mailer
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.application.use_cases.delete_due_users import DeleteDueUsers
from services.auth.application.use_cases.delete_user import DeleteUser
from services.auth.application.use_cases.send_mails import SendMails
from services.auth.config import MailSettings, Settings

MAILS_EVERY_S = 1.0
DELETIONS_EVERY_S = 30.0
_SECURITY: dict[str, Security] = {"smtp": "starttls", "smtps": "tls", "smtp+plain": "none"}


@dataclass(frozen=True)
class Errands:
    """What the worker reaches; tests put their own in its place."""

    accounts: Accounts
    tokens: AccountTokens
    due: DueDeletions
    box: MailBox
    mailer: Mailer
    steps: LetterSteps
    audit: AuditTrail
    clock: Clock
    random: RandomBytes = secrets.token_bytes


def build_housekeeping(errands: Errands) -> Housekeeping:
    clock = errands.clock
    letters = AccountLetters(errands.accounts, errands.tokens, errands.steps, clock, errands.random)
    return Housekeeping(
        send_mails=SendMails(errands.box, letters.writers(), errands.mailer, errands.audit, clock),
        delete_due_users=DeleteDueUsers(errands.due, DeleteUser(errands.accounts, clock), clock),
    )


def rounds(settings: Settings, facts: FactWriter, database: Database, relay: Database) -> list[Component]:
    """`relay` sees the mails and the scheduled deletions of all tenants."""
    clock = SystemClock()
    housekeeping = build_housekeeping(
        Errands(
            accounts=PostgresAccounts(database, facts),
            tokens=PostgresAccountTokens(database),
            due=PostgresDueDeletions(relay),
            box=PostgresMailBox(relay),
            mailer=open_mailer(settings, clock),
            steps=LetterSteps(settings.public_url, settings.app_url),
            audit=PostgresAuditTrail(database, facts),
            clock=clock,
        )
    )
    return [
        Periodic("mails", lambda: send_mail(housekeeping), MAILS_EVERY_S),
        Periodic("scheduled deletions", lambda: delete_due_users(housekeeping), DELETIONS_EVERY_S),
    ]


def open_mailer(settings: MailSettings, clock: Clock) -> Mailer:
    url, sent_from = urlsplit(settings.mail), sender(settings.mail_from)
    if url.scheme == "file":
        return FolderMailer(Path(unquote(url.path)), sent_from, clock.now)
    host, port = url.hostname or "", url.port or 0  # the settings have checked that both are there
    server = SmtpServer(host, port, _SECURITY[url.scheme], settings.smtp_user, settings.smtp_password)
    return SmtpMailer(server, sent_from, clock.now)
