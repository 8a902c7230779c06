"""Where the mails of a test are written, and read."""

import random
from dataclasses import dataclass, field

from chassis.clock import new_id
from chassis.database import Database
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_credentials import PostgresAccountTokens
from services.auth.adapters.outbound.postgres.postgres_deletions import PostgresDueDeletions
from services.auth.adapters.outbound.postgres.postgres_mail import PostgresMailBox
from services.auth.application.accounts import Housekeeping
from services.auth.application.letter_steps import LetterSteps
from services.auth.bootstrap.housekeeping import Errands, build_housekeeping
from services.auth.domain.letter import Command, Letter
from tests.fakes.auth_accounts import FakeAccountTokens, FakeScheduledDeletions
from tests.fakes.auth_administration import FakeAudit
from tests.fakes.auth_mail import FakeMailBox, FakeMailer
from tests.fakes.auth_stores import AuthState, FakeAccounts
from tests.fakes.clock import FakeClock

STEPS = LetterSteps("https://rostrum.test", None)


@dataclass
class MailRoom:
    """The worker's housekeeping, with a mailer that keeps the letters."""

    housekeeping: Housekeeping
    mailer: FakeMailer = field(default_factory=FakeMailer)

    def deliver(self) -> list[Letter]:
        """What is sent now, until nothing is due."""
        before = len(self.mailer.letters)
        while self.housekeeping.send_mails():
            pass
        return self.mailer.letters[before:]

    def token(self) -> str:
        """Of the one letter that is sent now and has one."""
        return next(token_of(letter) for letter in self.deliver() if letter.step)


def token_of(letter: Letter) -> str:
    assert isinstance(letter.step, Command)
    return letter.step.line.rsplit(" ", 1)[-1]


def fake_mail_room(state: AuthState, clock: FakeClock) -> MailRoom:
    mailer = FakeMailer()
    housekeeping = build_housekeeping(
        Errands(
            accounts=FakeAccounts(state),
            tokens=FakeAccountTokens(state),
            due=FakeScheduledDeletions(state),
            box=FakeMailBox(state),
            mailer=mailer,
            steps=STEPS,
            audit=FakeAudit(state),
            clock=clock,
            random=random.Random(11).randbytes,
        )
    )
    return MailRoom(housekeeping, mailer)


def real_mail_room(app: Database, relay: Database, clock: FakeClock) -> MailRoom:
    """With the adapters of production, but for the mail server."""
    facts, mailer = FactWriter(WireEvents(new_id), new_id), FakeMailer()
    housekeeping = build_housekeeping(
        Errands(
            accounts=PostgresAccounts(app, facts),
            tokens=PostgresAccountTokens(app),
            due=PostgresDueDeletions(relay),
            box=PostgresMailBox(relay),
            mailer=mailer,
            steps=STEPS,
            audit=PostgresAuditTrail(app, facts),
            clock=clock,
        )
    )
    return MailRoom(housekeeping, mailer)
