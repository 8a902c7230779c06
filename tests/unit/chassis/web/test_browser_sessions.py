"""Tokens in cookies: they count for our own pages only, and never beside another token."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.clock import new_id
from chassis.web import Site
from tests.builders.web_door import TOKEN, OneToken, ThingDoor, build, known_user

SITE = Site("https://api.example.org", frozenset({"https://app.example.org"}))
CSRF = "c5" * 16
IN_COOKIE = "a-token-for-cookies"
THING = f"/v1/things/{new_id()}"


@pytest.fixture
def client() -> FlaskClient:
    """Of a door that knows one token for headers and one for cookies."""
    users = OneToken(a_token_for_cookies=replace(known_user(), csrf=CSRF))
    return build(ThingDoor(), verifier=users, site=SITE).test_client(use_cookies=False)


def send(
    client: FlaskClient, method: str, path: str = THING, *, cookie: str | None = IN_COOKIE, **headers: str
) -> TestResponse:
    """With `_` for `-` in the names of headers."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if cookie is not None:
        sent["Cookie"] = f"{SITE.cookies.access}={cookie}"
    body = None if method in ("GET", "HEAD") else {"name": "one"}
    return client.open(path, method=method, headers=sent, json=body)


def parts(cookie: str) -> set[str]:
    """Without the moment of its end."""
    return {part for part in cookie.split("; ") if not part.startswith("Expires=")}


def code(response: TestResponse) -> tuple[int, str]:
    content = response.get_json(silent=True) or {}
    return response.status_code, content.get("code", "")


def test_a_page_reads_with_its_cookie_alone(client: FlaskClient) -> None:
    assert send(client, "GET").status_code == 200


@pytest.mark.parametrize("shown", ["", "c5" * 15, CSRF.upper(), f"{CSRF},{CSRF}", "ä" * 16])
def test_what_changes_something_needs_the_secret_of_the_page(client: FlaskClient, shown: str) -> None:
    assert send(client, "PATCH", X_CSRF_Token=CSRF).status_code == 200
    assert code(send(client, "PATCH")) == (403, "csrf_refused")
    assert code(send(client, "PATCH", X_CSRF_Token=shown.encode().decode("latin-1"))) == (403, "csrf_refused")


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://api.example.org"}, 200),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://app.example.org"}, 200),
        ({"Origin": "https://app.example.org"}, 200),
        ({"Origin": "https://api.example.org"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://api.example.org.evil.test"}, 403),
        ({"Origin": "http://api.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_the_page_must_be_ours_even_where_it_knows_the_secret(
    client: FlaskClient, page: Mapping[str, str], status: int
) -> None:
    named = {name.replace("-", "_"): value for name, value in page.items()}
    assert send(client, "PATCH", X_CSRF_Token=CSRF, **named).status_code == status


def test_a_token_for_cookies_is_refused_in_a_header_and_the_other_way_round(client: FlaskClient) -> None:
    assert send(client, "GET", cookie=None, Authorization=f"Bearer {TOKEN}").status_code == 200
    assert send(client, "GET", cookie=None, Authorization=f"Bearer {IN_COOKIE}").status_code == 401
    assert send(client, "GET", cookie=TOKEN).status_code == 401
    assert send(client, "PATCH", cookie=TOKEN, X_CSRF_Token=CSRF).status_code == 401


def test_two_tokens_are_none(client: FlaskClient) -> None:
    """RELIABILITY.md 2.4, case 44."""
    bearer = f"Bearer {TOKEN}"
    name = SITE.cookies.access
    for refused in (
        send(client, "GET", Authorization=bearer),
        send(client, "GET", cookie="", Authorization=bearer),
        send(client, "GET", cookie=f"{IN_COOKIE}; {name}={IN_COOKIE}"),
        send(client, "GET", f"{THING}?access_token={TOKEN}", cookie=None),
        send(client, "GET", f"{THING}?access_token={TOKEN}", cookie=None, Authorization=bearer),
        send(client, "GET", f"{THING}?access_token={TOKEN}"),
        send(client, "GET", cookie="x" * 1_000_000),
        send(client, "GET", cookie="no token"),
    ):
        assert code(refused) == (401, "unauthenticated")


def test_the_cookie_of_another_scheme_is_not_read(client: FlaskClient) -> None:
    """Without its prefix a cookie may come from any host of the domain, over plain http."""
    assert client.get(THING, headers={"Cookie": f"rostrum_access={IN_COOKIE}"}).status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites() -> None:
    names = SITE.cookies
    kept = {"Max-Age=600", "Secure", "HttpOnly", "SameSite=Strict"}
    assert parts(names.written(names.access, "t", 600)) == {"__Host-rostrum_access=t", "Path=/", *kept}
    refresh = parts(names.written(names.refresh, "t", 600, "/v1/auth/refresh"))
    assert refresh == {"__Secure-rostrum_refresh=t", "Path=/v1/auth/refresh", *kept}
    csrf = parts(names.written(names.csrf, CSRF, 600))
    assert csrf == {f"__Host-rostrum_csrf={CSRF}", "Path=/", *kept} - {"HttpOnly"}
    plain = Site("http://localhost:8080").cookies
    removed = parts(plain.written(plain.access, "", 0))
    assert removed == {"rostrum_access=", "Path=/", "Max-Age=0", "HttpOnly", "SameSite=Strict"}
