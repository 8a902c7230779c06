"""Addresses and passwords, verified, reset and changed, on fakes."""

from datetime import timedelta

import pytest

from chassis.errors import RateLimited
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.errors import (
    TokenRefused,
    WeakPassword,
    WrongCredentials,
    WrongPassword,
)
from tests.builders.auth import PASSWORD, PEER, AuthBench
from tests.builders.auth_users import ADA, acts, caller, register, user_of
from tests.builders.mail_room import MailRoom, fake_mail_room, token_of

NEW_PASSWORD = "another long sentence"


@pytest.fixture
def bench() -> AuthBench:
    return AuthBench()


@pytest.fixture
def room(bench: AuthBench) -> MailRoom:
    return fake_mail_room(bench.state, bench.clock)


def test_an_address_is_verified_by_the_token_that_was_sent_to_it(bench: AuthBench, room: MailRoom) -> None:
    assert not register(bench).email_verified
    token = room.token()
    bench.application.accounts.verify_email(token)
    assert user_of(bench).email_verified
    assert acts(bench)[-1] == "email.verified"
    with pytest.raises(TokenRefused):
        bench.application.accounts.verify_email(token)


@pytest.mark.parametrize("token", ["", "rev_", "rev_x", "rpr_" + "A" * 43, "rev_" + "A" * 43])
def test_what_was_never_sent_verifies_nothing(bench: AuthBench, token: str) -> None:
    register(bench)
    with pytest.raises(TokenRefused):
        bench.application.accounts.verify_email(token)


