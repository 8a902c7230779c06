"""What every keeper of roles does."""

from chassis.clock import new_id
from services.auth.domain.events import deletion_events
from tests.builders.auth import a_user
from tests.contract.auth.conftest import Stores
from tests.fakes.clock import FakeClock


def test_nobody_has_a_role_until_it_is_given_and_after_it_is_taken(stores: Stores) -> None:
    user, other = a_user(FakeClock()), a_user(FakeClock(), "eve@example.org")
    for each in (user, other):
        stores.accounts.add(each, "hash", [])
    assert stores.roles.of(user.tenant_id, user.id) == ()
    assert stores.roles.replace(user.tenant_id, user.id, {"b", "a"})
    assert stores.roles.of(user.tenant_id, user.id) == ("a", "b")
    assert stores.roles.of(other.tenant_id, other.id) == ()
    assert stores.roles.replace(user.tenant_id, user.id, ())
    assert stores.roles.of(user.tenant_id, user.id) == ()


def test_roles_are_of_a_user_of_that_tenant(stores: Stores) -> None:
    user = a_user(FakeClock())
    stores.accounts.add(user, "hash", [])
    assert not stores.roles.replace(new_id(), user.id, {"admin"})
    assert not stores.roles.replace(user.tenant_id, new_id(), {"admin"})
    stores.roles.replace(user.tenant_id, user.id, {"admin"})
    assert stores.roles.of(new_id(), user.id) == ()


def test_who_is_erased_has_no_roles(stores: Stores) -> None:
    clock = FakeClock()
    user = a_user(clock)
    stores.accounts.add(user, "hash", [])
    stores.roles.replace(user.tenant_id, user.id, {"admin"})
    stores.accounts.begin_erasure(
        user.tenant_id,
        user.id,
        clock.now(),
        lambda ended: deletion_events(user.tenant_id, user.id, ended, clock.now()),
    )
    assert stores.roles.of(user.tenant_id, user.id) == ()
    assert not stores.roles.replace(user.tenant_id, user.id, {"admin"})
