"""What every keeper of second factors does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from chassis.rate_limits.memory import MemoryRateLimiter
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.factors import FactorPorts, Totp
from services.auth.application.ports.sealing import Sealed
from services.auth.application.ports.sessions import Sessions
from services.auth.bootstrap.factors import postgres_factors
from services.auth.domain.audit import Act
from services.auth.domain.events import deletion_events
from services.auth.domain.passkey import Credential, Passkey
from services.auth.domain.second_factor import MAX_ATTEMPTS, Challenge
from services.auth.domain.user import User
from tests.builders.auth import PUBLIC_URL, a_session, a_user
from tests.builders.chassis_database import opened
from tests.fakes.auth_factors import FactorState, fake_factors
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeSessions
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase

CLOCK = FakeClock()
NOW = CLOCK.now()
CODES = [bytes([number]) * 32 for number in range(3)]


@dataclass(frozen=True)
class Kept:
    """`recorded` tells the kinds of the acts of the second factor, in order."""

    accounts: Accounts
    sessions: Sessions
    ports: FactorPorts
    recorded: Callable[[User], Sequence[str]]

    def a_user(self, email: str = "ada@example.org") -> User:
        user = a_user(CLOCK, email)
        self.accounts.add(user, "hash", [])
        return user

    def erase(self, user: User) -> None:
        self.accounts.begin_erasure(
            user.tenant_id, user.id, NOW, lambda ended: deletion_events(user.tenant_id, user.id, ended, NOW)
        )


@pytest.fixture(params=["memory", "postgres"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "memory":
        state = AuthState()
        ports = fake_factors(FactorState(state))
        yield Kept(
            FakeAccounts(state), FakeSessions(state), ports, lambda _: [act.kind for act in state.acts]
        )
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        facts = FactWriter(WireEvents(new_id), new_id)

        def recorded(user: User) -> Sequence[str]:
            with database.transaction(user.tenant_id) as connection:
                kinds = sa.text("SELECT kind FROM audit_acts ORDER BY id")
                return connection.execute(kinds).scalars().all()

        ports = postgres_factors(database, facts, MemoryRateLimiter(), PUBLIC_URL)
        yield Kept(PostgresAccounts(database, facts), PostgresSessions(database, facts), ports, recorded)


def totp_of(user: User, content: bytes = b"sealed") -> Totp:
    return Totp(user.tenant_id, user.id, Sealed(content, b"wrapped", "local:1"))


def passkey_of(user: User, credential_id: bytes = b"credential") -> Passkey:
    credential = Credential(credential_id, b"key", 0, ("usb",))
    return Passkey(new_id(), user.tenant_id, user.id, "Phone", credential, NOW)


def added(user: User) -> list[Act]:
    return [Act("factor.added", NOW, user.tenant_id, user.id)]


def removed(user: User) -> list[Act]:
    return [Act("factor.removed", NOW, user.tenant_id, user.id)]


def enrolled(kept: Kept, user: User) -> Totp:
    kept.ports.factors.begin_totp(totp_of(user))
    totp = replace(totp_of(user), last_step=100, confirmed_at=NOW)
    assert kept.ports.factors.confirm_totp(totp, CODES, added(user))
    return totp


def test_an_app_is_begun_again_until_it_is_confirmed(kept: Kept) -> None:
    user, factors = kept.a_user(), kept.ports.factors
    assert factors.find_totp(user.tenant_id, user.id) is None
    assert factors.begin_totp(totp_of(user, b"first"))
    assert factors.begin_totp(totp_of(user, b"second"))
    assert factors.find_totp(user.tenant_id, user.id) == totp_of(user, b"second")
    assert not factors.of(user.tenant_id, user.id).exists
    replaced = replace(totp_of(user, b"first"), confirmed_at=NOW)
    assert not factors.confirm_totp(replaced, CODES, added(user))
    confirmed = replace(totp_of(user, b"second"), last_step=7, confirmed_at=NOW)
    assert factors.confirm_totp(confirmed, CODES, added(user))
    assert not factors.confirm_totp(confirmed, CODES, added(user))
    assert not factors.begin_totp(totp_of(user, b"third"))
    assert factors.find_totp(user.tenant_id, user.id) == confirmed
    enrolment = factors.of(user.tenant_id, user.id)
    assert (enrolment.totp_since, enrolment.recovery_codes_left) == (NOW, 3)
    assert list(kept.recorded(user)) == ["factor.added"]


def test_a_step_is_spent_once_and_those_before_it_with_it(kept: Kept) -> None:
    user, factors = kept.a_user(), kept.ports.factors
    enrolled(kept, user)
    spent = [factors.spend_step(user.tenant_id, user.id, step) for step in (100, 102, 101, 102, 103)]
    assert spent == [False, True, False, False, True]
    assert not factors.spend_step(new_id(), user.id, 200)


def test_a_recovery_code_is_used_once_by_its_owner(kept: Kept) -> None:
    user, other, factors = kept.a_user(), kept.a_user("eve@example.org"), kept.ports.factors
    enrolled(kept, user)
    used = [Act("recovery_code.used", NOW, user.tenant_id, user.id)]
    assert not factors.use_recovery_code(other.tenant_id, other.id, CODES[0], used)
    assert factors.use_recovery_code(user.tenant_id, user.id, CODES[0], used)
    assert not factors.use_recovery_code(user.tenant_id, user.id, CODES[0], used)
    assert factors.of(user.tenant_id, user.id).recovery_codes_left == 2
    assert list(kept.recorded(user)) == ["factor.added", "recovery_code.used"]


def test_renewed_codes_replace_the_old(kept: Kept) -> None:
    user, factors = kept.a_user(), kept.ports.factors
    renewed = [Act("recovery_codes.renewed", NOW, user.tenant_id, user.id)]
    assert not factors.renew_recovery_codes(user.tenant_id, user.id, CODES, renewed)
    enrolled(kept, user)
    assert factors.renew_recovery_codes(user.tenant_id, user.id, [b"new" * 10], renewed)
    assert not factors.use_recovery_code(user.tenant_id, user.id, CODES[0], [])
    assert factors.use_recovery_code(user.tenant_id, user.id, b"new" * 10, [])


def test_codes_go_with_the_last_factor(kept: Kept) -> None:
    user, factors, passkeys = kept.a_user(), kept.ports.factors, kept.ports.passkeys
    enrolled(kept, user)
    passkey = passkey_of(user)
    assert passkeys.add(passkey, [], added(user))
    assert factors.of(user.tenant_id, user.id).recovery_codes_left == 3
    assert factors.remove_totp(user.tenant_id, user.id, removed(user))
    assert not factors.remove_totp(user.tenant_id, user.id, removed(user))
    assert factors.of(user.tenant_id, user.id).recovery_codes_left == 3
    assert passkeys.remove(user.tenant_id, user.id, passkey.id, removed(user))
    assert not passkeys.remove(user.tenant_id, user.id, passkey.id, removed(user))
    assert factors.of(user.tenant_id, user.id).recovery_codes_left == 0
    assert list(kept.recorded(user)).count("factor.removed") == 2


def test_everything_is_cleared_at_once_for_one_user(kept: Kept) -> None:
    user, other, factors = kept.a_user(), kept.a_user("eve@example.org"), kept.ports.factors
    for each in (user, other):
        enrolled(kept, each)
    kept.ports.passkeys.add(passkey_of(user), [], added(user))
    assert factors.clear(user.tenant_id, user.id, removed(user))
    assert not factors.clear(user.tenant_id, user.id, removed(user))
    cleared = factors.of(user.tenant_id, user.id)
    assert (cleared.exists, cleared.recovery_codes_left) == (False, 0)
    assert factors.of(other.tenant_id, other.id).exists


def test_a_passkey_is_found_by_its_credential_and_belongs_to_one_user(kept: Kept) -> None:
    user, other, passkeys = kept.a_user(), kept.a_user("eve@example.org"), kept.ports.passkeys
    passkey = passkey_of(user)
    assert passkeys.add(passkey, CODES, added(user))
    assert not passkeys.add(passkey_of(other), CODES, added(other))
    assert passkeys.find_anywhere(b"credential") == passkey
    assert passkeys.find_anywhere(b"another") is None
    assert passkeys.find_anywhere(b"") is None
    assert kept.ports.factors.of(user.tenant_id, user.id).passkeys == (passkey,)
    assert kept.ports.factors.of(user.tenant_id, user.id).recovery_codes_left == 3
    assert kept.ports.factors.of(other.tenant_id, other.id).passkeys == ()


def test_uses_are_counted_upwards_only(kept: Kept) -> None:
    user, passkeys = kept.a_user(), kept.ports.passkeys
    passkey = passkey_of(user)
    passkeys.add(passkey, [], added(user))
    counted = [passkeys.count_use(passkey, count, NOW) for count in (0, 0, 4, 4, 3, 0, 5)]
    assert counted == [True, True, True, False, False, False, True]
    found = passkeys.find_anywhere(b"credential")
    assert found is not None
    assert (found.credential.sign_count, found.last_used_at) == (5, NOW)


def test_a_passkey_is_renamed_by_its_owner(kept: Kept) -> None:
    user, other, passkeys = kept.a_user(), kept.a_user("eve@example.org"), kept.ports.passkeys
    passkey = passkey_of(user)
    passkeys.add(passkey, [], added(user))
    renamed = [Act("factor.renamed", NOW, user.tenant_id, user.id)]
    assert passkeys.rename(other.tenant_id, other.id, passkey.id, "Mine", renamed) is None
    assert not passkeys.remove(other.tenant_id, other.id, passkey.id, removed(other))
    assert passkeys.rename(user.tenant_id, user.id, passkey.id, "Key", renamed) == replace(
        passkey, name="Key"
    )


def test_a_challenge_is_taken_once_for_its_purpose_and_in_time(kept: Kept) -> None:
    user, challenges = kept.a_user(), kept.ports.challenges
    asked = Challenge(b"a" * 32, "login", NOW + timedelta(minutes=5), user.tenant_id, user.id, "password")
    assert challenges.add(asked, [Act("login.challenged", NOW, user.tenant_id)])
    assert challenges.take(asked.digest, "proof", NOW) is None
    assert challenges.take(b"b" * 32, "login", NOW) is None
    assert challenges.take(asked.digest, "login", asked.expires_at) is None
    assert challenges.take(asked.digest, "login", NOW) == asked
    assert challenges.take(asked.digest, "login", NOW) is None
    assert list(kept.recorded(user)) == ["login.challenged"]


def test_a_challenge_takes_so_many_attempts(kept: Kept) -> None:
    user, challenges = kept.a_user(), kept.ports.challenges
    asked = Challenge(b"a" * 32, "login", NOW + timedelta(minutes=5), user.tenant_id, user.id, "password")
    challenges.add(asked, [])
    answers = [challenges.attempt(asked.digest, "login", NOW) for _ in range(MAX_ATTEMPTS + 1)]
    assert answers == [asked] * MAX_ATTEMPTS + [None]


def test_a_challenge_may_be_for_nobody_yet(kept: Kept) -> None:
    asked = Challenge(b"n" * 32, "passkey_login", NOW + timedelta(minutes=5))
    assert kept.ports.challenges.add(asked, [])
    assert kept.ports.challenges.take(asked.digest, "passkey_login", NOW) == asked


def test_a_proof_is_the_login_or_a_later_one(kept: Kept) -> None:
    user, proofs = kept.a_user(), kept.ports.proofs
    session = a_session(user, CLOCK)
    kept.sessions.open(session, b"digest")
    assert proofs.latest(user.tenant_id, session.id) == session.created_at
    assert proofs.latest(new_id(), session.id) is None
    later = session.created_at + timedelta(minutes=9)
    for at in (later - timedelta(minutes=1), later):
        proofs.renew(user.tenant_id, session.id, at, [Act("proof.given", at, user.tenant_id, user.id)])
    assert proofs.latest(user.tenant_id, session.id) == later
    assert list(kept.recorded(user)).count("proof.given") == 2


def test_who_is_being_erased_gets_no_factor_and_no_challenge(kept: Kept) -> None:
    user, ports = kept.a_user(), kept.ports
    kept.erase(user)
    assert not ports.factors.begin_totp(totp_of(user))
    assert not ports.passkeys.add(passkey_of(user), CODES, added(user))
    asked = Challenge(b"a" * 32, "login", NOW + timedelta(minutes=5), user.tenant_id, user.id, "password")
    assert not ports.challenges.add(asked, [])
