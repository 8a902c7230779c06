"""Logging in at a real identity provider, by authorization code with PKCE."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from werkzeug.test import TestResponse

from services.auth.adapters.outbound.oidc.provider import Provider
from services.auth.bootstrap.outside_logins import connect
from tests.builders.chassis_database import opened
from tests.fakes.auth_outside_identity import APP
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.identity_provider import ADA, App, RunningProvider, running_provider
from tests.infrastructure.oidc_client import CLIENT_ID, CLIENT_SECRET
from tests.integration.auth.conftest import AuthDoor

NAME = "local"


@dataclass
class Visit:
    """A browser, an app in it, the door and the provider."""

    door: AuthDoor
    provider: RunningProvider
    app: App = field(default_factory=App)

    def begin(self, **query: str) -> TestResponse:
        asked = {"code_challenge": self.app.challenge, "return_to": f"{APP}/done", **query}
        return self.door.client.get(f"/v1/auth/oidc/{NAME}/authorize", query_string=asked)

    def answer(self) -> str:
        """Where the provider sends the browser: back to us."""
        return self.provider.visit(self.begin().headers["Location"])

    def come_back(self, url: str, **changes: str | None) -> TestResponse:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
        sent = {name: value for name, value in query.items() if value is not None}
        return self.door.client.get(parts.path, query_string=sent)

    def told(self, returned: TestResponse) -> dict[str, str]:
        """What the app reads from the address that the browser is sent to."""
        assert returned.status_code == 303, returned.text
        address = urlsplit(returned.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{APP}/done"
        return {name: values[0] for name, values in parse_qs(address.query).items()}

    def redeem(self, code: str, verifier: str | None = None, **more: str) -> TestResponse:
        body = {"code": code, "code_verifier": verifier or self.app.verifier, **more}
        return self.door.client.post("/v1/auth/oidc/token", json=body)

    def code(self) -> str:
        return self.told(self.come_back(self.answer()))["code"]

    def log_in(self) -> TestResponse:
        return self.redeem(self.code())


@pytest.fixture
def visit(make_database: MakeDatabase, tmp_path: Path) -> Iterator[Visit]:
    target = make_database("auth")
    clock = FakeClock(datetime.now(UTC))
    with running_provider(tmp_path) as provider, opened(target, "app") as database:
        settings = Provider(
            NAME,
            "Local",
            provider.issuer,
            CLIENT_ID,
            algorithms=("ES256",),
            redirect_uri=f"http://auth.test/v1/auth/oidc/{NAME}/callback",
            secret=CLIENT_SECRET,
        )
        yield Visit(AuthDoor(database, target, clock, providers=[connect(settings, clock)]), provider)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_first_login_makes_an_account_and_the_next_finds_it(visit: Visit, method: str) -> None:
    visit.provider.tell(methods=[method])
    first, second = visit.log_in(), visit.log_in()
    assert (first.status_code, second.status_code) == (200, 200)
    me = visit.door.me(first.json["access_token"]).json
    assert (me["email"], me["display_name"], me["locale"]) == ("ada@example.org", "Ada", "en-GB")
    assert me["email_verified"] is True
    assert visit.door.me(second.json["access_token"]).json["id"] == me["id"]
    assert visit.door.log_in(password="any password at all").status_code == 401


def test_what_the_provider_is_asked(visit: Visit) -> None:
    location = urlsplit(visit.begin().headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(location.query).items()}
    assert set(asked) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert asked["code_challenge"] != visit.app.challenge
    assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid email profile")


def test_a_browser_may_have_its_tokens_in_cookies(visit: Visit) -> None:
    answer = visit.redeem(visit.code(), session="cookie")
    assert answer.status_code == 200
    assert set(answer.json) == {"csrf_token", "expires_in", "session_expires_at"}
    assert len(answer.headers.getlist("Set-Cookie")) == 3


@pytest.mark.parametrize("change", [{"state": "rls_" + "A" * 43}, {"state": "x"}, {"state": ""}])
def test_an_answer_to_no_login_of_ours_is_refused(visit: Visit, change: dict[str, str]) -> None:
    refused = visit.come_back(visit.answer(), **change)
    assert (refused.status_code, refused.json["code"]) == (401, "identity_refused")


def test_an_answer_is_looked_at_once(visit: Visit) -> None:
    answer = visit.answer()
    code = visit.told(visit.come_back(answer))["code"]
    assert visit.come_back(answer).status_code == 401
    assert visit.redeem(code).status_code == 200
    assert visit.redeem(code).status_code == 401


def test_a_providers_code_is_good_for_the_login_that_it_was_given_for(visit: Visit) -> None:
    """Injected into another one before and after its use: PKCE, and codes that are used once."""
    first, second, third = (visit.answer() for _ in range(3))
    code = parse_qs(urlsplit(first).query)["code"][0]
    assert visit.told(visit.come_back(second, code=code)) == {"error": "identity_refused"}
    assert "code" in visit.told(visit.come_back(first))
    assert visit.told(visit.come_back(third, code=code)) == {"error": "identity_refused"}


def test_a_login_ends_after_ten_minutes_and_its_code_after_one(visit: Visit) -> None:
    answer = visit.answer()
    code = visit.code()
    visit.door.clock.advance(60)
    assert visit.redeem(code).status_code == 401
    visit.door.clock.advance(540)
    assert visit.come_back(answer).status_code == 401


@pytest.mark.parametrize(
    "fault",
    [
        {"nonce": "of another login"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [CLIENT_ID, "another client"]},
        {"azp": "another client"},
        {"iss": "https://evil.test"},
        {"exp": 1},
        {"sub": ""},
    ],
)
def test_an_id_token_that_is_wrong_opens_nothing(visit: Visit, fault: dict[str, object]) -> None:
    visit.provider.tell(faults=fault)
    assert visit.told(visit.come_back(visit.answer())) == {"error": "identity_refused"}


def test_an_answer_of_another_provider_is_refused(visit: Visit) -> None:
    """The mix-up attack: RFC 9207."""
    assert visit.told(visit.come_back(visit.answer(), iss=None)) == {"error": "identity_refused"}
    visit.provider.tell(answers_as="https://evil.test")
    assert visit.told(visit.come_back(visit.answer())) == {"error": "identity_refused"}


def test_who_declines_is_told_so(visit: Visit) -> None:
    visit.provider.tell(person=None)
    assert visit.told(visit.come_back(visit.answer())) == {"error": "login_cancelled"}


def test_a_code_is_worth_nothing_without_the_apps_verifier(visit: Visit) -> None:
    code = visit.code()
    assert visit.redeem(code, App().verifier).status_code == 401
    assert visit.redeem(code).status_code == 401


@pytest.mark.parametrize(
    "return_to",
    [
        "https://evil.test/done",
        "https://app.example.org.evil.test/",
        "https://app.example.org@evil.test/",
        "//evil.test",
        "javascript:alert(1)",
        f"{APP}/done#fragment",
        f"{APP}/done\r\nSet-Cookie: a=b",
    ],
)
def test_nobody_is_sent_anywhere_else(visit: Visit, return_to: str) -> None:
    refused = visit.begin(return_to=return_to)
    assert (refused.status_code, refused.json["code"]) == (422, "return_refused")


def test_an_unknown_provider_is_not_found(visit: Visit) -> None:
    asked = {"code_challenge": visit.app.challenge}
    answer = visit.door.client.get("/v1/auth/oidc/nobody/authorize", query_string=asked)
    assert (answer.status_code, answer.json["code"]) == (404, "provider_not_found")
    listed = visit.door.client.get("/v1/auth/providers").json
    authorize = f"/v1/auth/oidc/{NAME}/authorize"
    assert listed == {"items": [{"name": NAME, "title": "Local", "authorize": authorize}]}


def test_keys_change_under_way(visit: Visit) -> None:
    assert visit.log_in().status_code == 200
    visit.provider.rotate()
    visit.door.clock.advance(2)
    assert visit.log_in().status_code == 200


def test_a_provider_that_is_away_is_told_as_such(visit: Visit) -> None:
    answer = visit.answer()
    visit.provider.child.kill()
    assert visit.told(visit.come_back(answer)) == {"error": "unavailable"}


def brought(visit: Visit, **claims: object) -> str:
    now = int(visit.door.clock.now().timestamp())
    told = {"iss": visit.provider.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
    return visit.provider.sign(**{**ADA, **told, **claims})


def exchange(visit: Visit, token: str) -> TestResponse:
    return visit.door.client.post("/v1/auth/exchange", json={"token": token})


def test_a_providers_token_is_a_bearer(visit: Visit) -> None:
    me = visit.door.me(brought(visit, sid="one"))
    assert (me.status_code, me.json["email"]) == (200, "ada@example.org")
    visit.door.me(brought(visit, sid="one", jti="another"))
    own = exchange(visit, brought(visit)).json["access_token"]
    sessions = visit.door.call("GET", "/v1/users/me/sessions", own).json["items"]
    assert len(sessions) == 2


def test_a_bearer_that_was_logged_out_is_refused_at_once(visit: Visit) -> None:
    token = brought(visit, sid="one")
    assert visit.door.call("POST", "/v1/auth/logout", token).status_code == 204
    for again in (token, brought(visit, sid="one", jti="another")):
        assert visit.door.me(again).status_code == 401
        assert exchange(visit, again).status_code == 401
    assert visit.door.me(brought(visit, sid="two")).status_code == 200


def test_a_bearer_is_kept_while_its_provider_is_away(visit: Visit) -> None:
    token, other = brought(visit, sid="one"), brought(visit, sid="two")
    assert visit.door.me(token).status_code == 200
    visit.provider.child.kill()
    visit.door.clock.advance(250)
    assert visit.door.me(other).status_code == 200


def test_a_forged_bearer_is_refused_with_the_one_answer(visit: Visit) -> None:
    visit.door.me(brought(visit))
    claims = jwt.decode(brought(visit), options={"verify_signature": False})
    forged = jwt.encode({**claims, "sub": "eve"}, "a secret of thirty-two bytes or more", algorithm="HS256")
    for token in (forged, brought(visit, aud="another"), brought(visit, exp=1)):
        answer = visit.door.me(token)
        assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
        assert exchange(visit, token).json["code"] == "identity_refused"
