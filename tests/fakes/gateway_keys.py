"""Keys of providers as a server keeps them, for the client's tests."""

import json
from dataclasses import dataclass, field
from typing import Any

MARK = "/provider-keys"


@dataclass
class GatewayKeys:
    """Answers as (status, document). `secrets` holds each key by its path."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def serves(self, path: str) -> bool:
        return MARK in path

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        if path.endswith(MARK):
            return 200, {
                "items": [item for place, item in self.items.items() if place.startswith(f"{path}/")]
            }
        place = path.removesuffix("/test")
        if method == "PUT":
            return 200, self._keep(place, json.loads(body))
        if place not in self.items:
            return 404, {"status": 404, "code": "provider_key_not_found", "detail": "There is no key."}
        if method == "DELETE":
            return 204, self.items.pop(place) and None
        tested = {"result": "ok", "at": "2026-01-02T00:00:00Z"}
        self.items[place] |= {"tested": tested}
        return 200, self.items[place]

    def _keep(self, place: str, given: dict[str, Any]) -> dict[str, Any]:
        self.secrets[place] = given["key"]
        self.items[place] = {
            "provider": place.rpartition("/")[2],
            "last_four": given["key"][-4:],
            "base_url": given.get("base_url"),
            "created_at": "2026-01-01T00:00:00Z",
            "last_used_at": None,
            "tested": None,
        }
        return self.items[place]
