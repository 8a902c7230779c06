"""What every directory of accounts, every keeper of their states and every audit trail does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter, Origin
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_directory import (
    PostgresAccountDirectory,
    PostgresAccountStates,
)
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.administration import (
    AccountDirectory,
    AccountFilter,
    AccountStates,
    Change,
    revoked,
)
from services.auth.application.ports.audit import ActFilter, AuditLog, AuditTrail
from services.auth.application.ports.sessions import Sessions
from services.auth.domain.audit import Act, Fact
from services.auth.domain.events import deletion_events
from services.auth.domain.user import User
from tests.builders.auth import a_session, a_user
from tests.builders.chassis_database import opened
from tests.fakes.auth_administration import FakeAccountDirectory, FakeAccountStates, FakeAudit
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeSessions
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase


@dataclass(frozen=True)
class Office:
    """The stores, and a clock."""

    accounts: Accounts
    sessions: Sessions
    directory: AccountDirectory
    states: AccountStates
    trail: AuditTrail
    log: AuditLog
    clock: FakeClock

    def user(self, email: str = "ada@example.org") -> User:
        user = a_user(self.clock, email)
        self.accounts.add(user, "hash", [])
        return user

    def change(self, user: User) -> Change:
        return Change(user.tenant_id, user.id, self.clock.now(), "roles_changed")

    def logged_in(self, user: User) -> UUID:
        session = a_session(user, self.clock)
        assert self.sessions.open(session, session.id.bytes)
        return session.id


@pytest.fixture(params=["memory", "postgres"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    clock = FakeClock()
    if request.param == "memory":
        state = AuthState()
        audit = FakeAudit(state)
        accounts, sessions = FakeAccounts(state), FakeSessions(state)
        directory, states = FakeAccountDirectory(state), FakeAccountStates(state)
        yield Office(accounts, sessions, directory, states, audit, audit, clock)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        facts = FactWriter(WireEvents(new_id), new_id, lambda: Origin("203.0.113.9", "a browser", "r-1"))
        trail = PostgresAuditTrail(database, facts)
        yield Office(
            PostgresAccounts(database, facts),
            PostgresSessions(database, facts),
            PostgresAccountDirectory(database),
            PostgresAccountStates(database, facts),
            trail,
            trail,
            clock,
        )


def kinds(office: Office, wanted: ActFilter) -> Sequence[str]:
    return [recorded.act.kind for recorded in office.log.page(wanted, 100, None)]


def ending(change: Change) -> Callable[[Sequence[UUID]], Sequence[Fact]]:
    return lambda ended: revoked(change, ended)


def test_accounts_are_listed_newest_first_and_in_pages(office: Office) -> None:
    users = [office.user(f"user-{number}@example.org") for number in range(3)]
    newest = [user.id for user in reversed(users)]
    first = office.directory.page(AccountFilter(), 2, None)
    assert [account.user_id for account in first] == newest[:2]
    rest = office.directory.page(AccountFilter(), 2, first[-1].user_id)
    assert [account.user_id for account in rest] == newest[2:]


@pytest.mark.parametrize("text", ["ADA@", "example.org", "ada"])
def test_accounts_are_found_by_a_part_of_their_address_or_name(office: Office, text: str) -> None:
    user = office.user()
    assert [account.user_id for account in office.directory.page(AccountFilter(text), 9, None)] == [user.id]
    assert office.directory.page(AccountFilter("nobody"), 9, None) == []


def test_signs_of_a_pattern_are_only_text(office: Office) -> None:
    office.user()
    assert office.directory.page(AccountFilter("%"), 9, None) == []
    assert office.directory.page(AccountFilter("_da"), 9, None) == []


def test_an_account_is_found_by_its_id_and_nobody_by_another(office: Office) -> None:
    user = office.user()
    found = office.directory.find(user.id)
    assert found
    assert (found.email, found.tenant_id, found.state) == ("ada@example.org", user.tenant_id, "active")
    assert office.directory.page(AccountFilter(str(user.id)), 9, None) == [found]
    assert office.directory.find(new_id()) is None


def test_roles_are_given_without_ending_sessions_and_taken_with_it(office: Office) -> None:
    user = office.user()
    session_id = office.logged_in(user)
    change = office.change(user)
    assert office.states.give_roles(change, {"admin"}, [])
    assert [each.id for each in office.directory.sessions(user.tenant_id, user.id)] == [session_id]
    assert [it.user_id for it in office.directory.page(AccountFilter(role="admin"), 9, None)] == [user.id]
    assert office.states.take_roles(change, (), ending(change))
    assert office.directory.sessions(user.tenant_id, user.id) == []
    assert "session.revoked" in kinds(office, ActFilter(tenant_id=user.tenant_id))


def test_a_disabled_account_lets_nobody_in_until_it_is_enabled(office: Office) -> None:
    user = office.user()
    office.logged_in(user)
    change = office.change(user)
    assert office.states.disable(change, ending(change))
    assert not office.states.disable(change, ending(change))
    assert not office.sessions.open(a_session(user, office.clock), b"digest")
    found = office.directory.find(user.id)
    assert found
    assert (found.state, found.sessions) == ("disabled", 0)
    assert office.states.enable(change, [])
    assert not office.states.enable(change, [])
    assert office.sessions.open(a_session(user, office.clock), b"digest")


def test_an_account_that_is_being_deleted_can_not_be_brought_back(office: Office) -> None:
    user = office.user()
    change = office.change(user)
    assert office.states.disable(change, ending(change))
    now = office.clock.now()
    assert office.accounts.begin_erasure(
        user.tenant_id, user.id, now, lambda ended: deletion_events(user.tenant_id, user.id, ended, now)
    )
    assert not office.states.enable(change, [])
    found = office.directory.find(user.id)
    assert found
    assert (found.state, found.email) == ("deleting", None)


def test_a_change_is_of_a_user_of_that_tenant(office: Office) -> None:
    user, other = office.user(), office.user("eve@example.org")
    change = Change(other.tenant_id, user.id, office.clock.now(), "roles_changed")
    assert not office.states.disable(change, ending(change))
    assert not office.states.give_roles(change, {"admin"}, [])


def test_acts_are_read_newest_first_in_pages_and_by_what_is_wanted(office: Office) -> None:
    ada, eve = new_id(), new_id()
    noon = office.clock.now()
    acts = [
        Act("login.refused", noon, None),
        Act("login.succeeded", noon + timedelta(minutes=1), ada, ada),
        Act("role.granted", noon + timedelta(minutes=2), ada, eve, ada, {"role": "admin"}),
    ]
    for act in acts:
        office.trail.record(act)
    everything = office.log.page(ActFilter(), 2, None)
    assert [recorded.act for recorded in everything] == [acts[2], acts[1]]
    assert [it.act for it in office.log.page(ActFilter(), 2, everything[-1].id)] == [acts[0]]
    assert kinds(office, ActFilter(kind="login")) == ["login.succeeded", "login.refused"]
    assert kinds(office, ActFilter(kind="login.refused")) == ["login.refused"]
    assert kinds(office, ActFilter(person_id=eve)) == ["role.granted"]
    assert kinds(office, ActFilter(tenant_id=ada)) == ["role.granted", "login.succeeded"]
    assert kinds(office, ActFilter(since=acts[1].at, until=acts[2].at)) == ["login.succeeded"]
