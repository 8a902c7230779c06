"""Keys of providers, such as OpenAI, that your recordings are transcribed and judged with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rostrum_client.transport import Call, Transport, json_of

OWN = "/v1/users/me/provider-keys"
SHARED = "/v1/organisations/{organisation}/provider-keys"


@dataclass(frozen=True)
class ProviderKey:
    """One key, as far as it is ever shown. Times are ISO 8601; `test_result` is empty at first."""

    provider: str
    last_four: str
    base_url: str = ""
    created_at: str = ""
    last_used_at: str = ""
    test_result: str = ""

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "ProviderKey":
        """From the server's JSON."""
        tested = data.get("tested")
        return cls(
            provider=str(data["provider"]),
            last_four=str(data.get("last_four") or ""),
            base_url=str(data.get("base_url") or ""),
            created_at=str(data.get("created_at") or ""),
            last_used_at=str(data.get("last_used_at") or ""),
            test_result=str(tested["result"]) if isinstance(tested, Mapping) else "",
        )


class ProviderKeys:
    """Those of a user or, with its id, of an organisation that they look after."""

    def __init__(self, transport: Transport, organisation: str = "") -> None:
        self._transport = transport
        self._path = SHARED.format(organisation=organisation) if organisation else OWN

    def set(
        self, provider: str, key: str, *, base_url: str = "", speech_model: str = "", text_model: str = ""
    ) -> ProviderKey:
        """Replaces the one there is."""
        given = {"base_url": base_url, "speech_model": speech_model, "text_model": text_model}
        body = {"key": key} | {name: value for name, value in given.items() if value}
        return self._told(Call("PUT", f"{self._path}/{provider}", body=lambda: {"json": body}))

    def list(self) -> Sequence[ProviderKey]:
        items = json_of(self._transport.send(Call("GET", self._path))).get("items")
        return [ProviderKey.of(item) for item in items] if isinstance(items, list) else []

    def test(self, provider: str) -> ProviderKey:
        """`test_result` is ok, refused or unreachable."""
        return self._told(Call("POST", f"{self._path}/{provider}/test"))

    def delete(self, provider: str) -> None:
        self._transport.send(Call("DELETE", f"{self._path}/{provider}"))

    def _told(self, call: Call) -> ProviderKey:
        return ProviderKey.of(json_of(self._transport.send(call)))
