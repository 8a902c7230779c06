"""A real identity provider as a process, and what a browser and an app do with it."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.local.environment import python, python_environment
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Child, Program

ADA = {
    "sub": "ada-at-the-provider",
    "email": "ada@example.org",
    "email_verified": True,
    "name": "Ada",
    "locale": "en-GB",
}


@dataclass(frozen=True)
class RunningProvider:
    """`child` lets a test stop it and start it again."""

    issuer: str
    http: httpx.Client
    child: Child

    def tell(self, **control: object) -> None:
        """`person` is who logs in; see the program for the rest."""
        self.http.put("/control", json=control).raise_for_status()

    def rotate(self) -> None:
        self.http.post("/control/rotate").raise_for_status()

    def sign(self, **claims: object) -> str:
        """A token for a client that logged in by itself."""
        return str(self.http.post("/control/sign", json=claims).raise_for_status().json()["token"])

    def visit(self, url: str) -> str:
        """Logs in as the person; where the browser is sent then."""
        answer = self.http.get(url)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running_provider(folder: Path) -> Iterator[RunningProvider]:
    (port,) = free_ports(1)
    issuer = f"http://{LOOPBACK}:{port}"
    with httpx.Client(base_url=issuer, timeout=10) as client:
        child = Child(
            Program(
                "identity-provider",
                python("-m", "tests.infrastructure.oidc_provider", str(port)),
                # Authlib refuses to be a provider without TLS unless it is told to.
                python_environment() | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
                folder / "identity-provider.log",
                ready=lambda: _answers(client),
            )
        )
        try:
            child.wait_ready()
            provider = RunningProvider(issuer, client, child)
            provider.tell(person=ADA)
            yield provider
        finally:
            child.kill()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/.well-known/openid-configuration").is_success
    except httpx.TransportError:
        return False


@dataclass(frozen=True)
class App:
    """The secret that an app keeps while its user is at the provider (RFC 7636)."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
