"""Machines that use the running platform with an API token of somebody's."""

from typing import Any

import httpx

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person

TOKENS = "/v1/users/me/tokens"


class Machine:
    """A token that a person has made, and plain HTTP with it."""

    def __init__(self, platform: LocalPlatform, owner: Person, name: str, *scopes: str) -> None:
        self._owner = owner
        made = owner.http.post(TOKENS, json={"name": name, "scopes": scopes})
        self.made: dict[str, Any] = made.raise_for_status().json()
        self.token = str(self.made["token"])
        headers = {"Authorization": f"Bearer {self.token}"}
        self.http = httpx.Client(base_url=platform.url, headers=headers, timeout=90)

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def revoke(self) -> None:
        self._owner.http.delete(f"{TOKENS}/{self.made['id']}").raise_for_status()

    def as_listed(self) -> dict[str, Any]:
        """As its owner sees it."""
        items = self._owner.http.get(TOKENS).raise_for_status().json()["items"]
        found: dict[str, Any] = next(item for item in items if item["id"] == self.made["id"])
        return found
