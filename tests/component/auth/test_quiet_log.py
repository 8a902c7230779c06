"""What is secret is in no line that the running service writes, whatever comes of the request."""

from pathlib import Path

import httpx

from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth

ADA = {"email": "ada@example.org", "password": PASSWORD}
WRONG = "zanzibar marmalade 4711"
STRAY = "rrt_" + "canary" * 14


def test_no_password_token_or_cookie_is_written_to_the_log(auth: RunningAuth, tmp_path: Path) -> None:
    auth.http.post("/v1/auth/register", json=ADA).raise_for_status()
    tokens = auth.http.post("/v1/auth/login", json=ADA).raise_for_status().json()
    secrets = {PASSWORD, WRONG, STRAY, tokens["access_token"], tokens["refresh_token"]}
    with httpx.Client(base_url=auth.http.base_url, timeout=20) as browser:
        page = browser.post("/v1/auth/login", json=ADA | {"session": "cookie"}).raise_for_status().json()
        secrets |= {page["csrf_token"], *browser.cookies.values()}
        shown = {"X-CSRF-Token": page["csrf_token"]}
        assert browser.patch("/v1/users/me", json={"display_name": "Ada"}, headers=shown).status_code == 200
        assert browser.post("/v1/auth/refresh", json={}, headers=shown).status_code == 200
        secrets |= set(browser.cookies.values())
        assert browser.patch("/v1/users/me", json={}, headers={"X-CSRF-Token": WRONG}).status_code == 403
        assert browser.get("/v1/users/me", params={"access_token": STRAY}).status_code == 401
        assert browser.post("/v1/auth/logout", headers=shown).status_code == 204
    refused = (
        auth.http.post("/v1/auth/login", json=ADA | {"password": WRONG}),
        auth.http.post("/v1/auth/login", json=ADA | {"password": [WRONG]}),
        auth.http.post("/v1/auth/login", content=f'{{"password": "{WRONG}"'),
        auth.http.post("/v1/auth/refresh", json={"refresh_token": STRAY}),
        auth.http.get("/v1/users/me", headers={"Authorization": f"Bearer {STRAY}"}),
        auth.http.get("/v1/users/me", headers={"Authorization": f"Bearer {tokens['access_token']}x"}),
        auth.http.post("/v1/auth/register", json=ADA | {"unknown": WRONG}),
    )
    assert all(400 <= answer.status_code < 500 for answer in refused)
    assert not [secret for secret in secrets for answer in refused if secret in answer.text]
    written = (tmp_path / "auth.log").read_text()
    assert "log_in" in written
    assert not [secret for secret in secrets if secret in written]
