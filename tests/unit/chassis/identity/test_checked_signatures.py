"""A signature is checked once a minute; everything else each time."""

from uuid import uuid4

import pytest

from chassis.errors import Unauthenticated
from chassis.identity import AccessTokenRules, AccessTokenVerifier, KeySet, RevocationList
from chassis.identity.checked import KEPT_S, CheckedSignatures
from chassis.identity.envelope import Verified
from tests.builders.identity import ISSUER, Issuer, user_verifier
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_a_key_that_left_the_set_is_dead_a_minute_later(clock: FakeClock) -> None:
    old, new = Issuer(clock), Issuer(clock)
    published = [old.jwks(), new.jwks()]
    keys = KeySet(lambda: published[0], clock)
    verifier = AccessTokenVerifier(
        AccessTokenRules(ISSUER), keys, clock, RevocationList(lambda _: True, clock)
    )
    token = old.token()
    assert verifier.verify(token)
    clock.advance(KEPT_S * 5 - 1)  # the set is fetched anew when it is five minutes old
    assert verifier.verify(token)
    del published[0]
    clock.advance(KEPT_S - 1)
    assert verifier.verify(token)
    clock.advance(1)
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_expiry_and_revocation_are_looked_at_each_time(clock: FakeClock) -> None:
    issuer, session = Issuer(clock), uuid4()
    revocations = RevocationList(lambda _: True, clock)
    revocations.follow(clock.monotonic)
    verifier = user_verifier(issuer, revocations)
    now = int(clock.now().timestamp())
    short = issuer.token({"exp": now + 5})
    ended = issuer.token({"sid": str(session)})
    assert verifier.verify(short)
    assert verifier.verify(ended)
    clock.advance(36)  # the leeway of 30 s is over as well
    revocations.revoke(session)
    for token in (short, ended):
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


def test_another_spelling_of_a_known_token_is_another_token(clock: FakeClock) -> None:
    issuer = Issuer(clock)
    verifier, token = user_verifier(issuer), issuer.token()
    assert verifier.verify(token)
    assert verifier.knows(token)
    for spelling in (f"{token}==", token.upper(), f" {token}"):
        assert not verifier.knows(spelling)
        with pytest.raises(Unauthenticated):
            verifier.verify(spelling)


def test_a_refused_token_is_not_remembered(clock: FakeClock) -> None:
    verifier, forged = user_verifier(Issuer(clock)), Issuer(clock).token()
    with pytest.raises(Unauthenticated):
        verifier.verify(forged)
    assert not verifier.knows(forged)


def test_the_memory_is_bounded_and_forgets_the_oldest(clock: FakeClock) -> None:
    memory = CheckedSignatures(clock)
    for number in range(4097):
        memory.keep(str(number), Verified({}, {}))
    assert memory.find("0") is None
    assert memory.find("4096") is not None
