"""What every store of outside identity does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.outside_identity import OutsideIdentityPorts
from services.auth.application.ports.sessions import Sessions
from services.auth.domain.audit import Act
from services.auth.domain.events import SessionRevoked, deletion_events
from services.auth.domain.outside_identity import LinkedIdentity, LoginAttempt, Proven
from services.auth.domain.user import User
from tests.builders.auth import a_session, a_user, real_outside_identity
from tests.builders.chassis_database import opened
from tests.fakes.auth_outside_identity import FakeProviders, OutsideState, fake_outside_identity
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeSessions
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase

ISSUER = "https://id.example.org"
CLOCK = FakeClock()


@dataclass(frozen=True)
class Outside:
    accounts: Accounts
    sessions: Sessions
    ports: OutsideIdentityPorts

    def user(self, email: str = "ada@example.org", password_hash: str | None = None) -> User:
        user = a_user(CLOCK, email)
        assert self.accounts.add(user, password_hash, [])
        return user

    def link(self, user: User, subject: str = "ada", user_id: UUID | None = None) -> LinkedIdentity | None:
        identity = LinkedIdentity(
            new_id(), user.tenant_id, user_id or user.id, "google", ISSUER, subject, CLOCK.now()
        )
        act = Act("identity.linked", CLOCK.now(), user.tenant_id, user.id, identity.id)
        return identity if self.ports.identities.link(identity, [act]) else None

    def linked(self, user: User, subject: str = "ada") -> LinkedIdentity:
        identity = self.link(user, subject)
        assert identity is not None
        return identity

    def unlink(self, identity: LinkedIdentity) -> str:
        return self.ports.identities.unlink(identity, CLOCK.now(), [])


@pytest.fixture(params=["memory", "postgres"])
def outside(request: pytest.FixtureRequest) -> Iterator[Outside]:
    if request.param == "memory":
        state = AuthState()
        ports = fake_outside_identity(OutsideState(state), FakeProviders())
        yield Outside(FakeAccounts(state), FakeSessions(state), ports)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        facts = FactWriter(WireEvents(new_id), new_id)
        ports = real_outside_identity(database, facts, ())
        yield Outside(PostgresAccounts(database, facts), PostgresSessions(database, facts), ports)


def test_an_identity_leads_to_one_account(outside: Outside) -> None:
    ada, eve = outside.user(), outside.user("eve@example.org")
    identity = outside.linked(ada)
    assert outside.ports.identities.find(ISSUER, "ada") == identity
    assert outside.ports.identities.find(ISSUER, "eve") is None
    assert outside.ports.identities.find("https://other.example.org", "ada") is None
    assert outside.link(eve) is None
    assert outside.link(ada) is None
    assert outside.ports.identities.of_user(eve.tenant_id, ada.id) == []


def test_of_many_that_link_one_counts(outside: Outside) -> None:
    users = [outside.user(f"{name}@example.org") for name in "abcde"]
    with ThreadPoolExecutor(5) as pool:
        linked = [each for each in pool.map(outside.link, users) if each]
    assert len(linked) == 1
    assert outside.ports.identities.find(ISSUER, "ada") == linked[0]


def test_identities_are_listed_oldest_first(outside: Outside) -> None:
    ada = outside.user()
    identities = [outside.linked(ada, subject) for subject in ("one", "two", "three")]
    assert outside.ports.identities.of_user(ada.tenant_id, ada.id) == identities


def test_a_user_who_is_gone_or_another_tenants_is_not_linked(outside: Outside) -> None:
    ada, eve = outside.user(), outside.user("eve@example.org")
    assert outside.link(ada, user_id=eve.id) is None
    now = CLOCK.now()
    outside.accounts.begin_erasure(
        ada.tenant_id, ada.id, now, lambda ended: deletion_events(ada.tenant_id, ada.id, ended, now)
    )
    assert outside.link(ada) is None


def test_what_was_unlinked_is_remembered_and_linked_again_by_its_user_only(outside: Outside) -> None:
    ada, eve = outside.user(password_hash="hash"), outside.user("eve@example.org")
    identity = outside.linked(ada)
    assert outside.unlink(identity) == "unlinked"
    assert outside.unlink(identity) == "unknown"
    assert outside.ports.identities.of_user(ada.tenant_id, ada.id) == []
    assert outside.ports.identities.find(ISSUER, "ada") == replace(identity, unlinked_at=CLOCK.now())
    assert outside.link(eve) is None
    again = outside.linked(ada)
    assert outside.ports.identities.find(ISSUER, "ada") == again


def test_the_last_way_in_stays(outside: Outside) -> None:
    ada = outside.user()
    first, second = outside.linked(ada, "first"), outside.linked(ada, "second")
    assert outside.unlink(first) == "unlinked"
    assert outside.unlink(second) == "last_way_in"
    assert outside.ports.identities.of_user(ada.tenant_id, ada.id) == [second]


def test_of_two_that_go_at_once_one_stays(outside: Outside) -> None:
    ada = outside.user()
    identities = [outside.linked(ada, subject) for subject in ("first", "second")]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(outside.unlink, identities)) == ["last_way_in", "unlinked"]


def test_nobody_unlinks_for_another(outside: Outside) -> None:
    ada, eve = outside.user(password_hash="hash"), outside.user("eve@example.org", "hash")
    identity = outside.linked(ada)
    assert outside.unlink(replace(identity, tenant_id=eve.tenant_id, user_id=eve.id)) == "unknown"


def test_sessions_are_found_by_what_was_proven(outside: Outside) -> None:
    ada, proven = outside.user(), outside.ports.proven
    first, second = a_session(ada, CLOCK), a_session(ada, CLOCK)
    for session, digest in ((first, b"1"), (second, b"2")):
        outside.sessions.open(session, digest)
        proven.note(ada.tenant_id, session.id, b"login" if session is first else b"token")
    assert [each.id for each in proven.of(ada.tenant_id, [b"login", b"token"])] == [first.id, second.id]
    assert [each.id for each in proven.of(ada.tenant_id, [b"token"])] == [second.id]
    assert proven.of(ada.tenant_id, [b"other"]) == []
    assert proven.of(new_id(), [b"token"]) == []
    outside.sessions.revoke(SessionRevoked(ada.tenant_id, ada.id, first.id, "logged_out", CLOCK.now()))
    assert [each.revoked_at for each in proven.of(ada.tenant_id, [b"login"])] == [CLOCK.now()]
    proven.note(ada.tenant_id, new_id(), b"of no session")
    assert proven.of(ada.tenant_id, [b"of no session"]) == []


@pytest.mark.parametrize("answered", [False, True])
def test_a_login_is_taken_once_and_in_time(outside: Outside, answered: bool) -> None:
    ada, attempts, now = outside.user(), outside.ports.attempts, CLOCK.now()
    proven = Proven(ada.tenant_id, ada.id, two_factors=True) if answered else None
    expires_at = now + timedelta(minutes=1)
    attempt = LoginAttempt(b"1", "google", "https://app.example.org", "challenge", expires_at, proven)
    attempts.add(attempt)
    attempts.add(replace(attempt, digest=b"2"))
    assert attempts.take(b"3", now) is None
    assert attempts.take(b"1", expires_at) is None
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: attempts.take(b"1", now), range(8)))
    assert [each for each in taken if each] == [attempt]
