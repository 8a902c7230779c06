"""S2: keys of providers at the HTTP door and in the database, under a rotation of the master key."""

import threading
from collections.abc import Sequence
from contextlib import closing
from uuid import UUID

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_provider_keys import PostgresProviderKeys
from services.auth.adapters.outbound.postgres.postgres_sealed_records import PostgresSealedRecords
from services.auth.application.use_cases.lend_provider_key import LendProviderKey
from services.auth.application.use_cases.rewrap_secrets import Rewrapped, RewrapSecrets
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import CannotOpen
from tests.builders.auth_sealing import a_sealer
from tests.builders.chassis_database import opened
from tests.fakes.auth_vault import FakeProviderDoors
from tests.integration.auth.conftest import AuthDoor

KEYS = "/v1/users/me/provider-keys"
KEY = "sk-proj-0123456789abcdefXk3g"
EVES = "sk-proj-another-key-of-eve-9Zz1"
OWNERS = 12


def put(door: AuthDoor, token: str, provider: str = "openai", **body: object) -> TestResponse:
    return door.call("PUT", f"{KEYS}/{provider}", token, json={"key": KEY, **body})


def tenant_of(door: AuthDoor, email: str) -> UUID:
    login = door.application.log_in.accounts.find_login(EmailAddress(email))
    assert login is not None
    return login.tenant_id


def vault_of(door: AuthDoor, *master_keys: str) -> LendProviderKey:
    """As a replica with these master keys sees the same database."""
    keys = PostgresProviderKeys(door.database, FactWriter(WireEvents(new_id), new_id))
    return LendProviderKey(keys, FakeProviderDoors(), a_sealer(*master_keys), door.clock)


def test_a_key_is_stored_shown_by_its_end_tried_and_deleted(door: AuthDoor) -> None:
    token = door.tokens()["access_token"]
    stored = put(door, token, text_model="gpt-5")
    assert stored.status_code == 200
    assert stored.json is not None
    assert (stored.json["last_four"], stored.json["tested"]) == ("Xk3g", None)
    listed = door.call("GET", KEYS, token)
    assert listed.json is not None
    assert listed.json["items"] == [stored.json]
    assert {each["name"] for each in listed.json["providers"]} >= {"openai", "assemblyai", "elevenlabs"}
    tried = door.call("POST", f"{KEYS}/openai/test", token)
    assert tried.json is not None
    assert tried.json["tested"]["result"] == "refused"
    assert door.call("DELETE", f"{KEYS}/openai", token).status_code == 204
    for answer in (stored, listed, tried):
        assert KEY[:-4] not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    gone = door.call("DELETE", f"{KEYS}/openai", token)
    assert gone.json is not None
    assert (gone.status_code, gone.json["code"]) == (404, "provider_key_not_found")


@pytest.mark.parametrize(
    ("provider", "body", "status"),
    [
        ("skynet", {}, 404),
        ("openai", {"key": ""}, 422),
        ("openai", {"key": 5}, 422),
        ("openai", {"key": "k" * 3000}, 422),
        ("openai", {"tenant_id": str(new_id())}, 422),
        ("openai", {"last_four": "0000"}, 422),
        ("openai", {"base_url": "https://evil.example.org"}, 422),
        ("openai_compatible", {}, 422),
        ("openai_compatible", {"base_url": "http://private.example.org"}, 422),
    ],
)
def test_bad_keys_are_refused_without_repeating_them(
    door: AuthDoor, provider: str, body: dict[str, object], status: int
) -> None:
    token = door.tokens()["access_token"]
    refused = put(door, token, provider, **body)
    assert refused.status_code == status
    assert KEY not in refused.text
    assert "evil" not in refused.text
    listed = door.call("GET", KEYS, token)
    assert listed.json is not None
    assert listed.json["items"] == []


