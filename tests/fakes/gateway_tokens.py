"""API tokens as a server keeps them, for the client's tests."""

import json
from dataclasses import dataclass, field
from typing import Any

PATH = "/v1/users/me/tokens"


@dataclass
class GatewayTokens:
    """Answers as (status, document). `secrets` holds each token by its id."""

    items: list[dict[str, Any]] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def knows(self, bearer: str) -> bool:
        return bearer.removeprefix("Bearer ") in self.secrets.values()

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        given = json.loads(body or b"{}")
        if path == PATH:
            return (201, self._make(given)) if method == "POST" else (200, {"items": self.items[::-1]})
        token_id = path.removeprefix(f"{PATH}/").removesuffix("/rotate")
        found = next((item for item in self.items if item["id"] == token_id), None)
        if found is None:
            return 404, {"status": 404, "code": "token_not_found", "detail": "There is no such token."}
        self.items.remove(found)
        del self.secrets[token_id]
        return (201, self._make(found)) if method == "POST" else (204, None)

    def _make(self, given: dict[str, Any]) -> dict[str, Any]:
        self.made += 1
        token_id, secret = f"token-{self.made}", f"rst_{self.made}"
        item = {"name": given["name"], "scopes": given["scopes"], "id": token_id, "hint": "rst_...Xk3g"}
        self.items.append(item | {"expires_at": "2030-01-01T00:00:00Z", "last_used_at": None})
        self.secrets[token_id] = secret
        return self.items[-1] | {"token": secret}
