"""A browser's session at auth's door: log in, change something, refresh, look at devices, log out."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.auth import PASSWORD
from tests.integration.auth.conftest import AuthDoor

EMAIL = "ada@example.org"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


class Browser:
    """Keeps cookies as browsers do, and remembers what the page was told to show."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf = ""

    def log_in(self) -> dict[str, Any]:
        sent = {"email": EMAIL, "password": PASSWORD, "session": "cookie"}
        answer = self.client.post("/v1/auth/login", json=sent, headers={"User-Agent": FIREFOX}).get_json()
        self.csrf = answer["csrf_token"]
        return dict(answer)

    def call(self, method: str, path: str, json: object = None) -> TestResponse:
        headers = {"X-CSRF-Token": self.csrf} if self.csrf else {}
        return self.client.open(path, method=method, json=json, headers=headers)

    def cookie(self, name: str, path: str = "/") -> str:
        kept = self.client.get_cookie(name, path=path)
        return kept.value if kept else ""


@pytest.fixture
def browser(door: AuthDoor) -> Browser:
    door.register(EMAIL)
    made = Browser(door.client)
    made.log_in()
    return made


def test_the_tokens_of_a_browser_are_in_cookies_only(door: AuthDoor) -> None:
    door.register(EMAIL)
    browser = Browser(door.client)
    answer = browser.log_in()
    assert set(answer) == {"csrf_token", "expires_in", "session_expires_at", "roles"}
    assert browser.cookie("rostrum_access").count(".") == 2
    assert browser.cookie("rostrum_refresh", "/v1/auth/refresh").startswith("rrt_")
    assert browser.cookie("rostrum_refresh") == ""
    assert browser.cookie("rostrum_csrf") == answer["csrf_token"]


def test_a_page_reads_and_with_its_secret_changes(browser: Browser) -> None:
    assert browser.call("GET", "/v1/users/me").status_code == 200
    assert browser.call("PATCH", "/v1/users/me", {"display_name": "Ada"}).status_code == 200
    browser.csrf = ""
    refused = browser.call("PATCH", "/v1/users/me", {"display_name": "Eve"})
    assert (refused.status_code, refused.get_json()["code"]) == (403, "csrf_refused")


def test_a_browsers_token_is_no_bearer_and_a_bearer_no_cookie(door: AuthDoor, browser: Browser) -> None:
    assert door.me(browser.cookie("rostrum_access")).status_code == 401
    bearer = door.log_in(EMAIL).get_json()["access_token"]
    other = door.client
    other.set_cookie("rostrum_access", bearer)
    assert other.get("/v1/users/me").status_code == 401
    both = {"Authorization": f"Bearer {bearer}"}
    assert browser.client.get("/v1/users/me", headers=both).status_code == 401


def test_a_browser_refreshes_with_its_cookie_and_secret(door: AuthDoor, browser: Browser) -> None:
    before = browser.cookie("rostrum_access"), browser.cookie("rostrum_refresh", "/v1/auth/refresh")
    assert browser.call("POST", "/v1/auth/refresh", {}).status_code == 200
    after = browser.cookie("rostrum_access"), browser.cookie("rostrum_refresh", "/v1/auth/refresh")
    assert (before[0] == after[0], before[1] == after[1]) == (False, False)
    assert browser.call("GET", "/v1/users/me").status_code == 200
    given = browser.call("POST", "/v1/auth/refresh", {"refresh_token": after[1]})
    assert (given.status_code, given.get_json()["code"]) == (401, "session_over")
    stolen = door.client.post("/v1/auth/refresh", json={"refresh_token": after[1]})
    assert (stolen.status_code, stolen.get_json()["code"]) == (401, "session_over")
    browser.csrf = "00" * 16
    assert browser.call("POST", "/v1/auth/refresh", {}).status_code == 401
    browser.csrf = ""
    assert browser.call("POST", "/v1/auth/refresh", {}).status_code == 403


def test_no_other_site_refreshes(browser: Browser) -> None:
    headers = {"X-CSRF-Token": browser.csrf, "Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    refused = browser.client.post("/v1/auth/refresh", json={}, headers=headers)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "origin_refused")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/auth/logout"), ("DELETE", "/v1/users/me/sessions")]
)
def test_logging_out_takes_the_cookies_away(browser: Browser, method: str, path: str) -> None:
    access = browser.cookie("rostrum_access")
    assert browser.call(method, path).status_code == 204
    assert browser.cookie("rostrum_access") == browser.cookie("rostrum_csrf") == ""
    assert browser.cookie("rostrum_refresh", "/v1/auth/refresh") == ""
    browser.client.set_cookie("rostrum_access", access)
    assert browser.call("GET", "/v1/users/me").status_code == 401


def test_a_user_sees_their_devices_and_ends_one(door: AuthDoor, browser: Browser) -> None:
    bearer = door.log_in(EMAIL).get_json()["access_token"]
    listed = door.call("GET", "/v1/users/me/sessions", bearer).get_json()["items"]
    assert [(each["device"], each["current"], each["carrier"], each["means"]) for each in listed] == [
        ("Werkzeug", True, "bearer", "password"),
        ("Firefox on Linux", False, "cookie", "password"),
    ]
    assert {each["peer"] for each in listed} == {"127.0.0.1"}
    page = door.call("GET", "/v1/users/me/sessions?limit=1", bearer)
    cursor = page.get_json()["next_cursor"]
    assert f"cursor={cursor}" in page.headers["Link"]
    rest = door.call("GET", f"/v1/users/me/sessions?limit=1&cursor={cursor}", bearer).get_json()
    assert (rest["items"], rest["next_cursor"]) == (listed[1:], None)
    ended = f"/v1/users/me/sessions/{listed[1]['id']}"
    assert door.call("DELETE", ended, bearer).status_code == 204
    assert browser.call("GET", "/v1/users/me").status_code == 401
    assert door.call("DELETE", ended, bearer).status_code == 404


def test_the_others_can_be_ended_alone(door: AuthDoor, browser: Browser) -> None:
    bearer = door.log_in(EMAIL).get_json()["access_token"]
    assert browser.call("DELETE", "/v1/users/me/sessions?keep_current=true").status_code == 204
    assert browser.call("GET", "/v1/users/me").status_code == 200
    assert door.me(bearer).status_code == 401


def test_nobody_sees_or_ends_anothers_sessions(door: AuthDoor, browser: Browser) -> None:
    eve = door.tokens("eve@example.org")["access_token"]
    own = browser.call("GET", "/v1/users/me/sessions").get_json()["items"][0]["id"]
    assert own not in door.call("GET", "/v1/users/me/sessions", eve).text
    assert door.call("DELETE", f"/v1/users/me/sessions/{own}", eve).status_code == 404
    assert browser.call("GET", "/v1/users/me").status_code == 200
