"""A bearer that is not ours is exchanged once, remembered, and ends when auth says so."""

from uuid import uuid4

import pytest

from chassis.errors import LimitReached, Unauthenticated, Unavailable
from chassis.identity import ExchangedToken, ExchangingVerifier, TokenExchange
from chassis.identity import exchange as kept
from tests.builders.identity import Issuer, user_verifier
from tests.fakes.clock import FakeClock

TOKEN = "rst_" + "a" * 70
PEER = "203.0.113.9"


class FakeAuth:
    """Gives an access token for what it knows; `down` makes it unreachable."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self.session = str(uuid4())
        self.known = {TOKEN}
        self.asked: list[tuple[str, str]] = []
        self.down = False
        self.life_s = 600

    def __call__(self, token: str, peer: str) -> ExchangedToken:
        self.asked.append((token, peer))
        if self.down:
            raise Unavailable("auth can't be reached")
        if token not in self.known:
            raise Unauthenticated("unknown")
        access_token = self.issuer.token({"sid": self.session, "scope": "recordings:read"})
        return ExchangedToken(access_token, self.life_s)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def auth(clock: FakeClock) -> FakeAuth:
    return FakeAuth(Issuer(clock))


@pytest.fixture
def edge(auth: FakeAuth, clock: FakeClock) -> ExchangingVerifier:
    return ExchangingVerifier(user_verifier(auth.issuer), TokenExchange(auth, clock))


def test_an_access_token_of_ours_is_never_exchanged(edge: ExchangingVerifier, auth: FakeAuth) -> None:
    token = auth.issuer.token()
    assert edge.own(token, PEER) == token
    assert auth.asked == []


def test_an_api_token_is_exchanged_once_a_minute(
    edge: ExchangingVerifier, auth: FakeAuth, clock: FakeClock
) -> None:
    principal = edge.verify(edge.own(TOKEN, PEER))
    assert (str(principal.session_id), principal.scopes) == (auth.session, {"recordings:read"})
    assert edge.own(TOKEN, "198.51.100.7") == edge.own(TOKEN, PEER)
    assert auth.asked == [(TOKEN, PEER)]
    clock.advance(60)
    edge.own(TOKEN, PEER)
    assert len(auth.asked) == 2


def test_a_token_of_another_issuer_is_exchanged(edge: ExchangingVerifier, auth: FakeAuth) -> None:
    foreign = auth.issuer.token({"iss": "https://login.example.org"})
    auth.known.add(foreign)
    assert edge.verify(edge.own(foreign, PEER))


@pytest.mark.parametrize("token", ["hunter2", "a.b.c", "....", "e30.e30.e30", "RST_" + "a" * 70])
def test_what_is_no_token_is_never_asked_about(edge: ExchangingVerifier, auth: FakeAuth, token: str) -> None:
    with pytest.raises(Unauthenticated):
        edge.verify(edge.own(token, PEER))
    assert auth.asked == []


def test_a_refusal_is_remembered_for_a_while(
    edge: ExchangingVerifier, auth: FakeAuth, clock: FakeClock
) -> None:
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            edge.own("rst_unknown", PEER)
    assert len(auth.asked) == 1
    auth.known.add("rst_unknown")
    clock.advance(kept.REFUSAL_KEPT_S)
    assert edge.own("rst_unknown", PEER)


def test_a_token_that_ends_is_refused_when_it_is_asked_about_again(
    edge: ExchangingVerifier, auth: FakeAuth, clock: FakeClock
) -> None:
    edge.own(TOKEN, PEER)
    auth.known.clear()
    clock.advance(60)
    with pytest.raises(Unauthenticated):
        edge.own(TOKEN, PEER)


def test_while_auth_is_away_a_known_token_goes_on_until_it_expires(
    edge: ExchangingVerifier, auth: FakeAuth, clock: FakeClock
) -> None:
    first = edge.own(TOKEN, PEER)
    auth.down = True
    clock.advance(560)
    assert edge.own(TOKEN, PEER) == first
    clock.advance(10)
    with pytest.raises(Unavailable):
        edge.own(TOKEN, PEER)
    with pytest.raises(Unavailable):
        edge.own("rst_other", PEER)


def test_a_token_with_little_time_left_is_kept_no_longer(
    edge: ExchangingVerifier, auth: FakeAuth, clock: FakeClock
) -> None:
    auth.life_s = 4
    edge.own(TOKEN, PEER)
    clock.advance(2)
    edge.own(TOKEN, PEER)
    assert len(auth.asked) == 2


def test_an_address_that_tries_many_tokens_waits_and_others_do_not(
    edge: ExchangingVerifier, auth: FakeAuth, clock: FakeClock
) -> None:
    edge.own(TOKEN, PEER)
    for number in range(kept.UNKNOWN.amount):
        with pytest.raises(Unauthenticated):
            edge.own(f"rst_{number}", PEER)
    with pytest.raises(LimitReached):
        edge.own("rst_one more", PEER)
    assert len(auth.asked) == 1 + kept.UNKNOWN.amount
    assert edge.own(TOKEN, PEER), "what is known there goes on"
    with pytest.raises(Unauthenticated):
        edge.own("rst_one more", "198.51.100.7")
    clock.advance(60)
    with pytest.raises(Unauthenticated):
        edge.own("rst_one more", PEER)


def test_what_is_kept_is_bounded_and_holds_no_token(
    auth: FakeAuth, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MAX_KEPT", 2)
    exchange = TokenExchange(auth, clock)
    for name in ("rst_1", "rst_2", "rst_3", "rst_1"):
        auth.known.add(name)
        exchange.access_token(name, PEER)
    assert [token for token, _ in auth.asked] == ["rst_1", "rst_2", "rst_3", "rst_1"]
    assert "rst_" not in repr(vars(exchange))
