"""Passkeys as second factor and alone, on fakes."""

from dataclasses import replace

import pytest

from chassis.errors import InvalidInput
from services.auth.domain.errors import FactorExists, FactorRefused, NoSuchFactor, SecondFactorRefused
from tests.builders.auth_factors import FactorBench, answer_to, signed


@pytest.fixture
def bench() -> FactorBench:
    made = FactorBench()
    made.register()
    return made


def test_a_passkey_answers_for_the_second_factor(bench: FactorBench) -> None:
    bench.add_passkey(bench.caller())
    needed = bench.challenged()
    assert needed.methods == ("passkey", "recovery_code")
    bench.answer(needed, signed(needed))
    assert bench.means() == ["password", "password_and_passkey"]
    other = bench.challenged()
    with pytest.raises(SecondFactorRefused):
        bench.answer(other, signed(needed))
    assert bench.refusals() == [("passkey", "another_nonce")]


def test_a_passkey_logs_in_alone(bench: FactorBench) -> None:
    bench.add_passkey(bench.caller())
    question = bench.application.factors.offer_passkey_login()
    challenge, answer = question.token.encode(), answer_to(question)
    bench.application.factors.log_in_with_passkey(challenge, answer, "bearer")
    assert bench.means() == ["password", "passkey"]
    with pytest.raises(SecondFactorRefused):
        bench.application.factors.log_in_with_passkey(challenge, answer, "bearer")


def test_an_unknown_passkey_logs_nobody_in(bench: FactorBench) -> None:
    bench.add_passkey(bench.caller())
    question = bench.application.factors.offer_passkey_login()
    with pytest.raises(SecondFactorRefused):
        bench.application.factors.log_in_with_passkey(
            question.token.encode(), answer_to(question, "Stranger"), "bearer"
        )
    assert bench.refusals() == [("passkey", "unknown")]


def test_a_copy_of_a_passkey_is_noticed(bench: FactorBench) -> None:
    bench.add_passkey(bench.caller())
    for count in (4, 5):
        needed = bench.challenged()
        bench.answer(needed, signed(needed, count=count))
    for count in (5, 4, 0):
        needed = bench.challenged()
        with pytest.raises(SecondFactorRefused):
            bench.answer(needed, signed(needed, count=count))
    assert bench.refusals() == [("passkey", "sign_count")] * 3


def test_challenges_are_good_for_their_purpose_only(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.add_passkey(caller)
    proof = bench.application.factors.offer_proof(caller.tenant_id, caller.user_id)
    with pytest.raises(SecondFactorRefused):
        bench.application.factors.log_in_with_passkey(proof.token.encode(), answer_to(proof), "bearer")
    question = bench.application.factors.offer_passkey_login()
    with pytest.raises(FactorRefused):
        bench.application.factors.register_passkey(
            caller.user_id, question.token.encode(), "Other", answer_to(question, "Other")
        )


def test_a_registration_is_for_who_began_it_and_once(bench: FactorBench) -> None:
    caller = bench.caller()
    question = bench.application.factors.begin_passkey(caller)
    challenge = question.token.encode()
    with pytest.raises(InvalidInput):
        bench.application.factors.register_passkey(caller.user_id, challenge, " ", answer_to(question))
    with pytest.raises(FactorRefused):
        bench.application.factors.register_passkey(caller.tenant_id, challenge, "Phone", answer_to(question))
    with pytest.raises(FactorRefused):
        bench.application.factors.register_passkey(caller.user_id, challenge, "Phone", answer_to(question))
    another = bench.application.factors.begin_passkey(caller).token.encode()
    with pytest.raises(FactorRefused):
        bench.application.factors.register_passkey(caller.user_id, another, "Phone", answer_to(question))


def test_passkeys_have_names_and_an_end(bench: FactorBench) -> None:
    caller = bench.caller()
    bench.add_passkey(caller)
    with pytest.raises(FactorExists):
        bench.add_passkey(caller)
    phone = bench.application.factors.show(*bench.user).passkeys[0]
    renamed = bench.application.factors.rename_passkey(*bench.user, phone.id, " Old phone ")
    assert renamed == replace(phone, name="Old phone")
    with pytest.raises(NoSuchFactor):
        bench.application.factors.rename_passkey(caller.tenant_id, caller.tenant_id, phone.id, "Mine")
    for number in range(19):
        bench.add_passkey(caller, f"Key {number}")
    with pytest.raises(FactorExists):
        bench.application.factors.begin_passkey(caller)
