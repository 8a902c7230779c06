"""Tokens for machines, which act for whoever makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rostrum_client.transport import Call, Transport, json_of

PATH = "/v1/users/me/tokens"


@dataclass(frozen=True)
class ApiToken:
    """One token. `hint` is how it begins and ends. Times are ISO 8601; the last use is by the minute."""

    id: str
    name: str
    scopes: tuple[str, ...]
    hint: str
    expires_at: str
    last_used_at: str = ""
    last_used_peer: str = ""

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "ApiToken":
        """From the server's JSON."""
        scopes = data.get("scopes")
        return cls(
            id=str(data["id"]),
            name=str(data["name"]),
            scopes=tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else (),
            hint=str(data.get("hint") or ""),
            expires_at=str(data.get("expires_at") or ""),
            last_used_at=str(data.get("last_used_at") or ""),
            last_used_peer=str(data.get("last_used_peer") or ""),
        )


@dataclass(frozen=True)
class NewApiToken:
    """A token that was just made. `secret` is told this once."""

    token: ApiToken
    secret: str = field(repr=False)


class ApiTokens:
    """Those of one user, who must be logged in; `RostrumClient.api_tokens` is one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, name: str, scopes: Sequence[str], *, days: int = 90) -> NewApiToken:
        """Raises Conflict where one of the tokens has the name."""
        body = {"name": name, "scopes": list(scopes), "expires_in_days": days}
        return self._told(Call("POST", PATH, body=lambda: {"json": body}))

    def list(self) -> Sequence[ApiToken]:
        """The newest first."""
        items = json_of(self._transport.send(Call("GET", PATH))).get("items")
        return [ApiToken.of(item) for item in items] if isinstance(items, list) else []

    def rotate(self, token_id: str) -> NewApiToken:
        """The same anew; the old one ends at once."""
        return self._told(Call("POST", f"{PATH}/{token_id}/rotate"))

    def revoke(self, token_id: str) -> None:
        """It is refused everywhere within seconds."""
        self._transport.send(Call("DELETE", f"{PATH}/{token_id}"))

    def _told(self, call: Call) -> NewApiToken:
        # Sent once: a repetition could not be told the secret of what the first has made.
        answer = json_of(self._transport.send(call, retried=False))
        return NewApiToken(ApiToken.of(answer), str(answer["token"]))