def test_an_organisation_that_one_does_not_belong_to_looks_like_none(door: AuthDoor) -> None:
    eve = door.tokens("eve@example.org")["access_token"]
    path = f"/v1/organisations/{new_id()}/provider-keys"
    answers = (
        door.call("GET", path, eve),
        door.call("PUT", f"{path}/openai", eve, json={"key": KEY}),
        door.call("DELETE", f"{path}/openai", eve),
        door.call("POST", f"{path}/openai/test", eve),
    )
    assert [answer.status_code for answer in answers] == [404] * 4


def test_the_row_shows_no_key_and_opens_in_no_other_row(door: AuthDoor) -> None:
    ada, eve = door.tokens("ada@example.org"), door.tokens("eve@example.org")
    put(door, ada["access_token"])
    door.call("PUT", f"{KEYS}/openai", eve["access_token"], json={"key": EVES})
    with opened(door.target, "relay") as relay, relay.transaction(None) as connection:
        rows = connection.execute(sa.text("SELECT t::text FROM provider_keys t")).scalars().all()
        assert len(rows) == 2
        for secret in (KEY, EVES):
            for form in (secret, secret.encode().hex()):
                assert not [row for row in rows if form in row]
        tenants = [tenant_of(door, f"{name}@example.org") for name in ("ada", "eve")]
        connection.execute(
            sa.text(
                "UPDATE provider_keys AS eves SET content = adas.content, wrapped_key = adas.wrapped_key"
                " FROM provider_keys AS adas WHERE eves.tenant_id = :eve AND adas.tenant_id = :ada"
            ),
            {"ada": tenants[0], "eve": tenants[1]},
        )
    vault = vault_of(door)
    assert vault(tenants[0], "openai", new_id(), "transcribe").key == KEY
    with pytest.raises(CannotOpen):
        vault(tenants[1], "openai", new_id(), "transcribe")
    tried = door.call("POST", f"{KEYS}/openai/test", eve["access_token"])
    assert tried.json is not None
    assert (tried.status_code, tried.json["code"]) == (503, "sealed_secret_unavailable")
    assert KEY not in tried.text


class Reader(threading.Thread):
    """A replica that lends the keys of all tenants again and again, until told and at least once."""

    def __init__(self, vault: LendProviderKey, tenants: Sequence[UUID], over: threading.Event) -> None:
        super().__init__()
        self.read: set[str] = set()
        self.failure: Exception | None = None
        self._vault = vault
        self._tenants = tenants
        self._over = over

    def run(self) -> None:
        job = new_id()
        try:
            while not (self._over.is_set() and self.read):
                self.read |= {
                    self._vault(tenant, "openai", job, "transcribe").key for tenant in self._tenants
                }
        except Exception as failure:  # noqa: BLE001 - told by the test
            self.failure = failure


def test_no_read_fails_while_the_master_key_is_rotated(door: AuthDoor) -> None:
    """A8: first every replica knows the new key, whichever it wraps with; then all is rewrapped."""
    tenants = []
    for number in range(OWNERS):
        put(door, door.tokens(f"user{number}@example.org")["access_token"])
        tenants.append(tenant_of(door, f"user{number}@example.org"))
    over = threading.Event()
    replicas = [vault_of(door, "new", "a key"), vault_of(door, "a key", "new")]
    readers = [Reader(vault, tenants, over) for vault in replicas]
    for reader in readers:
        reader.start()
    with opened(door.target, "relay") as relay, closing(a_sealer("new", "a key")) as sealer:
        rewrap = RewrapSecrets(PostgresSealedRecords(relay), sealer)
        assert rewrap() == Rewrapped(moved=OWNERS, unreadable=0)
        over.set()
        for reader in readers:
            reader.join(30)
        assert rewrap() == Rewrapped(moved=0, unreadable=0)
    assert [(reader.failure, reader.read) for reader in readers] == [(None, {KEY})] * 2
    alone = vault_of(door, "new")
    assert {alone(tenant, "openai", new_id(), "transcribe").key for tenant in tenants} == {KEY}
    with pytest.raises(CannotOpen):
        vault_of(door, "a key")(tenants[0], "openai", new_id(), "transcribe")
