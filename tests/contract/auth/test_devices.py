"""What every Devices does."""

from datetime import timedelta

import pytest

from chassis.clock import new_id
from services.auth.application.ports.administration import Change, revoked
from services.auth.domain.device import Device
from services.auth.domain.session import ABSOLUTE_LIFE, IDLE_LIFE, Session
from services.auth.domain.user import User
from tests.builders.auth import a_session, a_user
from tests.contract.auth.conftest import Stores
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()


@pytest.fixture
def user(stores: Stores) -> User:
    user = a_user(CLOCK)
    stores.accounts.add(user, "hash", [])
    return user


def opened(stores: Stores, user: User) -> Session:
    session = a_session(user, CLOCK)
    assert stores.sessions.open(session, b"first")
    return session


def sessions_of(stores: Stores, user: User, *, later: timedelta = timedelta(0)) -> list[Session]:
    found = stores.devices.page(user.tenant_id, user.id, CLOCK.now() + later, 100, None)
    return [device.session for device in found]


def end_all(stores: Stores, user: User, kept: Session | None = None) -> None:
    change = Change(user.tenant_id, user.id, CLOCK.now(), "logged_out")
    stores.devices.end_all(change, lambda ended: revoked(change, ended), kept.id if kept else None)


def test_sessions_are_paged_with_the_newest_first(stores: Stores, user: User) -> None:
    first, second, third = (opened(stores, user) for _ in range(3))
    now = CLOCK.now()
    page = stores.devices.page(user.tenant_id, user.id, now, 2, None)
    assert page == [Device(third), Device(second)]
    assert stores.devices.page(user.tenant_id, user.id, now, 2, second.id) == [Device(first)]


def test_only_ones_own_active_sessions_are_listed(stores: Stores, user: User) -> None:
    other = a_user(CLOCK, "eve@example.org")
    stores.accounts.add(other, "hash", [])
    foreign, session = opened(stores, other), opened(stores, user)
    assert sessions_of(stores, user) == [session]
    assert stores.devices.page(other.tenant_id, user.id, CLOCK.now(), 9, None) == []
    assert sessions_of(stores, user, later=IDLE_LIFE - timedelta(seconds=1)) == [session]
    assert sessions_of(stores, user, later=IDLE_LIFE) == []
    assert sessions_of(stores, user, later=ABSOLUTE_LIFE) == []
    end_all(stores, user)
    assert (sessions_of(stores, user), sessions_of(stores, other)) == ([], [foreign])


def test_all_sessions_end_and_each_end_is_announced_once(stores: Stores, user: User) -> None:
    kept, *others = (opened(stores, user) for _ in range(3))
    end_all(stores, user, kept)
    assert sessions_of(stores, user) == [kept]
    end_all(stores, user, kept)
    assert stores.announced() == ["session.revoked"] * len(others)
    end_all(stores, user)
    assert sessions_of(stores, user) == []
    assert stores.announced() == ["session.revoked"] * 3
    found = stores.sessions.find_anywhere(kept.id)
    assert found is not None
    assert found.revoked_at == CLOCK.now()
    assert stores.devices.page(new_id(), user.id, CLOCK.now(), 9, None) == []
