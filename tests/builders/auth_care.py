"""What the care of accounts keeps, in memory and in Postgres, behind the same names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_deletions import PostgresDueDeletions
from services.auth.adapters.outbound.postgres.postgres_mail import PostgresMailBox
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions
from services.auth.application.ports.account_stores import AccountStores
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.deletions import DueDeletions
from services.auth.application.ports.mail import MailBox
from services.auth.application.ports.sessions import Sessions
from services.auth.bootstrap.accounts import postgres_account_stores
from services.auth.domain.user import User
from tests.builders.auth import a_user
from tests.builders.chassis_database import opened
from tests.fakes.auth_accounts import FakeScheduledDeletions, fake_account_stores
from tests.fakes.auth_mail import FakeMailBox
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeSessions
from tests.fakes.clock import FakeClock
from tests.infrastructure.databases import ServiceDatabase


@dataclass(frozen=True)
class Care:
    """The stores, and the worker's ends of them."""

    accounts: Accounts
    sessions: Sessions
    stores: AccountStores
    due: DueDeletions
    box: MailBox

    def user(self, clock: FakeClock, email: str = "ada@example.org") -> User:
        """One that is stored."""
        user = a_user(clock, email)
        self.accounts.add(user, "hash", [])
        return user


def care_in_memory() -> Care:
    state = AuthState()
    return Care(
        FakeAccounts(state),
        FakeSessions(state),
        fake_account_stores(state),
        FakeScheduledDeletions(state),
        FakeMailBox(state),
    )


@contextmanager
def care_in_postgres(target: ServiceDatabase) -> Iterator[Care]:
    with opened(target, "app") as database, opened(target, "relay") as relay:
        facts = FactWriter(WireEvents(new_id), new_id)
        yield Care(
            PostgresAccounts(database, facts),
            PostgresSessions(database, facts),
            postgres_account_stores(database, facts),
            PostgresDueDeletions(relay),
            PostgresMailBox(relay),
        )