def test_a_token_of_one_kind_does_nothing_of_another(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    token = room.token()
    for use in (bench.application.accounts.confirm_email_change, bench.application.accounts.verify_email):
        with pytest.raises(TokenRefused):
            use(token.replace("rev_", "rec_"))
    with pytest.raises(TokenRefused):
        bench.application.accounts.reset_password(token, NEW_PASSWORD)


def test_a_token_expires(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    token = room.token()
    bench.clock.advance(timedelta(days=1).total_seconds())
    with pytest.raises(TokenRefused):
        bench.application.accounts.verify_email(token)


def test_the_mail_is_sent_again_as_long_as_it_is_needed(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    first = room.token()
    bench.application.accounts.send_verification(ADA)
    again = room.token()
    bench.application.accounts.verify_email(again)
    with pytest.raises(TokenRefused):
        bench.application.accounts.verify_email(first)
    bench.application.accounts.send_verification(ADA)
    bench.application.accounts.send_verification("nobody@example.org")
    assert room.deliver() == []


def test_the_owner_of_a_taken_address_hears_of_the_attempt(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.deliver()
    bench.application.register_user(Registration(ADA, NEW_PASSWORD, "Eve", username="eve"))
    (letter,) = room.deliver()
    assert (letter.to.value, letter.subject, letter.step) == (ADA, "You have an account already", None)
    assert "Eve" not in str(letter)


def test_a_password_is_reset_and_every_session_ends(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    session = caller(bench).session_id
    room.deliver()
    bench.application.accounts.request_password_reset(ADA)
    token = room.token()
    bench.application.accounts.reset_password(token, NEW_PASSWORD)
    assert not bench.application.check_session(session).active
    assert user_of(bench).email_verified
    with pytest.raises(WrongCredentials):
        bench.application.log_in(ADA, PASSWORD, PEER)
    bench.application.log_in(ADA, NEW_PASSWORD, PEER)
    assert [letter.subject for letter in room.deliver()] == ["Your password was changed"]
    assert {"password.reset_requested", "password.reset", "session.revoked"} <= set(acts(bench))
    with pytest.raises(TokenRefused):
        bench.application.accounts.reset_password(token, NEW_PASSWORD)


def test_a_refused_password_does_not_use_the_token_up(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.deliver()
    bench.application.accounts.request_password_reset(ADA)
    token = room.token()
    for weak in ("short", "password1", ADA):
        with pytest.raises(WeakPassword):
            bench.application.accounts.reset_password(token, weak)
    bench.application.accounts.reset_password(token, NEW_PASSWORD)


def test_a_reset_for_nobody_leaves_no_mail_and_no_name(bench: AuthBench, room: MailRoom) -> None:
    bench.application.accounts.request_password_reset("nobody@example.org")
    assert room.deliver() == []
    (act,) = bench.state.acts
    assert (act.kind, act.tenant_id, act.target_id, act.details) == (
        "password.reset_requested",
        None,
        None,
        {},
    )


def test_a_changed_password_ends_the_other_sessions(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    other, own = caller(bench), caller(bench)
    bench.application.accounts.change_password(own, PASSWORD, NEW_PASSWORD)
    assert bench.application.check_session(own.session_id).active
    assert not bench.application.check_session(other.session_id).active
    bench.application.log_in(ADA, NEW_PASSWORD, PEER)
    assert "password.changed" in acts(bench)
    assert "Your password was changed" in [letter.subject for letter in room.deliver()]


def test_the_present_password_is_needed_and_guessing_it_is_limited(bench: AuthBench) -> None:
    register(bench)
    own = caller(bench)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            bench.application.accounts.change_password(own, "wrong", NEW_PASSWORD)
    with pytest.raises(RateLimited):
        bench.application.accounts.change_password(own, PASSWORD, NEW_PASSWORD)
    assert acts(bench).count("password.refused") == 5


def test_a_changed_password_may_not_be_a_common_one(bench: AuthBench) -> None:
    register(bench)
    with pytest.raises(WeakPassword):
        bench.application.accounts.change_password(caller(bench), PASSWORD, "password1")


def test_a_reset_that_is_under_way_is_void_after_a_change(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.deliver()
    bench.application.accounts.request_password_reset(ADA)
    token = room.token()
    bench.application.accounts.change_password(caller(bench), PASSWORD, NEW_PASSWORD)
    with pytest.raises(TokenRefused):
        bench.application.accounts.reset_password(token, "a third long sentence")


def test_an_address_changes_when_the_new_one_is_confirmed(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.deliver()
    bench.application.accounts.request_email_change(caller(bench), PASSWORD, "countess@example.org")
    (asked,) = room.deliver()
    assert asked.to.value == "countess@example.org"
    bench.application.log_in(ADA, PASSWORD, PEER)
    bench.application.accounts.confirm_email_change(token_of(asked))
    (told,) = room.deliver()
    assert (told.to.value, told.subject) == (ADA, "Your email address was changed")
    assert user_of(bench, "countess@example.org").email_verified
    with pytest.raises(WrongCredentials):
        bench.application.log_in(ADA, PASSWORD, PEER)
    bench.application.log_in("countess@example.org", PASSWORD, PEER)
    assert {"email.change_requested", "email.changed"} <= set(acts(bench))


def test_an_address_that_somebody_has_is_not_given(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    register(bench, "eve@example.org")
    room.deliver()
    bench.application.accounts.request_email_change(caller(bench), PASSWORD, "eve@example.org")
    (told,) = room.deliver()
    assert (told.to.value, told.step) == ("eve@example.org", None)


def test_an_address_that_was_taken_meanwhile_is_not_given(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.deliver()
    bench.application.accounts.request_email_change(caller(bench), PASSWORD, "eve@example.org")
    token = room.token()
    register(bench, "eve@example.org")
    with pytest.raises(TokenRefused):
        bench.application.accounts.confirm_email_change(token)
    assert user_of(bench).email.value == ADA


def test_changing_the_address_needs_the_password(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.deliver()
    with pytest.raises(WrongPassword):
        bench.application.accounts.request_email_change(caller(bench), "wrong", "eve@example.org")
    assert room.deliver() == []


def test_an_address_that_was_asked_for_before_the_password_changed_is_not_given(
    bench: AuthBench, room: MailRoom
) -> None:
    register(bench)
    room.deliver()
    thief = caller(bench)
    bench.application.accounts.request_email_change(thief, PASSWORD, "eve@example.org")
    early = room.token()
    bench.application.accounts.request_email_change(thief, PASSWORD, "eve@example.org")
    bench.application.accounts.change_password(caller(bench), PASSWORD, NEW_PASSWORD)
    assert [letter.subject for letter in room.deliver()] == ["Your password was changed"]
    with pytest.raises(TokenRefused):
        bench.application.accounts.confirm_email_change(early)
