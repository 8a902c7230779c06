"""Logging in and out, and refresh tokens, on fakes."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from chassis.errors import RateLimited, Unavailable
from services.auth.application.token_pairs import TokenPair
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import SessionOver, WrongCredentials
from services.auth.domain.events import SessionRevoked
from services.auth.domain.refresh_token import RefreshToken
from tests.builders.auth import PASSWORD, PEER, AuthBench

EMAIL = "ada@example.org"


@pytest.fixture
def bench() -> AuthBench:
    made = AuthBench()
    made.application.register_user(Registration(EMAIL, PASSWORD))
    return made


def log_in(bench: AuthBench) -> TokenPair:
    return bench.application.log_in(EMAIL, PASSWORD, PEER)


def refresh(bench: AuthBench, token: str) -> TokenPair:
    return bench.application.refresh_session(token)


def session_of(pair: TokenPair) -> UUID:
    return RefreshToken.parse(pair.refresh_token).session_id


def test_a_login_opens_a_session(bench: AuthBench) -> None:
    pair = log_in(bench)
    user = next(iter(bench.state.users.values()))
    assert pair.expires_in_s == 600
    assert pair.access_token.startswith(f"{user.id} {user.tenant_id} {session_of(pair)} ")
    assert bench.application.check_session(session_of(pair)).active


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong password"), ("nobody@example.org", PASSWORD), ("no address", PASSWORD)],
)
def test_every_refusal_is_the_same_after_the_same_work(bench: AuthBench, email: str, password: str) -> None:
    with pytest.raises(WrongCredentials) as refusal:
        bench.application.log_in(email, password, PEER)
    assert refusal.value.detail == "The email address or the password is wrong."
    assert bench.hasher.verified == 1


def test_a_flood_is_refused_before_anything_else_is_done(bench: AuthBench) -> None:
    bench.guessing.failures = [(EmailAddress(EMAIL), PEER)] * 5
    bench.hasher.full = True
    with pytest.raises(Unavailable) as refusal:
        log_in(bench)
    assert refusal.value.retry_after_s == 2
    assert not [act for act in bench.state.acts if act.kind.startswith("login")]


def test_a_password_that_nobody_can_have_is_not_hashed(bench: AuthBench) -> None:
    with pytest.raises(WrongCredentials):
        bench.application.log_in(EMAIL, "x" * 1025, PEER)
    assert bench.hasher.verified == 0


def test_who_guesses_too_often_waits_and_the_owner_does_not(bench: AuthBench) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            bench.application.log_in(EMAIL, "a wrong guess", PEER)
    for _ in range(20):
        with pytest.raises(RateLimited):
            bench.application.log_in(EMAIL, PASSWORD, PEER)
    bench.application.log_in(EMAIL, PASSWORD, "198.51.100.1")
    told = [act.kind for act in bench.state.acts if act.kind.startswith("login.")]
    assert told == ["login.refused"] * 5 + ["login.throttled", "login.succeeded"]


def test_logins_that_work_cost_nothing(bench: AuthBench) -> None:
    for _ in range(50):
        log_in(bench)
    assert bench.guessing.failures == []


def test_a_refresh_token_is_used_once_and_replaced(bench: AuthBench) -> None:
    first = log_in(bench)
    second = refresh(bench, first.refresh_token)
    third = refresh(bench, second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert session_of(third) == session_of(first)


def test_a_lost_reply_is_repeated_for_ten_seconds(bench: AuthBench) -> None:
    first = log_in(bench)
    second = refresh(bench, first.refresh_token)
    bench.clock.advance(9)
    again = refresh(bench, first.refresh_token)
    assert again.refresh_token == second.refresh_token
    refresh(bench, second.refresh_token)


def test_after_ten_seconds_a_used_token_ends_the_session(bench: AuthBench) -> None:
    first = log_in(bench)
    second = refresh(bench, first.refresh_token)
    bench.clock.advance(11)
    for token in (first.refresh_token, second.refresh_token):
        with pytest.raises(SessionOver):
            refresh(bench, token)
    revoked = [event for event in bench.state.events if isinstance(event, SessionRevoked)]
    assert [(event.session_id, event.reason) for event in revoked] == [(session_of(first), "refresh_reused")]


def test_only_the_direct_predecessor_has_grace(bench: AuthBench) -> None:
    first = log_in(bench)
    second = refresh(bench, first.refresh_token)
    refresh(bench, second.refresh_token)
    with pytest.raises(SessionOver):
        refresh(bench, first.refresh_token)
    with pytest.raises(SessionOver):
        refresh(bench, second.refresh_token)


def test_the_end_of_one_session_leaves_the_others(bench: AuthBench) -> None:
    first, other = log_in(bench), log_in(bench)
    bench.clock.advance(1)
    refresh(bench, refresh(bench, first.refresh_token).refresh_token)
    with pytest.raises(SessionOver):
        refresh(bench, first.refresh_token)
    refresh(bench, other.refresh_token)


def test_ten_at_once_get_one_successor(bench: AuthBench) -> None:
    first = log_in(bench)
    with ThreadPoolExecutor(10) as pool:
        pairs = list(pool.map(lambda _: refresh(bench, first.refresh_token), range(10)))
    assert len({pair.refresh_token for pair in pairs}) == 1
    assert len({pair.access_token for pair in pairs}) == 10


def test_a_guessed_token_harms_nobody(bench: AuthBench) -> None:
    pair = log_in(bench)
    real = RefreshToken.parse(pair.refresh_token)
    forged = RefreshToken(real.tenant_id, real.session_id, b"\x00" * 32)
    with pytest.raises(SessionOver):
        refresh(bench, forged.encode())
    refresh(bench, pair.refresh_token)


def test_idle_and_absolute_ends(bench: AuthBench) -> None:
    idle, busy = log_in(bench), log_in(bench)
    for _ in range(29):
        bench.clock.advance(86400)
        busy = refresh(bench, busy.refresh_token)
    with pytest.raises(SessionOver):
        refresh(bench, idle.refresh_token)
    bench.clock.advance(86400)
    with pytest.raises(SessionOver):
        refresh(bench, busy.refresh_token)
    state = bench.application.check_session(session_of(idle))
    assert not state.active
    assert state.ended_at is not None


def test_logging_out_ends_this_session_only(bench: AuthBench) -> None:
    mine, other = log_in(bench), log_in(bench)
    user = next(iter(bench.state.users.values()))
    for _ in range(2):
        bench.application.log_out(user.tenant_id, user.id, session_of(mine))
    with pytest.raises(SessionOver):
        refresh(bench, mine.refresh_token)
    refresh(bench, other.refresh_token)
    state = bench.application.check_session(session_of(mine))
    assert (state.active, state.ended_at) == (False, bench.clock.now())
    assert len([event for event in bench.state.events if isinstance(event, SessionRevoked)]) == 1


def test_an_unknown_session_is_over(bench: AuthBench) -> None:
    assert not bench.application.check_session(UUID(int=7)).active
