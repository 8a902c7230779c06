"""Keys of providers that belong to a user or an organisation."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.auth.domain.errors import BadProviderKey
from services.auth.domain.key_providers import KeyProvider

TestResult = Literal["ok", "refused", "unreachable"]
"""`refused`: the provider does not accept the key. `unreachable`: it gave no answer that can be used."""
_SHOWN = 4
_SHOWN_OF = 12
"""Of a shorter key, four characters would tell too much."""
_KEY = re.compile(r"[!-~]{1,1024}", re.ASCII)
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:@-]{0,127}", re.ASCII)


@dataclass(frozen=True)
class KeyText:
    """A key itself. Never shown, logged or stored as it is."""

    text: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "KeyText":
        """Raises BadProviderKey for what could be no header's value."""
        key = text.strip()
        if not _KEY.fullmatch(key):
            raise BadProviderKey("A key has 1 to 1024 printable characters of ASCII, without spaces.")
        return cls(key)

    @property
    def last_four(self) -> str:
        """Tells its owner which it is; empty for a short key."""
        return self.text[-_SHOWN:] if len(self.text) >= _SHOWN_OF else ""


@dataclass(frozen=True)
class KeyTest:
    """How the provider answered, and when."""

    result: TestResult
    at: datetime


@dataclass(frozen=True)
class ProviderKey:
    """What may be told of a key. It has a new `id` each time it is replaced.

    `tenant_id` is its owner's: a personal space or an organisation. `base_url`, `speech_model` and
    `text_model` are the owner's choice; None leaves them to the provider's entry.
    """

    id: UUID
    tenant_id: UUID
    provider: str
    last_four: str
    created_at: datetime
    base_url: str | None = None
    speech_model: str | None = None
    text_model: str | None = None
    last_used_at: datetime | None = None
    tested: KeyTest | None = None


@dataclass(frozen=True)
class KeyWish:
    """What somebody wants to leave here."""

    key: str = field(repr=False)
    base_url: str | None = None
    speech_model: str | None = None
    text_model: str | None = None

    def check(self, provider: KeyProvider) -> None:
        """Raises BadProviderKey for what does not fit the provider."""
        if provider.base_url and self.base_url:
            raise BadProviderKey(f"{provider.title} has an address of its own: leave out `base_url`.")
        if not provider.base_url and not self.base_url:
            raise BadProviderKey(
                "Name the server's address, such as https://models.example.org/v1: `base_url`."
            )
        models = [model for model in (self.speech_model, self.text_model) if model is not None]
        if models and not provider.takes_models:
            raise BadProviderKey(f"No models of {provider.title} are used here: leave them out.")
        if not all(_MODEL.fullmatch(model) for model in models):
            raise BadProviderKey("A model's name has 1 to 128 letters, digits and `_./:@-`.")
