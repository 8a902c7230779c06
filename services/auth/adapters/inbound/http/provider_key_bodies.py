"""What clients send and get about keys of providers, as JSON."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from chassis.web import Body, View
from services.auth.domain.key_providers import PROVIDERS, KeyProvider
from services.auth.domain.provider_key import KeyWish, ProviderKey

_Model = Annotated[str, Field(max_length=128)]


class NewProviderKey(Body):
    """A key, and for some providers where it is used and for which models."""

    key: str = Field(max_length=2048, json_schema_extra={"format": "password"}, repr=False)
    base_url: str | None = Field(
        default=None,
        max_length=4096,
        description="For `openai_compatible` alone: the server's address, such as https://models.example.org/v1.",
    )
    speech_model: _Model | None = Field(
        default=None,
        description="The model that transcribes where a request names none.",
        examples=["whisper-1"],
    )
    text_model: _Model | None = Field(
        default=None, description="The model that reads and judges texts.", examples=["gpt-4o-mini"]
    )

    def wish(self) -> KeyWish:
        return KeyWish(self.key, self.base_url or None, self.speech_model or None, self.text_model or None)


class KeyTestView(View):
    """How the provider answered when the key was last tried."""

    result: str = Field(
        description="`ok`; `refused`: the provider does not accept the key; `unreachable`: it gave no answer"
        " that can be used."
    )
    at: datetime


class ProviderKeyView(View):
    """A key, as far as it is ever shown."""

    provider: str
    last_four: str = Field(description="Of the key; empty for a short one.", examples=["Xk3g"])
    base_url: str | None
    speech_model: str | None
    text_model: str | None
    created_at: datetime
    last_used_at: datetime | None
    tested: KeyTestView | None

    @classmethod
    def of(cls, key: ProviderKey) -> "ProviderKeyView":
        return cls(
            provider=key.provider,
            last_four=key.last_four,
            base_url=key.base_url,
            speech_model=key.speech_model,
            text_model=key.text_model,
            created_at=key.created_at,
            last_used_at=key.last_used_at,
            tested=KeyTestView(result=key.tested.result, at=key.tested.at) if key.tested else None,
        )


class KeyProviderView(View):
    """A provider whose keys are kept here."""

    name: str
    title: str
    needs_base_url: bool
    speech_model: str | None = Field(description="What transcribes unless the key names another one.")
    text_model: str | None = Field(
        description="What reads and judges texts unless the key names another one."
    )

    @classmethod
    def of(cls, provider: KeyProvider) -> "KeyProviderView":
        return cls(
            name=provider.name,
            title=provider.title,
            needs_base_url=not provider.base_url,
            speech_model=provider.speech_model,
            text_model=provider.text_model,
        )


class ProviderKeysView(View):
    """All keys, and all providers that there could be one of."""

    items: list[ProviderKeyView]
    providers: list[KeyProviderView] = Field(
        default_factory=lambda: [KeyProviderView.of(each) for each in PROVIDERS.values()]
    )
