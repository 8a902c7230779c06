"""RELIABILITY.md 2.5, A4: refresh tokens at the running service, used twice in every way."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth

ADA = {"email": "ada@example.org", "password": PASSWORD}


def logged_in(auth: RunningAuth) -> dict[str, str]:
    auth.http.post("/v1/auth/register", json=ADA).raise_for_status()
    tokens: dict[str, str] = auth.http.post("/v1/auth/login", json=ADA).raise_for_status().json()
    return tokens


def refresh(auth: RunningAuth, token: str) -> httpx.Response:
    return auth.http.post("/v1/auth/refresh", json={"refresh_token": token})


def successor(auth: RunningAuth, token: str) -> str:
    return str(refresh(auth, token).raise_for_status().json()["refresh_token"])


def reads(auth: RunningAuth, access_token: str) -> int:
    headers = {"Authorization": f"Bearer {access_token}"}
    return auth.http.get("/v1/users/me", headers=headers).status_code


def test_a_token_that_comes_again_after_its_successor_was_used_ends_the_session(auth: RunningAuth) -> None:
    tokens = logged_in(auth)
    first = tokens["refresh_token"]
    second = successor(auth, first)
    third = successor(auth, second)
    assert refresh(auth, first).status_code == 401
    assert [refresh(auth, token).status_code for token in (second, third)] == [401, 401]
    assert reads(auth, tokens["access_token"]) == 401


def test_ten_at_once_get_one_successor(auth: RunningAuth) -> None:
    first = logged_in(auth)["refresh_token"]
    with ThreadPoolExecutor(10) as pool:
        successors = set(pool.map(lambda _: successor(auth, first), range(10)))
    assert len(successors) == 1
    assert refresh(auth, successors.pop()).status_code == 200


def test_who_lost_the_reply_gets_the_same_successor(auth: RunningAuth) -> None:
    first = logged_in(auth)["refresh_token"]
    lost = successor(auth, first)
    assert successor(auth, first) == lost
    assert refresh(auth, lost).status_code == 200


def test_only_the_direct_predecessor_is_forgiven(auth: RunningAuth) -> None:
    first = logged_in(auth)["refresh_token"]
    second = successor(auth, first)
    third = successor(auth, second)
    assert successor(auth, second) == third
    assert refresh(auth, first).status_code == 401
    assert refresh(auth, third).status_code == 401
