"""A browser and an app in it, between auth's door and a real identity provider."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import TestResponse

from tests.fakes.auth_outside_identity import APP
from tests.infrastructure.identity_provider import ADA, App, RunningProvider
from tests.infrastructure.oidc_client import CLIENT_ID
from tests.integration.auth.conftest import AuthDoor

NAME = "local"
ELSEWHERE = "https://issuer.example.org"
"""An issuer of tokens that has no discovery document."""


@dataclass
class Visit:
    """A browser, an app in it, the door and the provider."""

    door: AuthDoor
    provider: RunningProvider
    app: App = field(default_factory=App)

    def begin(self, **query: str) -> TestResponse:
        asked = {"code_challenge": self.app.challenge, "return_to": f"{APP}/done", **query}
        return self.door.client.get(f"/v1/auth/oidc/{NAME}/authorize", query_string=asked)

    def answer(self) -> str:
        """Where the provider sends the browser: back to us."""
        return self.provider.visit(self.begin().headers["Location"])

    def come_back(self, url: str, **changes: str | None) -> TestResponse:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
        sent = {name: value for name, value in query.items() if value is not None}
        return self.door.client.get(parts.path, query_string=sent)

    def told(self, returned: TestResponse) -> dict[str, str]:
        """What the app reads from the address that the browser is sent to."""
        assert returned.status_code == 303, returned.text
        address = urlsplit(returned.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{APP}/done"
        return {name: values[0] for name, values in parse_qs(address.query).items()}

    def redeem(self, code: str, verifier: str | None = None, **more: str) -> TestResponse:
        body = {"code": code, "code_verifier": verifier or self.app.verifier, **more}
        return self.door.client.post("/v1/auth/oidc/token", json=body)

    def code(self) -> str:
        return self.told(self.come_back(self.answer()))["code"]

    def log_in(self) -> TestResponse:
        return self.redeem(self.code())

    def brought(self, **claims: object) -> str:
        """A token for a client that logged in by itself."""
        now = int(self.door.clock.now().timestamp())
        told = {"iss": self.provider.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        return self.provider.sign(**{**ADA, **told, **claims})

    def exchange(self, token: str, **more: str) -> TestResponse:
        return self.door.client.post("/v1/auth/exchange", json={"token": token, **more})
