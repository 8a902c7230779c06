"""What every Accounts does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.clock import new_id
from services.auth.application.ports.accounts import Login
from services.auth.domain.events import UserRegistered, deletion_events
from services.auth.domain.user import User
from tests.builders.auth import a_session, a_user
from tests.contract.auth.conftest import Stores
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def add(stores: Stores, user: User, password_hash: str = "hash") -> bool:
    return stores.accounts.add(
        user, password_hash, [UserRegistered(user.tenant_id, user.id, user.created_at)]
    )


def erase(stores: Stores, user: User, clock: FakeClock) -> bool:
    return stores.accounts.begin_erasure(
        user.tenant_id,
        user.id,
        clock.now(),
        lambda ended: deletion_events(user.tenant_id, user.id, ended, clock.now()),
    )


def test_what_was_added_is_found(stores: Stores, clock: FakeClock) -> None:
    user = a_user(clock)
    assert add(stores, user)
    assert stores.accounts.find(user.tenant_id, user.id) == user
    assert stores.accounts.find_login(user.email) == Login(user.tenant_id, user.id, "hash", user.email)
    assert stores.announced() == ["user.registered"]


def test_a_taken_address_stores_nothing(stores: Stores, clock: FakeClock) -> None:
    first, second = a_user(clock), a_user(clock)
    assert add(stores, first)
    assert not add(stores, second, "another hash")
    assert stores.accounts.find_login(first.email) == Login(first.tenant_id, first.id, "hash", first.email)
    assert stores.accounts.find(second.tenant_id, second.id) is None
    assert stores.announced() == ["user.registered"]


def test_of_many_registrations_of_an_address_one_counts(stores: Stores, clock: FakeClock) -> None:
    with ThreadPoolExecutor(5) as pool:
        added = list(pool.map(lambda _: add(stores, a_user(clock)), range(10)))
    assert sorted(added) == [False] * 9 + [True]


def test_other_tenants_and_unknown_ones_see_nothing(stores: Stores, clock: FakeClock) -> None:
    user, other = a_user(clock), a_user(clock, "eve@example.org")
    add(stores, user)
    add(stores, other)
    assert stores.accounts.find(other.tenant_id, user.id) is None
    assert stores.accounts.find(new_id(), user.id) is None
    assert stores.accounts.find_login(a_user(clock, "nobody@example.org").email) is None


def test_a_change_needs_the_version_before_it(stores: Stores, clock: FakeClock) -> None:
    user = a_user(clock)
    add(stores, user)
    changed = user.edited("Countess", None)
    assert stores.accounts.change(changed)
    assert not stores.accounts.change(changed)
    assert stores.accounts.find(user.tenant_id, user.id) == changed
    assert not stores.accounts.change(replace(changed, tenant_id=new_id(), version=3))


def test_an_erasure_ends_login_and_sessions_once(stores: Stores, clock: FakeClock) -> None:
    user = a_user(clock)
    add(stores, user)
    first, second = a_session(user, clock), a_session(user, clock)
    stores.sessions.open(first, b"1")
    stores.sessions.open(second, b"2")
    assert erase(stores, user, clock)
    assert not erase(stores, user, clock)
    assert stores.accounts.find(user.tenant_id, user.id) is None
    assert stores.accounts.find_login(user.email) is None
    for session in (first, second):
        found = stores.sessions.find_anywhere(session.id)
        assert found is not None
        assert found.revoked_at == clock.now()
    assert stores.announced() == ["user.registered", "session.revoked", "session.revoked", "user.deleted"]


def test_a_user_on_the_way_out_changes_nothing_and_logs_in_no_more(stores: Stores, clock: FakeClock) -> None:
    user = a_user(clock)
    add(stores, user)
    erase(stores, user, clock)
    assert not stores.accounts.change(user.edited("Late", None))
    assert not stores.sessions.open(a_session(user, clock), b"late")
    assert add(stores, a_user(clock))
