"""What every Sessions does."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.clock import new_id
from services.auth.application.ports.sessions import Presented
from services.auth.domain.events import SessionRevoked
from services.auth.domain.session import Session
from tests.builders.auth import a_session, a_user
from tests.contract.auth.conftest import Stores
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()


@pytest.fixture
def session(stores: Stores) -> Session:
    user = a_user(CLOCK)
    stores.accounts.add(user, "hash", [])
    return a_session(user, CLOCK)


def revocation(session: Session) -> SessionRevoked:
    return SessionRevoked(session.tenant_id, session.user_id, session.id, "logged_out", CLOCK.now())


def test_a_session_is_found_by_its_token_and_by_its_id(stores: Stores, session: Session) -> None:
    assert stores.sessions.open(session, b"first")
    assert stores.sessions.find_presented(session.tenant_id, session.id, b"first") == Presented(session, 1)
    assert stores.sessions.find_anywhere(session.id) == session


def test_other_tokens_tenants_and_ids_find_nothing(stores: Stores, session: Session) -> None:
    stores.sessions.open(session, b"first")
    assert stores.sessions.find_presented(session.tenant_id, session.id, b"other") is None
    assert stores.sessions.find_presented(new_id(), session.id, b"first") is None
    assert stores.sessions.find_presented(session.tenant_id, new_id(), b"first") is None
    assert stores.sessions.find_anywhere(new_id()) is None


def test_nobody_opens_a_session_of_an_unknown_user(stores: Stores) -> None:
    session = a_session(a_user(CLOCK, "nobody@example.org"), CLOCK)
    assert not stores.sessions.open(session, b"first")
    assert stores.sessions.find_anywhere(session.id) is None


def test_every_token_of_a_session_is_remembered(stores: Stores, session: Session) -> None:
    stores.sessions.open(session, b"first")
    CLOCK.advance(5)
    second = session.rotated(b"nonce", CLOCK.now())
    assert stores.sessions.rotate(second, b"second")
    assert stores.sessions.find_presented(session.tenant_id, session.id, b"first") == Presented(second, 1)
    assert stores.sessions.find_presented(session.tenant_id, session.id, b"second") == Presented(second, 2)


def test_of_many_rotations_at_once_one_counts(stores: Stores, session: Session) -> None:
    stores.sessions.open(session, b"first")
    rotated = [session.rotated(bytes([n]), CLOCK.now()) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(lambda each: stores.sessions.rotate(each, b"new" + each.nonce), rotated))
    assert sorted(counted) == [False] * 7 + [True]


def test_a_revocation_counts_once_and_is_announced(stores: Stores, session: Session) -> None:
    stores.sessions.open(session, b"first")
    assert stores.sessions.revoke(revocation(session))
    assert not stores.sessions.revoke(revocation(session))
    found = stores.sessions.find_anywhere(session.id)
    assert found is not None
    assert found.revoked_at == CLOCK.now()
    assert stores.announced() == ["session.revoked"]


def test_a_revoked_session_does_not_rotate(stores: Stores, session: Session) -> None:
    stores.sessions.open(session, b"first")
    stores.sessions.revoke(revocation(session))
    assert not stores.sessions.rotate(session.rotated(b"nonce", CLOCK.now()), b"second")


def test_nobody_ends_a_session_of_another_tenant(stores: Stores, session: Session) -> None:
    stores.sessions.open(session, b"first")
    foreign = SessionRevoked(new_id(), session.user_id, session.id, "logged_out", CLOCK.now())
    assert not stores.sessions.revoke(foreign)
    assert stores.announced() == []
