"""What every Erasures does."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.clock import new_id
from services.auth.domain.erasure import OTHER_SERVICES
from services.auth.domain.events import TenantPurged
from services.auth.domain.user import User
from tests.builders.auth import a_session, a_user
from tests.contract.auth.conftest import Stores
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()


@pytest.fixture
def user(stores: Stores) -> User:
    """One whose erasure has begun."""
    made = a_user(CLOCK)
    stores.accounts.add(made, "hash", [])
    stores.sessions.open(a_session(made, CLOCK), b"first")
    stores.accounts.begin_erasure(made.tenant_id, made.id, CLOCK.now(), lambda _: [])
    return made


def test_receipts_add_up(stores: Stores, user: User) -> None:
    assert set(stores.erasures.confirm(user.tenant_id, "ingest")) == {"ingest"}
    assert set(stores.erasures.confirm(user.tenant_id, "ingest")) == {"ingest"}
    assert set(stores.erasures.confirm(user.tenant_id, "report")) == {"ingest", "report"}


def test_the_last_of_receipts_at_once_sees_them_all(stores: Stores, user: User) -> None:
    with ThreadPoolExecutor(4) as pool:
        seen = pool.map(lambda service: stores.erasures.confirm(user.tenant_id, service), OTHER_SERVICES)
    assert OTHER_SERVICES in [set(each) for each in seen]


def test_without_an_open_erasure_receipts_are_dropped(stores: Stores) -> None:
    assert not stores.erasures.confirm(new_id(), "ingest")


def test_finishing_erases_and_announces_once(stores: Stores, user: User) -> None:
    purged = TenantPurged(user.tenant_id, CLOCK.now())
    assert stores.erasures.finish(purged)
    assert not stores.erasures.finish(purged)
    assert stores.announced() == ["tenant.purged"]
    assert not stores.erasures.confirm(user.tenant_id, "ingest")


def test_finishing_leaves_other_tenants_alone(stores: Stores, user: User) -> None:
    other = a_user(CLOCK, "eve@example.org")
    stores.accounts.add(other, "hash", [])
    session = a_session(other, CLOCK)
    stores.sessions.open(session, b"first")
    stores.erasures.finish(TenantPurged(user.tenant_id, CLOCK.now()))
    assert stores.accounts.find(other.tenant_id, other.id) == other
    assert stores.sessions.find_anywhere(session.id) == session


def test_what_was_never_begun_is_not_finished(stores: Stores) -> None:
    assert not stores.erasures.finish(TenantPurged(new_id(), CLOCK.now()))
    assert stores.announced() == []
