"""People who use the running platform through its client, each with a tenant of their own."""

import json
import time
from base64 import urlsafe_b64decode
from uuid import uuid4

import httpx
from rostrum_client.client import RostrumClient

from deploy.local.platform import LocalPlatform

PASSWORD = "a long and quiet sentence"
RENEWED_AFTER_S = 240.0
"""An access token lives ten minutes, and no test takes five."""


class Person:
    """A registered user: the SDK, and plain HTTP with their token for what the SDK does not say."""

    def __init__(self, platform: LocalPlatform, password: str = PASSWORD) -> None:
        self.email = f"{uuid4().hex}@example.com"
        self._account = {"email": self.email, "password": password}
        self.http = httpx.Client(base_url=platform.url, timeout=90)
        self.sdk = RostrumClient(platform.url)
        self.tokens: dict[str, str] = {}
        self._renewed_at = 0.0
        self.http.post("/v1/auth/register", json=self._account).raise_for_status()
        self.renew()
        self.tenant_id = str(self.claims()["tid"])

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stay_logged_in(self) -> None:
        """Before a test: a run takes longer than an access token lives."""
        if time.monotonic() - self._renewed_at > RENEWED_AFTER_S:
            self.renew()

    def renew(self) -> None:
        """New tokens, which say what the user is now."""
        self._renewed_at = time.monotonic()
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
