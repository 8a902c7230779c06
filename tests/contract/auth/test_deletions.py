"""What every keeper of deletions to come does, and of pictures."""

from datetime import timedelta

import pytest

from chassis.clock import new_id
from services.auth.domain.user import User
from tests.builders.auth import a_user
from tests.builders.auth_care import Care
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()
NOW = CLOCK.now()
LATER = NOW + timedelta(days=30)


@pytest.fixture
def user(care: Care) -> User:
    return care.user(CLOCK)


def begin(care: Care, user: User) -> bool:
    return care.accounts.begin_erasure(user.tenant_id, user.id, LATER, lambda _: [], if_due=True)


def test_a_deletion_is_scheduled_once_and_shown(care: Care, user: User) -> None:
    deletions = care.stores.deletions
    assert deletions.schedule(user.tenant_id, user.id, LATER, [])
    assert not deletions.schedule(user.tenant_id, user.id, LATER + timedelta(days=1), [])
    present = care.accounts.find(user.tenant_id, user.id)
    assert present is not None
    assert (present.deletion_due_at, present.version) == (LATER, 2)


def test_what_is_due_is_due_until_it_has_begun(care: Care, user: User) -> None:
    care.stores.deletions.schedule(user.tenant_id, user.id, LATER, [])
    assert list(care.due.due(LATER - timedelta(seconds=1))) == []
    assert list(care.due.due(LATER)) == [(user.tenant_id, user.id)]
    assert begin(care, user)
    assert not begin(care, user)
    assert list(care.due.due(LATER)) == []


def test_what_is_cancelled_does_not_happen(care: Care, user: User) -> None:
    deletions = care.stores.deletions
    deletions.schedule(user.tenant_id, user.id, LATER, [])
    assert deletions.cancel(user.tenant_id, user.id, [])
    assert not deletions.cancel(user.tenant_id, user.id, [])
    assert list(care.due.due(LATER)) == []
    assert not begin(care, user)
    assert care.accounts.find(user.tenant_id, user.id) is not None


def test_nobody_schedules_or_cancels_for_another_tenant(care: Care, user: User) -> None:
    deletions = care.stores.deletions
    assert not deletions.schedule(new_id(), user.id, LATER, [])
    deletions.schedule(user.tenant_id, user.id, LATER, [])
    assert not deletions.cancel(new_id(), user.id, [])
    assert list(care.due.due(LATER)) == [(user.tenant_id, user.id)]


def test_one_picture_is_kept(care: Care, user: User) -> None:
    avatars = care.stores.avatars
    assert avatars.find(user.tenant_id, user.id) is None
    assert avatars.store(user.tenant_id, user.id, b"first")
    assert avatars.store(user.tenant_id, user.id, b"second")
    assert avatars.find(user.tenant_id, user.id) == b"second"
    assert avatars.find(new_id(), user.id) is None
    avatars.remove(new_id(), user.id)
    assert avatars.find(user.tenant_id, user.id) == b"second"
    avatars.remove(user.tenant_id, user.id)
    assert avatars.find(user.tenant_id, user.id) is None


def test_nobody_has_no_picture(care: Care) -> None:
    stranger = a_user(CLOCK)
    assert not care.stores.avatars.store(stranger.tenant_id, stranger.id, b"first")
