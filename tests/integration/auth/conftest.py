"""auth's HTTP door on a database of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.clock import new_id
from chassis.database import Database
from chassis.idempotency.postgres import PostgresIdempotency
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.web import Edge, Limits, StreamSlots
from services.auth.adapters.inbound.http.door import create_door
from services.auth.adapters.inbound.http.own_tokens import OwnTokens
from services.auth.adapters.inbound.http.sessions_door import DoorLimits
from services.auth.adapters.outbound.oidc.oidc_provider import OidcProvider
from tests.builders.auth import PASSWORD, PUBLIC_URL, real_application
from tests.builders.chassis_database import opened
from tests.builders.identity import ISSUER, Issuer
from tests.fakes.clock import FakeClock
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase


@dataclass
class AuthDoor:
    """A client of the door, and what a test turns or looks into."""

    database: Database
    target: ServiceDatabase
    clock: FakeClock = field(default_factory=FakeClock)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    providers: Sequence[OidcProvider] = ()
    public_url: str = PUBLIC_URL

    def __post_init__(self) -> None:
        self.application = real_application(
            self.database, self.key, self.clock, self.providers, self.public_url
        )
        edge = Edge(
            verifier=OwnTokens(self.application, ISSUER, self.clock),
            new_id=new_id,
            slots=StreamSlots(8),
            secret=b"secret" * 8,
            limits=Limits(MemoryRateLimiter(monotonic=self.clock.monotonic)),
            idempotency=PostgresIdempotency(self.database, new_id),
        )
        self.app = create_door(self.application, edge, DoorLimits(registrations=60))

    @property
    def issuer(self) -> Issuer:
        """Signs whatever a test wants with auth's own key."""
        return Issuer(self.clock, self.key)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def register(
        self, email: str = "ada@example.org", *, headers: Mapping[str, str] | None = None, **more: str
    ) -> TestResponse:
        body = {"email": email, "password": PASSWORD, **more}
        return self.client.post("/v1/auth/register", json=body, headers=headers)

    def log_in(self, email: str = "ada@example.org", password: str = PASSWORD) -> TestResponse:
        return self.client.post("/v1/auth/login", json={"email": email, "password": password})

    def tokens(self, email: str = "ada@example.org") -> dict[str, Any]:
        """Of a new user."""
        self.register(email)
        found = self.log_in(email).json
        assert found is not None
        return found

    def call(
        self,
        method: str,
        path: str,
        token: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        return self.client.open(path, method=method, headers=sent, json=json)

    def me(self, token: str) -> TestResponse:
        return self.call("GET", "/v1/users/me", token)


def body(response: TestResponse, status: int = 200) -> dict[str, Any]:
    """Of an answer that has to have this status."""
    assert response.status_code == status, response.text
    found = response.json
    assert isinstance(found, dict)
    return found


@pytest.fixture
def door(make_database: MakeDatabase) -> Iterator[AuthDoor]:
    target = make_database("auth")
    with opened(target, "app") as database:
        yield AuthDoor(database, target)
