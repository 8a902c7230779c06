"""A page in a browser, through the front door: cookies open auth and ingest alike, for our own pages only."""

from collections.abc import Iterator

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.people import PASSWORD, Person
from tests.builders.speech import Speech

AUDIO = {"Content-Type": "audio/wav"}
TUS = {"Tus-Resumable": "1.0.0"}
TEXT = "A page in a browser said this."


@pytest.fixture
def page(platform: LocalPlatform, anna: Person) -> Iterator[httpx.Client]:
    """It knows the secret of its session, and its browser has the cookies."""
    with httpx.Client(base_url=platform.url, timeout=60) as client:
        account = {"email": anna.email, "password": PASSWORD, "session": "cookie"}
        told = client.post("/v1/auth/login", json=account).raise_for_status().json()
        client.headers.update({"X-CSRF-Token": told["csrf_token"], "Sec-Fetch-Site": "same-origin"})
        yield client


def test_a_page_uploads_follows_and_reads(page: httpx.Client, speech: Speech) -> None:
    body = speech.say(TEXT).read_bytes()
    sent = page.post("/v1/recordings", content=body, params={"transcript_only": "true"}, headers=AUDIO)
    place = f"/v1/recordings/{sent.raise_for_status().json()['id']}"
    # An EventSource can send no header: it has the cookie, and reads only.
    bare = httpx.Client(base_url=page.base_url, cookies=page.cookies, timeout=120)
    with bare, bare.stream("GET", f"{place}/events") as events:
        assert events.headers["Content-Type"].startswith("text/event-stream")
        assert any(line == "event: completed" or '"completed"' in line for line in events.iter_lines())
    assert page.get(f"{place}/transcript").status_code == 200
    assert page.delete(place).status_code == 204


def test_a_page_uploads_in_pieces(page: httpx.Client) -> None:
    made = page.post("/v1/uploads", headers=TUS | {"Upload-Length": "3"})
    assert made.status_code == 201
    place = made.headers["Location"]
    piece = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    assert page.patch(place, content=b"ab", headers=piece).headers["Upload-Offset"] == "2"
    assert page.head(place, headers=TUS).headers["Upload-Offset"] == "2"
    assert page.delete(place, headers=TUS).status_code == 204


@pytest.mark.parametrize(
    "said", [{"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 32}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/recordings"), ("POST", "/v1/uploads"), ("DELETE", "/v1/users/me"),
     ("POST", "/v1/auth/logout"), ("POST", "/v1/auth/refresh"), ("DELETE", "/v1/users/me/sessions")],
)  # fmt: skip
def test_no_other_page_changes_anything(
    page: httpx.Client, said: dict[str, str], method: str, path: str
) -> None:
    refused = page.request(method, path, json={}, headers=said | {"Origin": "https://evil.test"})
    wrong_secret_of_a_refresh = path == "/v1/auth/refresh" and "X-CSRF-Token" in said
    assert refused.status_code == (401 if wrong_secret_of_a_refresh else 403)
    assert page.get("/v1/users/me").status_code == 200


@pytest.mark.hostile(44)
@pytest.mark.parametrize("path", ["/v1/users/me", "/v1/recordings"])
def test_a_cookie_and_a_header_are_one_too_many(page: httpx.Client, anna: Person, path: str) -> None:
    bearer = anna.http.headers["Authorization"]
    assert page.get(path).status_code == 200
    assert page.get(path, headers={"Authorization": bearer}).status_code == 401
    token = page.cookies["rostrum_access"]
    with httpx.Client(base_url=page.base_url, headers={"Authorization": f"Bearer {token}"}) as bare:
        assert bare.get(path).status_code == 401
    assert anna.http.get(path, params={"access_token": token}).status_code == 401


@pytest.mark.hostile(32)
@pytest.mark.parametrize("path", ["/v1/auth/login", "/v1/recordings", "/v1/uploads/1", "/v1/audio/speech"])
def test_pages_of_a_listed_origin_may_call_and_no_others(platform: LocalPlatform, path: str) -> None:
    def asked(origin: str) -> httpx.Response:
        headers = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        return httpx.options(f"{platform.url}{path}", headers=headers)

    listed = asked("https://app.example.org")
    assert listed.status_code == 204
    assert listed.headers["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert listed.headers["Access-Control-Allow-Credentials"] == "true"
    for other in ("https://evil.test", "null", platform.url):
        assert "Access-Control-Allow-Origin" not in asked(other).headers
    refused = httpx.get(f"{platform.url}{path}", headers={"Origin": "https://app.example.org"})
    assert refused.status_code >= 400
    assert refused.headers["Access-Control-Allow-Origin"] == "https://app.example.org"


def test_a_page_logs_out_and_its_cookies_are_gone_everywhere(page: httpx.Client) -> None:
    kept = dict(page.cookies)
    assert page.post("/v1/auth/refresh", json={}).status_code == 200
    assert page.cookies["rostrum_access"] != kept["rostrum_access"]
    assert page.post("/v1/auth/logout").status_code == 204
    assert "rostrum_access" not in page.cookies
    assert page.get("/v1/recordings").status_code == 401
