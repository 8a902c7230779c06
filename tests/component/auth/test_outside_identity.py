"""Logging in at an identity provider that the settings name: two processes and a browser."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb

from tests.component.auth.conftest import RunningAuth
from tests.infrastructure.identity_provider import ADA, App, RunningProvider, running_provider
from tests.infrastructure.oidc_client import CLIENT_ID, CLIENT_SECRET

RETURN_TO = "http://127.0.0.1/done"


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[RunningProvider]:
    with running_provider(tmp_path) as running:
        yield running


@pytest.fixture
def more_settings(provider: RunningProvider) -> Mapping[str, str]:
    known = {"name": "local", "issuer": provider.issuer, "client_id": CLIENT_ID, "algorithms": ["ES256"]}
    return {
        "IDENTITY_PROVIDERS": json.dumps([known]),
        "IDENTITY_PROVIDER_SECRETS": json.dumps({"local": CLIENT_SECRET}),
        "LOGIN_RETURN_URLS": json.dumps([RETURN_TO]),
    }


def test_logging_in_at_a_provider_and_bringing_its_token(
    auth: RunningAuth, provider: RunningProvider
) -> None:
    app = App()
    asked = {"code_challenge": app.challenge, "return_to": "http://127.0.0.1:49152/done"}
    begun = auth.http.get("/v1/auth/oidc/local/authorize", params=asked)
    assert begun.status_code == 303, begun.text
    back = auth.http.get(provider.visit(begun.headers["Location"]))
    done = urlsplit(back.headers["Location"])
    assert (done.port, done.path) == (49152, "/done")
    body = {"code": parse_qs(done.query)["code"][0], "code_verifier": app.verifier}
    tokens = auth.http.post("/v1/auth/oidc/token", json=body).raise_for_status().json()
    now = int(datetime.now(UTC).timestamp())
    claims = {"iss": provider.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **ADA}
    brought = provider.sign(**claims)
    mine, also_mine = (_me(auth, token) for token in (tokens["access_token"], brought))
    assert mine["id"] == also_mine["id"]
    with auth.stub() as stub:
        exchanged = stub.ExchangeToken(pb.ExchangeTokenRequest(token=brought), timeout=5)
    assert _me(auth, exchanged.access_token)["id"] == mine["id"]
    assert CLIENT_SECRET not in auth.child.program.log_file.read_text()


def _me(auth: RunningAuth, token: str) -> dict[str, str]:
    answer = auth.http.get("/v1/users/me", headers={"Authorization": f"Bearer {token}"})
    found: dict[str, str] = answer.raise_for_status().json()
    return found


def test_a_provider_that_is_away_does_not_keep_auth_from_starting(
    auth: RunningAuth, provider: RunningProvider
) -> None:
    provider.child.kill()
    asked = {"code_challenge": App().challenge, "return_to": RETURN_TO}
    begun = auth.http.get("/v1/auth/oidc/local/authorize", params=asked)
    assert (begun.status_code, begun.json()["code"]) == (503, "unavailable")
