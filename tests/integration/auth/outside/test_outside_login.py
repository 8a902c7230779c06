"""Logging in at a real identity provider, by authorization code with PKCE."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes.auth_outside_identity import APP
from tests.infrastructure.identity_provider import App
from tests.infrastructure.oidc_client import CLIENT_ID
from tests.integration.auth.outside.visit import NAME, Visit


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
    assert set(answer.json) == {"csrf_token", "expires_in", "session_expires_at", "roles"}
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


def test_a_document_of_another_issuer_is_not_believed(visit: Visit) -> None:
    visit.provider.tell(issuer="https://evil.test")
    refused = visit.begin()
    assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
