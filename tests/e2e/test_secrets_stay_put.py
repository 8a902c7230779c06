"""S1: what is secret is nowhere but where it belongs, whatever is done with it; so are the words of users."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.audio_files import wav
from tests.builders.canaries import holders
from tests.builders.people import Person
from tests.builders.waiting import eventually

MAILS = {"mails"}
"""Locally they are kept instead of sent; that is where a mail's code belongs."""
USERS_OWN = {
    "objects", "ingest.recordings", "ingest.idempotency_keys", "transcribe.jobs", "transcribe.pieces",
    "transcribe.transcripts", "transcribe.versions", "analyze.analyses", "analyze.jobs", "report.reports",
}  # fmt: skip
"""Where a user's words may be: what the services keep about the recording itself."""


@dataclass
class Secrets:
    """Each with where it may be found."""

    allowed: dict[str, set[str]] = field(default_factory=dict)

    def add(self, word: str, *places: str) -> str:
        self.allowed[word] = set(places)
        return word


def spill(platform: LocalPlatform, secrets: Secrets) -> None:
    """Sends every secret through what uses it, and through every way to get it wrong."""
    with Person(platform, password=secrets.add(f"password-{uuid4().hex}")) as person:
        for name in ("access_token", "refresh_token"):
            secrets.add(person.tokens[name].rpartition(".")[2])
        _log_in_wrongly(person, secrets)
        _use_tokens_wrongly(person)
        _keep_secrets(person, secrets)
        _record(person, secrets)
        refresh = {"refresh_token": person.tokens["refresh_token"]}
        renewed = person.http.post("/v1/auth/refresh", json=refresh).raise_for_status().json()
        secrets.add(renewed["refresh_token"])


def _log_in_wrongly(person: Person, secrets: Secrets) -> None:
    wrong = {"email": person.email, "password": secrets.add(f"wrong-{uuid4().hex}")}
    bare = httpx.Client(base_url=person.http.base_url, timeout=30)
    with bare:
        assert bare.post("/v1/auth/login", json=wrong).status_code == 401
        assert bare.post("/v1/auth/login", json={**wrong, "surprise": 1}).status_code == 422
        broken = f'{{"email": "{person.email}", "password": "{wrong["password"]}",,}}'
        headers = {"Content-Type": "application/json"}
        assert bare.post("/v1/auth/login", content=broken, headers=headers).status_code == 400
        assert bare.post("/v1/auth/password/forgotten", json={"email": person.email}).status_code == 202


def _use_tokens_wrongly(person: Person) -> None:
    token = person.tokens["access_token"]
    bare = httpx.Client(base_url=person.http.base_url, timeout=30)
    with bare:
        assert bare.get("/v1/recordings", headers={"Authorization": f"Basic {token}"}).status_code == 401
        assert bare.get("/v1/recordings", headers={"Authorization": f"Bearer {token}=="}).status_code == 401
        assert bare.get("/v1/recordings", headers={"X-Request-Id": "short"}).status_code == 401


def _keep_secrets(person: Person, secrets: Secrets) -> None:
    wanted = {"name": "ci", "scopes": ["recordings:read"]}
    made = person.http.post("/v1/users/me/tokens", json=wanted).raise_for_status().json()
    token = secrets.add(made["token"])
    bearer = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=person.http.base_url, headers=bearer, timeout=30) as machine:
        assert machine.get("/v1/recordings").status_code == 200
        assert machine.delete("/v1/users/me").status_code == 403
    key = secrets.add(f"sk-{uuid4().hex}")
    person.http.put("/v1/users/me/provider-keys/openai", json={"key": key}).raise_for_status()
    enrolled = person.http.post("/v1/users/me/factors/totp").raise_for_status().json()
    secrets.add(enrolled["secret"])


def _record(person: Person, secrets: Secrets) -> None:
    phrase = secrets.add(f"The word {uuid4().hex[:12]} is rare.", *USERS_OWN)
    form = {"reference_text": phrase, "title": secrets.add(f"title-{uuid4().hex}", *USERS_OWN)}
    answer = person.http.post(
        "/v1/recordings", data=form, files={"file": ("a.wav", wav(1.5))}, headers={"Prefer": "wait=60"}
    )
    assert answer.status_code in (200, 201, 202), answer.text


def codes_in_mails(platform: LocalPlatform) -> Iterator[str]:
    """The one-time tokens of mails to anybody."""
    for mail in platform.folder.mails.rglob("*.eml"):
        yield from (word for word in mail.read_text().split() if word.startswith("rpr_"))


@pytest.mark.timeout(300)
def test_s1_secrets_stay_where_they_belong(platform: LocalPlatform) -> None:
    secrets = Secrets()
    spill(platform, secrets)
    eventually(lambda: any(codes_in_mails(platform)), timeout_s=30)
    for code in codes_in_mails(platform):
        secrets.add(code, *MAILS)
    spilt = {word: holders(platform, word) - allowed for word, allowed in secrets.allowed.items()}
    assert {word: places for word, places in spilt.items() if places} == {}


@pytest.mark.parametrize(
    ("word", "places"),
    [
        ("rostrum_http_requests", {"metrics"}),
        ("ROSTRUM_SECRETS_DIR", {"environment"}),
        ("services.transcribe", {"arguments"}),
        ("dev.rostrum.auth.user.registered", {"nats", "auth.outbox"}),
        ("refused_in_this_test", {"logs"}),
    ],
)
def test_the_search_finds_what_is_there(platform: LocalPlatform, word: str, places: set[str]) -> None:
    answer = httpx.get(
        f"{platform.url}/v1/recordings", headers={"X-Request-Id": "refused_in_this_test"}, timeout=30
    )
    assert answer.status_code == 401
    eventually(lambda: holders(platform, word) >= places)
