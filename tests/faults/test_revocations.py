"""RELIABILITY.md 2.5, A3: a token whose session has ended is refused everywhere, whatever has broken."""

import os
import signal
from collections.abc import Callable, Iterator

import httpx
import pytest

from deploy.local.admins import appoint
from deploy.local.platform import LocalPlatform
from tests.builders.people import PASSWORD, Person
from tests.builders.token_places import METHODS, READS, open_to
from tests.builders.waiting import eventually

EVERYWHERE = {*READS, *(f"{service} rpc" for service in METHODS)}
SOON_S = 5.0
WITHOUT_BROKER_S = 60.0
CHECKED = {
    "ingest-http": {"ingest"},
    "ingest": {"ingest rpc"},
    "transcribe": {"transcribe rpc"},
    "analyze": {"analyze rpc"},
    "report": {"report rpc"},
}
"""What each process answers for; it learns of revocations by itself."""


@pytest.fixture
def administrator(platform: LocalPlatform) -> Iterator[Person]:
    with Person(platform) as admin:
        assert appoint(platform.folder.path, admin.email, dismiss=False) == 0
        admin.http.headers["Authorization"] = bearer(platform, admin)
        yield admin


def bearer(platform: LocalPlatform, person: Person) -> str:
    """Of another session of the person's."""
    account = {"email": person.email, "password": PASSWORD}
    answer = httpx.post(f"{platform.url}/v1/auth/login", json=account, timeout=30).raise_for_status()
    return f"Bearer {answer.json()['access_token']}"


@pytest.fixture
def elsewhere(platform: LocalPlatform, person: Person) -> Iterator[httpx.Client]:
    """The same user on another device."""
    headers = {"Authorization": bearer(platform, person)}
    with httpx.Client(base_url=platform.url, headers=headers, timeout=30) as client:
        yield client


def log_out(person: Person, elsewhere: httpx.Client, _admin: Person) -> httpx.Response:
    return person.http.post("/v1/auth/logout")


def end_from_another_device(person: Person, elsewhere: httpx.Client, _admin: Person) -> httpx.Response:
    return elsewhere.delete(f"/v1/users/me/sessions/{person.claims()['sid']}")


def log_out_everywhere(person: Person, elsewhere: httpx.Client, _admin: Person) -> httpx.Response:
    return elsewhere.delete("/v1/users/me/sessions")


def change_the_password(person: Person, elsewhere: httpx.Client, _admin: Person) -> httpx.Response:
    chosen = {"present_password": PASSWORD, "password": f"{PASSWORD}, and longer"}
    return elsewhere.put("/v1/users/me/password", json=chosen)


def disable(person: Person, elsewhere: httpx.Client, admin: Person) -> httpx.Response:
    return admin.http.post(f"/v1/admin/users/{person.claims()['sub']}/disable")


def delete(person: Person, elsewhere: httpx.Client, _admin: Person) -> httpx.Response:
    return elsewhere.delete("/v1/users/me")


ENDINGS = (log_out, end_from_another_device, log_out_everywhere, change_the_password, disable, delete)
Ending = Callable[[Person, httpx.Client, Person], httpx.Response]


@pytest.mark.parametrize("end", ENDINGS)
def test_a_token_is_refused_everywhere_within_seconds(
    platform: LocalPlatform, person: Person, elsewhere: httpx.Client, administrator: Person, end: Ending
) -> None:
    assert open_to(platform, person) == EVERYWHERE
    assert end(person, elsewhere, administrator).is_success
    eventually(lambda: open_to(platform, person) == set(), timeout_s=SOON_S)


@pytest.mark.long
def test_without_the_broker_it_takes_a_minute_at_most(platform: LocalPlatform, person: Person) -> None:
    """Who hears nothing for so long asks auth itself."""
    assert open_to(platform, person) == EVERYWHERE
    broker = platform.processes["nats"].pid
    os.kill(broker, signal.SIGSTOP)
    try:
        assert person.http.post("/v1/auth/logout").status_code == 204
        assert "auth" not in open_to(platform, person)
        eventually(lambda: open_to(platform, person) == set(), timeout_s=WITHOUT_BROKER_S + SOON_S)
    finally:
        os.kill(broker, signal.SIGCONT)
    assert open_to(platform, person) == set()


@pytest.mark.parametrize("process", CHECKED)
def test_a_restart_forgets_no_revocation(platform: LocalPlatform, person: Person, process: str) -> None:
    assert person.http.post("/v1/auth/logout").status_code == 204
    platform.processes[process].kill()
    platform.processes[process].wait_ready()
    eventually(lambda: not open_to(platform, person) & CHECKED[process], timeout_s=SOON_S)
