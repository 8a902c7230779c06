"""Where users are logged in, how they know their devices again, and how they log out."""

import pytest

from services.auth.application.caller import Caller
from services.auth.application.token_pairs import TokenPair
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.device import Device
from services.auth.domain.errors import NoSuchSession, SessionOver
from services.auth.domain.refresh_token import RefreshToken
from services.auth.domain.session import Carrier
from tests.builders.auth import PASSWORD, PEER, AuthBench, a_session, a_user
from tests.fakes.clock import FakeClock

EMAIL = "ada@example.org"


@pytest.fixture
def bench() -> AuthBench:
    made = AuthBench()
    made.application.register_user(Registration(EMAIL, PASSWORD))
    return made


def log_in(bench: AuthBench, carrier: Carrier = "bearer", email: str = EMAIL) -> TokenPair:
    pair = bench.application.log_in(email, PASSWORD, PEER, carrier)
    assert isinstance(pair, TokenPair)
    return pair


def caller(bench: AuthBench, pair: TokenPair) -> Caller:
    token = RefreshToken.parse(pair.refresh_token)
    session = bench.state.sessions[token.session_id]
    return Caller(token.tenant_id, session.user_id, session.id, PEER)


def test_a_user_sees_their_own_sessions_page_by_page(bench: AuthBench) -> None:
    bench.application.register_user(Registration("eve@example.org", PASSWORD))
    log_in(bench, email="eve@example.org")
    callers = [caller(bench, log_in(bench)) for _ in range(3)]
    sessions = bench.application.own_sessions
    page = sessions.page(callers[0], 2)
    assert [each.session.id for each in page.items] == [callers[2].session_id, callers[1].session_id]
    rest = sessions.page(callers[0], 2, page.after)
    assert [each.session.id for each in rest.items] == [callers[0].session_id]
    assert rest.after is None


def test_one_session_ends_and_the_others_go_on(bench: AuthBench) -> None:
    lost, here = log_in(bench), log_in(bench)
    bench.application.own_sessions.end(caller(bench, here), caller(bench, lost).session_id)
    with pytest.raises(SessionOver):
        bench.application.refresh_session(lost.refresh_token)
    bench.application.refresh_session(here.refresh_token)
    with pytest.raises(NoSuchSession):
        bench.application.own_sessions.end(caller(bench, here), caller(bench, lost).session_id)
    assert bench.state.acts[-1].kind == "session.revoked"
    assert bench.state.acts[-1].details == {"reason": "logged_out"}


def test_nobody_ends_a_session_of_somebody_else(bench: AuthBench) -> None:
    bench.application.register_user(Registration("eve@example.org", PASSWORD))
    eve, ada = caller(bench, log_in(bench, email="eve@example.org")), log_in(bench)
    with pytest.raises(NoSuchSession):
        bench.application.own_sessions.end(eve, caller(bench, ada).session_id)
    bench.application.own_sessions.end_all(eve, keep_current=False)
    bench.application.refresh_session(ada.refresh_token)


@pytest.mark.parametrize("keep_current", [True, False])
def test_logging_out_everywhere_may_keep_the_session_that_asks(bench: AuthBench, keep_current: bool) -> None:
    others, here = [log_in(bench), log_in(bench, "cookie")], log_in(bench)
    asking = caller(bench, here)
    bench.application.own_sessions.end_all(asking, keep_current=keep_current)
    assert bench.application.check_session(asking.session_id).active is keep_current
    for pair in others:
        assert not bench.application.check_session(caller(bench, pair).session_id).active
    assert len([act for act in bench.state.acts if act.kind == "session.revoked"]) == 3 - keep_current


def test_a_token_from_a_cookie_is_worth_nothing_elsewhere(bench: AuthBench) -> None:
    in_cookie, plain = log_in(bench, "cookie"), log_in(bench)
    assert in_cookie.csrf is not None
    assert plain.csrf is None
    for text, shown in (
        (in_cookie.refresh_token, None),
        (in_cookie.refresh_token, ""),
        (in_cookie.refresh_token, in_cookie.csrf[:-1]),
        (plain.refresh_token, in_cookie.csrf),
    ):
        with pytest.raises(SessionOver):
            bench.application.refresh_session(text, shown)
    renewed = bench.application.refresh_session(in_cookie.refresh_token, in_cookie.csrf)
    assert renewed.csrf == in_cookie.csrf


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/142.0.0.0 Safari/537.36", "Chrome on macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.6 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("rostrum/1.0.0 httpx/0.28", "rostrum"),
        ("curl/8.5.0", "curl"),
        ("", ""),
        ("x" * 200, "x" * 60),
    ],
)  # fmt: skip
def test_a_device_is_named_so_that_its_owner_knows_it_again(agent: str, label: str) -> None:
    clock = FakeClock()
    assert Device(a_session(a_user(clock), clock), PEER, agent).label == label
