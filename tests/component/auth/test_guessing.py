"""RELIABILITY.md 2.5, A5 and A6: who guesses is slowed down and learns nothing, by words or by time."""

import time
from collections import Counter
from collections.abc import Callable, Mapping

import httpx
import pytest

from tests.builders.auth import PASSWORD
from tests.builders.timing import told_apart
from tests.component.auth.conftest import RunningAuth

ADA = "ada@example.org"
OWN = {"name", "request_id", "instance"}
TIMES = 100
LEAST = 0.01


def post(auth: RunningAuth, path: str, body: Mapping[str, str], peer: str) -> httpx.Response:
    """As it comes from that address through a proxy that is trusted."""
    return auth.http.post(path, json=body, headers={"X-Forwarded-For": peer})


def log_in(auth: RunningAuth, email: str, password: str, peer: str) -> httpx.Response:
    return post(auth, "/v1/auth/login", {"email": email, "password": password}, peer)


@pytest.fixture
def ada(auth: RunningAuth) -> RunningAuth:
    auth.http.post("/v1/auth/register", json={"email": ADA, "password": PASSWORD}).raise_for_status()
    return auth


def test_a_hundred_passwords_for_one_account_are_five_a_minute(ada: RunningAuth) -> None:
    answers = [log_in(ada, ADA, f"wrong password {turn}", "203.0.113.7") for turn in range(100)]
    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) == {401, 429}
    assert counted[401] <= 10
    assert all(int(answer.headers["Retry-After"]) <= 60 for answer in answers if answer.status_code == 429)
    assert log_in(ada, ADA, PASSWORD, "203.0.113.7").status_code == 429
    assert log_in(ada, ADA, PASSWORD, "198.51.100.1").status_code == 200


def test_one_password_for_a_thousand_accounts_is_twenty_a_minute(ada: RunningAuth) -> None:
    answers = [log_in(ada, f"user{turn}@example.org", "Summer 2026!", "203.0.113.8") for turn in range(1000)]
    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) == {401, 429}
    assert counted[401] <= 40
    assert log_in(ada, ADA, PASSWORD, "198.51.100.2").status_code == 200


def answered(answer: httpx.Response) -> tuple[int, object]:
    return answer.status_code, {name: it for name, it in answer.json().items() if name not in OWN}


def sampled(ask: Callable[[str], httpx.Response], names: Mapping[str, str]) -> float:
    """Both in turns, so that whatever else the machine does hits both; the p of their times."""
    times: dict[str, list[float]] = {name: [] for name in names}
    told: set[str] = set()
    for turn in range(TIMES):
        for name, pattern in names.items():
            started = time.perf_counter()
            answer = ask(pattern.format(turn=turn))
            times[name].append(time.perf_counter() - started)
            told.add(repr(answered(answer)))
    assert len(told) == 1
    first, second = times.values()
    return told_apart(first, second)


ASKED: Mapping[str, Callable[[RunningAuth, str, str], httpx.Response]] = {
    "login": lambda auth, email, peer: log_in(auth, email, "not the password", peer),
    "reset": lambda auth, email, peer: post(auth, "/v1/auth/password/forgotten", {"email": email}, peer),
    "registration": lambda auth, email, peer: post(
        auth, "/v1/auth/register", {"email": email, "password": PASSWORD}, peer
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("what", ASKED)
def test_nobody_learns_who_has_an_account(ada: RunningAuth, what: str) -> None:
    """200 a sample. Equal times fail one sample in a hundred runs, and two of them once in 10,000."""
    peers = (f"10.{one}.{two}.{three}" for one in range(2) for two in range(250) for three in range(1, 250))
    names = {"known": ADA, "unknown": f"{what}-{{turn}}@example.org"}

    def ask(email: str) -> httpx.Response:
        return ASKED[what](ada, email, next(peers))

    ask(ADA)
    p = sampled(ask, names)
    assert p > LEAST or sampled(ask, {**names, "unknown": f"{what}-again-{{turn}}@example.org"}) > LEAST
