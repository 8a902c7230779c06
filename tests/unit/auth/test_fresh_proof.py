"""Acts that weaken an account need a proof of who is there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.auth.application.caller import Caller
from services.auth.application.use_cases.prove_again import Evidence
from services.auth.domain.errors import NoSuchFactor, ProofRefused, ProofRequired, WrongPassword
from tests.builders.auth import PASSWORD
from tests.builders.auth_factors import FactorBench, answer_to


@pytest.fixture
def bench() -> FactorBench:
    made = FactorBench()
    made.register()
    return made


def stale(bench: FactorBench) -> Caller:
    """A user with an app and a passkey, whose login was more than five minutes ago."""
    caller = bench.caller()
    bench.codes = bench.add_app(caller)
    bench.add_passkey(caller)
    bench.clock.advance(301)
    return caller


GUARDED: list[Callable[[FactorBench, Caller], object]] = [
    lambda bench, caller: bench.application.factors.begin_totp(caller),
    lambda bench, caller: bench.application.factors.remove_totp(caller),
    lambda bench, caller: bench.application.factors.begin_passkey(caller),
    lambda bench, caller: bench.application.factors.remove_passkey(caller, caller.user_id),
    lambda bench, caller: bench.application.factors.renew_recovery_codes(caller),
    lambda bench, caller: bench.application.factors.reset(caller, caller.tenant_id, caller.user_id),
    lambda bench, caller: bench.application.administration.administer.set_roles(
        caller, caller.user_id, {"admin"}
    ),
]


@pytest.mark.parametrize("act", GUARDED)
def test_a_stolen_session_alone_changes_no_factor(
    bench: FactorBench, act: Callable[[FactorBench, Caller], object]
) -> None:
    caller = stale(bench)
    with pytest.raises(ProofRequired):
        act(bench, caller)
    with pytest.raises(ProofRequired):
        act(bench, replace(caller, session_id=caller.user_id))


def evidence(bench: FactorBench, caller: Caller) -> list[Evidence]:
    question = bench.application.factors.offer_proof(caller.tenant_id, caller.user_id)
    return [
        Evidence(password=PASSWORD),
        Evidence(code=bench.code()),
        Evidence(code=bench.codes[0].shown),
        Evidence(passkey=answer_to(question), challenge=question.token.encode()),
    ]


@pytest.mark.parametrize("which", range(4))
def test_any_proof_opens_them_for_five_minutes(bench: FactorBench, which: int) -> None:
    caller = stale(bench)
    shown = evidence(bench, caller)[which]
    assert PASSWORD not in repr(shown)
    bench.application.factors.prove_again(caller, shown)
    bench.clock.advance(299)
    bench.application.factors.renew_recovery_codes(caller)
    bench.clock.advance(2)
    with pytest.raises(ProofRequired):
        bench.application.factors.renew_recovery_codes(caller)
    assert bench.kinds.count("proof.given") == 1


def test_a_proof_is_for_one_session(bench: FactorBench) -> None:
    mine, other = bench.caller(), bench.caller()
    bench.clock.advance(301)
    bench.application.factors.prove_again(mine, Evidence(password=PASSWORD))
    bench.application.factors.begin_totp(mine)
    with pytest.raises(ProofRequired):
        bench.application.factors.begin_totp(other)


def test_what_proves_nothing_is_refused_and_recorded(bench: FactorBench) -> None:
    caller = stale(bench)
    question = bench.application.factors.offer_proof(caller.tenant_id, caller.user_id)
    challenge = question.token.encode()
    wrong = [
        Evidence(),
        Evidence(code="000000"),
        Evidence(challenge=challenge),
        Evidence(passkey=answer_to(question), challenge=challenge),
        Evidence(passkey=answer_to(question)),
    ]
    for shown in wrong:
        with pytest.raises(ProofRefused):
            bench.application.factors.prove_again(caller, shown)
    with pytest.raises(WrongPassword):
        bench.application.factors.prove_again(caller, Evidence(password="a wrong guess"))
    assert bench.kinds.count("proof.refused") == 5
    with pytest.raises(ProofRequired):
        bench.application.factors.begin_totp(caller)


def test_a_passkey_proves_only_its_own_user(bench: FactorBench) -> None:
    caller = stale(bench)
    question = bench.application.factors.offer_proof(caller.tenant_id, caller.user_id)
    shown = Evidence(passkey=answer_to(question), challenge=question.token.encode())
    stranger = Caller(caller.tenant_id, caller.tenant_id, caller.session_id, caller.peer)
    with pytest.raises(ProofRefused):
        bench.application.factors.prove_again(stranger, shown)


def test_who_has_no_passkey_is_not_asked_for_one(bench: FactorBench) -> None:
    caller = bench.caller()
    with pytest.raises(NoSuchFactor):
        bench.application.factors.offer_proof(caller.tenant_id, caller.user_id)


def test_who_has_a_second_factor_proves_who_they_are_before_the_account_ends(bench: FactorBench) -> None:
    caller = stale(bench)
    for leave in (bench.application.delete_own_account.now, bench.application.delete_own_account.later):
        with pytest.raises(ProofRequired):
            leave(caller)
    bench.application.factors.prove_again(caller, Evidence(password=PASSWORD))
    bench.application.delete_own_account.later(caller)
    bench.application.delete_own_account.now(caller)


def test_who_has_none_leaves_without(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.clock.advance(301)
    bench.application.delete_own_account.now(caller)
