"""Enrolling second factors and logging in with them, on fakes."""

import pytest

from chassis.clock import new_id
from chassis.errors import RateLimited
from services.auth.application.caller import Caller
from services.auth.domain.errors import FactorExists, FactorRefused, NoSuchFactor, SecondFactorRefused
from tests.builders.auth import PASSWORD, PEER
from tests.builders.auth_factors import EMAIL, FactorBench
from tests.builders.mail_room import fake_mail_room


@pytest.fixture
def bench() -> FactorBench:
    made = FactorBench()
    made.register()
    return made


def test_an_app_counts_only_once_a_code_has_confirmed_it(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.application.factors.begin_totp(caller)
    bench.log_in()
    with pytest.raises(FactorRefused):
        bench.application.factors.confirm_totp(caller, "000000")
    bench.log_in()
    codes = bench.application.factors.confirm_totp(caller, bench.code())
    assert len(codes) == 10
    assert bench.challenged().methods == ("totp", "recovery_code")
    assert "factor.added" in bench.kinds


def test_beginning_again_replaces_what_was_not_confirmed(bench: FactorBench) -> None:
    caller = bench.caller()
    first = bench.application.factors.begin_totp(caller)
    old_code = bench.code()
    second = bench.application.factors.begin_totp(caller)
    assert first.secret != second.secret
    assert first.secret not in repr(first)
    with pytest.raises(FactorRefused):
        bench.application.factors.confirm_totp(caller, old_code)
    bench.application.factors.confirm_totp(caller, bench.code())
    with pytest.raises(FactorExists):
        bench.application.factors.begin_totp(caller)
    with pytest.raises(FactorExists):
        bench.application.factors.confirm_totp(caller, bench.code(1))


def test_the_secret_is_sealed_for_its_user(bench: FactorBench) -> None:
    bench.application.factors.begin_totp(bench.caller())
    totp = next(iter(bench.factors.totps.values()))
    assert bench.secret not in totp.secret.content


def test_a_code_opens_one_session(bench: FactorBench) -> None:
    bench.add_app(bench.caller())
    bench.clock.advance(60)
    code = bench.code()
    bench.answer(bench.challenged(), code)
    with pytest.raises(SecondFactorRefused):
        bench.answer(bench.challenged(), code)
    assert bench.refusals() == [("totp", "replayed")]
    assert bench.means() == ["password", "password_and_code"]


def test_the_code_that_confirmed_the_app_is_spent(bench: FactorBench) -> None:
    bench.add_app(bench.caller())
    with pytest.raises(SecondFactorRefused):
        bench.answer(bench.challenged(), bench.code())


def test_one_step_of_drift_and_never_back(bench: FactorBench) -> None:
    bench.add_app(bench.caller())
    bench.clock.advance(300)
    needed = bench.challenged()
    for steps in (2, -2):
        with pytest.raises(SecondFactorRefused):
            bench.answer(needed, bench.code(steps))
    bench.answer(needed, bench.code(1))
    with pytest.raises(SecondFactorRefused):
        bench.answer(bench.challenged(), bench.code(0))


def test_a_challenge_is_answered_once(bench: FactorBench) -> None:
    codes = bench.add_app(bench.caller())
    needed = bench.challenged()
    bench.answer(needed, codes[0].shown)
    with pytest.raises(SecondFactorRefused):
        bench.answer(needed, codes[1].shown)
    assert bench.application.factors.show(*bench.user).recovery_codes_left == 9


def test_a_challenge_takes_five_answers_within_five_minutes(bench: FactorBench) -> None:
    codes = bench.add_app(bench.caller())
    late, tired = bench.challenged(), bench.challenged()
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            bench.answer(tired, {"id": "Phone", "nonce": "-"})
    with pytest.raises(SecondFactorRefused):
        bench.answer(tired, codes[0].shown)
    bench.clock.advance(300)
    with pytest.raises(SecondFactorRefused):
        bench.answer(late, codes[0].shown)
    assert bench.application.factors.show(*bench.user).recovery_codes_left == 10


@pytest.mark.parametrize("challenge", ["", "rsf_", "rsf_" + "A" * 43, "rrt_" + "A" * 43])
def test_every_refusal_is_the_same(bench: FactorBench, challenge: str) -> None:
    bench.add_app(bench.caller())
    with pytest.raises(SecondFactorRefused) as wrong_code:
        bench.answer(bench.challenged(), "000000")
    with pytest.raises(SecondFactorRefused) as unknown:
        bench.application.factors.answer(challenge, bench.code(1), "", "bearer")
    assert unknown.value.to_problem() == wrong_code.value.to_problem()


def test_wrong_codes_are_limited_and_the_owner_comes_in_elsewhere(bench: FactorBench) -> None:
    bench.add_app(bench.caller())
    bench.clock.advance(60)
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            bench.answer(bench.challenged(), "000000")
    with pytest.raises(RateLimited):
        bench.answer(bench.challenged(), bench.code())
    needed = bench.challenged()
    bench.application.factors.answer(needed.token.encode(), bench.code(), "198.51.100.1", "bearer")


def test_a_recovery_code_is_used_once(bench: FactorBench) -> None:
    codes = bench.add_app(bench.caller())
    bench.answer(bench.challenged(), codes[3].shown.upper())
    with pytest.raises(SecondFactorRefused):
        bench.answer(bench.challenged(), codes[3].shown)
    assert bench.refusals() == [("recovery_code", "wrong")]
    assert bench.kinds.count("recovery_code.used") == 1


def test_renewed_recovery_codes_replace_the_old(bench: FactorBench) -> None:
    caller = bench.caller()
    with pytest.raises(NoSuchFactor):
        bench.application.factors.renew_recovery_codes(caller)
    old = bench.add_app(caller)
    new = bench.application.factors.renew_recovery_codes(caller)
    with pytest.raises(SecondFactorRefused):
        bench.answer(bench.challenged(), old[0].shown)
    bench.answer(bench.challenged(), new[0].shown)
    assert "recovery_codes.renewed" in bench.kinds


def test_a_second_factor_brings_no_new_recovery_codes(bench: FactorBench) -> None:
    caller = bench.caller()
    assert len(bench.add_app(caller)) == 10
    assert bench.add_passkey(caller) == ()
    assert bench.challenged().methods == ("passkey", "totp", "recovery_code")


def test_recovery_codes_go_with_the_last_factor(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.add_app(caller)
    bench.add_passkey(caller)
    bench.application.factors.remove_totp(caller)
    kept = bench.application.factors.show(*bench.user)
    assert kept.recovery_codes_left == 10
    bench.application.factors.remove_passkey(caller, kept.passkeys[0].id)
    assert bench.application.factors.show(*bench.user).recovery_codes_left == 0
    bench.log_in()
    with pytest.raises(NoSuchFactor):
        bench.application.factors.remove_totp(caller)
    with pytest.raises(NoSuchFactor):
        bench.application.factors.remove_passkey(caller, kept.passkeys[0].id)


def test_an_administrator_helps_who_has_lost_everything(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.add_app(caller)
    bench.add_passkey(caller)
    admin = Caller(new_id(), new_id(), new_id(), PEER)
    bench.application.factors.reset(admin, *bench.user)
    bench.log_in()
    act = bench.state.acts[-2]
    assert (act.kind, act.actor_id, act.target_id) == ("factor.removed", admin.user_id, caller.user_id)
    with pytest.raises(NoSuchFactor):
        bench.application.factors.reset(admin, *bench.user)


def test_a_mail_tells_of_every_change(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.state.mails.clear()
    bench.add_app(caller)
    bench.add_passkey(caller)
    bench.application.factors.remove_totp(caller)
    bench.application.factors.reset(caller, *bench.user)
    assert [(mail.kind, mail.user_id) for mail in bench.state.mails] == [
        ("factor_added", caller.user_id),
        ("factor_added", caller.user_id),
        ("factor_removed", caller.user_id),
        ("factor_removed", caller.user_id),
    ]


def test_a_new_password_leaves_the_second_factor_in_place(bench: FactorBench) -> None:
    room = fake_mail_room(bench.state, bench.clock)
    bench.add_app(bench.caller())
    bench.application.accounts.verify_email(room.token())
    room.deliver()
    bench.application.accounts.request_password_reset(EMAIL)
    bench.application.accounts.reset_password(room.token(), PASSWORD)
    bench.challenged()
