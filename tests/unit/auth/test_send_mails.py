"""Sending the mails that were asked for, on fakes."""

from typing import get_args

import pytest

from chassis.clock import new_id
from services.auth.application.letter_steps import LetterSteps
from services.auth.application.use_cases.send_mails import ATTEMPTS, PAUSES
from services.auth.domain.account_tokens import KINDS
from services.auth.domain.letter import Command, Link
from services.auth.domain.mail import PER_HOUR, MailKind, MailRequest
from tests.builders.auth import AuthBench
from tests.builders.auth_users import ADA, acts, register
from tests.builders.mail_room import MailRoom, fake_mail_room, token_of


@pytest.fixture
def bench() -> AuthBench:
    return AuthBench()


@pytest.fixture
def room(bench: AuthBench) -> MailRoom:
    return fake_mail_room(bench.state, bench.clock)


def test_every_kind_of_mail_has_its_words_and_its_limit(room: MailRoom) -> None:
    kinds = set(get_args(MailKind))
    assert set(room.housekeeping.send_mails.writers) == kinds
    assert set(PER_HOUR) == kinds


def test_a_mail_is_sent_once(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    assert room.housekeeping.send_mails() == "sent"
    assert room.housekeeping.send_mails() is None
    bench.clock.advance(86_400)
    assert room.housekeeping.send_mails() is None


def test_no_secret_exists_before_the_letter_is_written(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    assert not bench.state.tokens
    (letter,) = room.deliver()
    token = KINDS["email_verification"].parse(token_of(letter))
    assert token is not None
    assert set(bench.state.tokens) == {token.digest}
    assert token_of(letter) not in repr(letter)


def test_a_server_that_is_down_is_tried_again_for_a_day_and_then_no_more(
    bench: AuthBench, room: MailRoom
) -> None:
    register(bench)
    room.mailer.down = True
    begun = bench.clock.now()
    for pause in PAUSES:
        assert room.housekeeping.send_mails() == "put_off"
        assert room.housekeeping.send_mails() is None
        bench.clock.advance(pause.total_seconds())
    assert room.housekeeping.send_mails() == "given_up"
    assert 20 * 3600 < (bench.clock.now() - begun).total_seconds() < 30 * 3600
    bench.clock.advance(86_400)
    assert room.housekeeping.send_mails() is None
    assert acts(bench)[-1] == "mail.given_up"
    assert bench.state.acts[-1].details == {"kind": "email_verification", "reason": "server_unreachable"}


def test_a_server_that_was_down_gets_a_mail_with_a_token_that_holds(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.mailer.down = True
    room.housekeeping.send_mails()
    room.mailer.down = False
    bench.clock.advance(PAUSES[0].total_seconds())
    bench.application.accounts.verify_email(room.token())


def test_what_the_server_refuses_is_given_up_at_once(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    room.mailer.refuses = True
    assert room.housekeeping.send_mails() == "given_up"
    assert room.housekeeping.send_mails() is None
    assert bench.state.acts[-1].details["reason"] == "refused"


def test_what_ends_every_attempt_is_given_up_too(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    box = room.housekeeping.send_mails.box
    now = bench.clock.now()
    for _ in range(ATTEMPTS):
        assert box.take(now, now) is not None
    assert room.housekeeping.send_mails() == "given_up"
    assert room.housekeeping.send_mails() is None
    assert bench.state.acts[-1].details["reason"] == "never_written"


def test_what_a_crash_left_in_hand_comes_again(bench: AuthBench, room: MailRoom) -> None:
    register(bench)
    box = room.housekeeping.send_mails.box
    now = bench.clock.now()
    assert box.take(now, now) is not None
    assert room.housekeeping.send_mails() == "sent"


@pytest.mark.parametrize(("kind", "allowed"), [("password_reset", 5), ("address_taken", 2)])
def test_nobody_is_flooded_with_what_strangers_ask_for(
    bench: AuthBench, room: MailRoom, kind: MailKind, allowed: int
) -> None:
    user = register(bench)
    room.deliver()
    for _ in range(8):
        bench.state.mails.append(MailRequest(kind, bench.clock.now(), address=user.email))
    assert len(room.deliver()) == allowed
    bench.clock.advance(3601)
    bench.state.mails.append(MailRequest(kind, bench.clock.now(), address=user.email))
    assert len(room.deliver()) == 1


def test_nothing_is_written_to_who_is_gone(bench: AuthBench, room: MailRoom) -> None:
    user = register(bench)
    room.deliver()
    bench.application.accounts.request_password_reset(ADA)
    bench.application.accounts.schedule_deletion(user.tenant_id, user.id)
    bench.state.mails.append(MailRequest("password_changed", bench.clock.now(), user.tenant_id, user.id))
    bench.state.mails.append(MailRequest("email_change", bench.clock.now(), new_id(), new_id(), user.email))
    bench.application.delete_user(user.tenant_id, user.id)
    assert [letter.subject for letter in room.deliver()] == ["Your account was deleted"]


def test_an_invitation_holds_no_secret(bench: AuthBench, room: MailRoom) -> None:
    user = register(bench)
    room.deliver()
    bench.state.mails.append(MailRequest("invitation", bench.clock.now(), user.tenant_id, address=user.email))
    (letter,) = room.deliver()
    assert letter.step == Command("See the invitation", "rostrum invitations list --url https://rostrum.test")


def test_an_application_gets_links_whose_tokens_no_server_sees() -> None:
    steps = LetterSteps("https://rostrum.test", "https://app.rostrum.test")
    link = steps.with_token("password_reset", "rpr_x-y")
    assert link == Link("Set a new password", "https://app.rostrum.test/reset-password#token=rpr_x-y")
    assert steps.to_invitations() == Link("See the invitation", "https://app.rostrum.test/invitations")
