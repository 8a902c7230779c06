"""Registration, profile and deletion, on fakes."""

import pytest

from chassis.clock import new_id
from chassis.errors import InvalidInput, PreconditionFailed, Unavailable
from services.auth.application.use_cases.change_profile import ProfileChange
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import ChangedMeanwhile, NoSuchUser, WeakPassword, WrongCredentials
from services.auth.domain.events import SessionRevoked, TenantPurged, UserDeleted, UserRegistered
from services.auth.domain.user import User
from tests.builders.auth import PASSWORD, PEER, AuthBench


@pytest.fixture
def bench() -> AuthBench:
    return AuthBench()


def register(bench: AuthBench, email: str = "ada@example.org", password: str = PASSWORD) -> User:
    bench.application.register_user(Registration(email, password, " Ada ", "en-GB"))
    user_id = bench.state.logins[EmailAddress.parse(email)].user_id
    return bench.state.users[user_id]


def allow(_: User) -> None:
    return None


def test_registration_makes_a_user_with_a_space_of_its_own(bench: AuthBench) -> None:
    user = register(bench, "Ada@Example.org")
    assert (user.email.value, user.display_name, user.locale) == ("ada@example.org", "Ada", "en-GB")
    assert bench.state.events == [UserRegistered(user.tenant_id, user.id, bench.clock.now())]


def test_a_taken_address_changes_nothing_and_says_nothing(bench: AuthBench) -> None:
    user = register(bench)
    bench.application.register_user(Registration("ADA@example.org", "another password"))
    assert list(bench.state.users.values()) == [user]
    assert len(bench.state.events) == 1
    bench.application.log_in("ada@example.org", PASSWORD, PEER)
    with pytest.raises(WrongCredentials):
        bench.application.log_in("ada@example.org", "another password", PEER)


@pytest.mark.parametrize("password", ["short", "password1", "PassWord1", "ada@example.org", "x" * 1025])
def test_weak_passwords_are_refused(bench: AuthBench, password: str) -> None:
    with pytest.raises(WeakPassword):
        bench.application.register_user(Registration("ada@example.org", password))
    assert not bench.state.users


def test_a_profile_is_changed_field_by_field(bench: AuthBench) -> None:
    user = register(bench)
    change = ProfileChange(display_name="Countess")
    changed = bench.application.change_profile(user.tenant_id, user.id, change, allow)
    assert (changed.display_name, changed.locale, changed.version) == ("Countess", "en-GB", 2)
    assert bench.application.read_profile(user.tenant_id, user.id) == changed


def test_a_change_to_another_version_is_refused(bench: AuthBench) -> None:
    user = register(bench)

    def seen_another(_: User) -> None:
        raise PreconditionFailed("no")

    with pytest.raises(PreconditionFailed):
        bench.application.change_profile(user.tenant_id, user.id, ProfileChange("X"), seen_another)
    assert bench.state.users[user.id].version == 1


def test_of_two_changes_at_once_one_is_told(bench: AuthBench) -> None:
    user = register(bench)

    def overtaken(_: User) -> None:
        bench.application.change_profile(user.tenant_id, user.id, ProfileChange("First"), allow)

    with pytest.raises(ChangedMeanwhile):
        bench.application.change_profile(user.tenant_id, user.id, ProfileChange("Second"), overtaken)
    assert bench.state.users[user.id].display_name == "First"


def test_a_bad_change_changes_nothing(bench: AuthBench) -> None:
    user = register(bench)
    with pytest.raises(InvalidInput):
        bench.application.change_profile(user.tenant_id, user.id, ProfileChange("a\x00b"), allow)


def test_nobody_reads_another_tenants_user(bench: AuthBench) -> None:
    user = register(bench)
    with pytest.raises(NoSuchUser):
        bench.application.read_profile(new_id(), user.id)


def test_deletion_ends_everything_at_once(bench: AuthBench) -> None:
    user = register(bench)
    bench.application.log_in("ada@example.org", PASSWORD, PEER)
    bench.application.delete_user(user.tenant_id, user.id)
    bench.application.delete_user(user.tenant_id, user.id)
    assert [type(event) for event in bench.state.events] == [UserRegistered, SessionRevoked, UserDeleted]
    with pytest.raises(WrongCredentials):
        bench.application.log_in("ada@example.org", PASSWORD, PEER)
    with pytest.raises(NoSuchUser):
        bench.application.read_profile(user.tenant_id, user.id)


def test_a_freed_address_can_be_used_again(bench: AuthBench) -> None:
    first = register(bench)
    bench.application.delete_user(first.tenant_id, first.id)
    second = register(bench)
    assert second.id != first.id


def test_auth_erases_its_part_after_the_last_receipt(bench: AuthBench) -> None:
    user = register(bench)
    bench.application.delete_user(user.tenant_id, user.id)
    for position, service in enumerate(("report", "ingest", "ingest", "transcribe"), 11):
        bench.application.confirm_erasure(user.tenant_id, service, position)
    assert user.id in bench.state.users
    bench.application.confirm_erasure(user.tenant_id, "analyze", 15)
    bench.application.confirm_erasure(user.tenant_id, "analyze", 15)
    assert user.id not in bench.state.users
    assert bench.messages.purged == [(user.tenant_id, 15), (user.tenant_id, None)]
    assert bench.state.events[-1] == TenantPurged(user.tenant_id, bench.clock.now())


def test_an_erasure_waits_for_the_broker(bench: AuthBench) -> None:
    user = register(bench)
    bench.application.delete_user(user.tenant_id, user.id)
    for service in ("report", "ingest", "transcribe"):
        bench.application.confirm_erasure(user.tenant_id, service, 1)
    bench.messages.down = True
    with pytest.raises(Unavailable):
        bench.application.confirm_erasure(user.tenant_id, "analyze", 1)
    assert user.id in bench.state.users
    bench.messages.down = False
    bench.application.confirm_erasure(user.tenant_id, "analyze", 1)
    assert user.id not in bench.state.users


def test_receipts_without_an_erasure_mean_nothing(bench: AuthBench) -> None:
    user = register(bench)
    for service in ("ingest", "transcribe", "analyze", "report"):
        bench.application.confirm_erasure(user.tenant_id, service, 1)
    assert user.id in bench.state.users
    assert not bench.messages.purged
