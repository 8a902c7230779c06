"""Usernames, pictures and the end of an account, on fakes."""

from datetime import timedelta

import pytest

from chassis.errors import RateLimited
from services.auth.domain.errors import (
    AddressNotVerified,
    BadImage,
    BadUsername,
    NoSuchAvatar,
    UsernameTaken,
    WrongCredentials,
)
from tests.builders.auth import PASSWORD, PEER, AuthBench
from tests.builders.auth_users import ADA, acts, caller, register, user_of
from tests.builders.mail_room import MailRoom, fake_mail_room, token_of


@pytest.fixture
def bench() -> AuthBench:
    return AuthBench()


@pytest.fixture
def room(bench: AuthBench) -> MailRoom:
    return fake_mail_room(bench.state, bench.clock)


def test_a_username_counts_once_the_address_is_verified(bench: AuthBench, room: MailRoom) -> None:
    register(bench, username="Ada.Lovelace")
    with pytest.raises(WrongCredentials):
        bench.application.log_in("ada.lovelace", PASSWORD, PEER)
    bench.application.accounts.verify_email(room.token())
    bench.application.log_in("ADA.lovelace", PASSWORD, PEER)
    for other in ("ada_lovelace", "adalovelace", "ada.love1ace"):
        with pytest.raises(WrongCredentials):
            bench.application.log_in(other, PASSWORD, PEER)


def test_of_two_that_wish_for_a_name_the_first_verified_gets_it(bench: AuthBench, room: MailRoom) -> None:
    register(bench, username="mary")
    (first,) = room.deliver()
    register(bench, "eve@example.org", username="rnary")
    bench.application.accounts.verify_email(room.token())
    bench.application.accounts.verify_email(token_of(first))
    assert user_of(bench).username is None
    assert str(user_of(bench, "eve@example.org").username) == "rnary"


def test_a_username_is_chosen_by_who_has_verified_the_address(bench: AuthBench, room: MailRoom) -> None:
    choose = bench.application.accounts.choose_username
    user, eve = register(bench), register(bench, "eve@example.org")
    with pytest.raises(AddressNotVerified):
        choose(user.tenant_id, user.id, "ada")
    for letter in room.deliver():
        bench.application.accounts.verify_email(token_of(letter))
    choose(user.tenant_id, user.id, "ada")
    choose(user.tenant_id, user.id, "ada1")
    with pytest.raises(UsernameTaken):
        choose(eve.tenant_id, eve.id, "adal")
    choose(eve.tenant_id, eve.id, "ada")
    with pytest.raises(BadUsername):
        choose(eve.tenant_id, eve.id, "admin")


def test_guessing_at_a_username_does_not_tell_whose_address_it_is(bench: AuthBench, room: MailRoom) -> None:
    register(bench, username="ada.lovelace")
    bench.application.accounts.verify_email(room.token())
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            bench.application.log_in("Ada.Lovelace", "wrong", PEER)
    with pytest.raises(RateLimited):
        bench.application.log_in("ada.lovelace", PASSWORD, PEER)
    for email in (ADA, "nobody@example.org"):
        with pytest.raises(WrongCredentials):
            bench.application.log_in(email, "wrong", PEER)


def test_where_verified_addresses_are_needed_nobody_else_logs_in(bench: AuthBench, room: MailRoom) -> None:
    bench.verified_only = True
    register(bench)
    with pytest.raises(AddressNotVerified):
        bench.application.log_in(ADA, PASSWORD, PEER)
    with pytest.raises(WrongCredentials):
        bench.application.log_in(ADA, "wrong", PEER)
    bench.application.accounts.verify_email(room.token())
    bench.application.log_in(ADA, PASSWORD, PEER)


def test_a_scheduled_deletion_happens_when_it_is_due(bench: AuthBench, room: MailRoom) -> None:
    user = register(bench)
    caller(bench)
    room.deliver()
    due_at = bench.application.accounts.schedule_deletion(user.tenant_id, user.id)
    assert due_at == bench.clock.now() + timedelta(days=30)
    assert [letter.subject for letter in room.deliver()] == ["Your account will be deleted"]
    bench.clock.advance(timedelta(days=29).total_seconds())
    assert bench.application.accounts.schedule_deletion(user.tenant_id, user.id) == due_at
    assert room.housekeeping.delete_due_users() == 0
    bench.clock.advance(timedelta(days=1).total_seconds())
    assert room.housekeeping.delete_due_users() == 1
    assert room.housekeeping.delete_due_users() == 0
    with pytest.raises(WrongCredentials):
        bench.application.log_in(ADA, PASSWORD, PEER)
    assert [letter.subject for letter in room.deliver()] == ["Your account was deleted"]


def test_logging_in_cancels_a_scheduled_deletion(bench: AuthBench, room: MailRoom) -> None:
    user = register(bench)
    bench.application.accounts.schedule_deletion(user.tenant_id, user.id)
    bench.application.log_in(ADA, PASSWORD, PEER)
    bench.clock.advance(timedelta(days=31).total_seconds())
    assert room.housekeeping.delete_due_users() == 0
    assert user_of(bench).deletion_due_at is None
    assert {"account.deletion_scheduled", "account.deletion_cancelled"} <= set(acts(bench))


def test_a_user_cancels_a_scheduled_deletion(bench: AuthBench, room: MailRoom) -> None:
    user = register(bench)
    bench.application.accounts.schedule_deletion(user.tenant_id, user.id)
    bench.application.accounts.schedule_deletion.cancel(user.tenant_id, user.id)
    bench.application.accounts.schedule_deletion.cancel(user.tenant_id, user.id)
    bench.clock.advance(timedelta(days=31).total_seconds())
    assert room.housekeeping.delete_due_users() == 0
    assert acts(bench).count("account.deletion_cancelled") == 1


def test_a_picture_is_kept_as_a_portrait(bench: AuthBench) -> None:
    user, avatar = register(bench), bench.application.accounts.avatar
    with pytest.raises(NoSuchAvatar):
        avatar.show(user.tenant_id, user.id)
    avatar.store(user.tenant_id, user.id, b"picture of ada")
    assert avatar.show(user.tenant_id, user.id) == b"portrait of picture of ada"
    with pytest.raises(BadImage):
        avatar.store(user.tenant_id, user.id, b"<svg>")
    avatar.remove(user.tenant_id, user.id)
    avatar.remove(user.tenant_id, user.id)
    with pytest.raises(NoSuchAvatar):
        avatar.show(user.tenant_id, user.id)
