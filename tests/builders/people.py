"""People who use the running platform through its client, each with a tenant of their own."""

import json
from base64 import urlsafe_b64decode
from uuid import uuid4

import httpx
from rostrum_client.client import RostrumClient

from deploy.local.platform import LocalPlatform

PASSWORD = "a long and quiet sentence"


class Person:
    """A registered user: the SDK, and plain HTTP with their token for what the SDK does not say."""

    def __init__(self, platform: LocalPlatform, password: str = PASSWORD) -> None:
        self.email = f"{uuid4().hex}@example.com"
        self._account = {"email": self.email, "password": password}
        self.http = httpx.Client(base_url=platform.url, timeout=90)
        self.sdk = RostrumClient(platform.url)
        self.tokens: dict[str, str] = {}
        self.http.post("/v1/auth/register", json=self._account).raise_for_status()
        self.renew()
        self.tenant_id = str(self.claims()["tid"])

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def renew(self) -> None:
        """New tokens, which say what the user is now."""
        self.tokens = self.http.post("/v1/auth/login", json=self._account).raise_for_status().json()
        self.http.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
        self.sdk.log_in(self.email, self._account["password"])

    @property
    def user_id(self) -> str:
        return str(self.claims()["sub"])

    def claims(self) -> dict[str, object]:
        """What the access token says."""
        payload = self.tokens["access_token"].split(".")[1]
        claims: dict[str, object] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    def close(self) -> None:
        self.http.close()
        self.sdk.close()
