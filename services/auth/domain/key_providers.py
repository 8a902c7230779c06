"""Providers whose keys users may leave here. Another one is another entry of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.auth.domain.errors import NoSuchKeyProvider


@dataclass(frozen=True)
class KeyProvider:
    """`base_url` is empty where each owner of a key names a server of their own.

    `header` carries the key, after `scheme`, to `test_path`: the cheapest that is answered only to whom the
    provider knows. `speech_model` and `text_model` are asked where the owner names none; None where the
    provider has no such model that is used here.
    """

    name: str
    title: str
    base_url: str
    test_path: str = "/models"
    header: Literal["Authorization", "xi-api-key"] = "Authorization"
    scheme: str = "Bearer "
    speech_model: str | None = None
    text_model: str | None = None

    @property
    def takes_models(self) -> bool:
        """Whether owners may name models."""
        return not self.base_url or bool(self.speech_model or self.text_model)


OPENAI_COMPATIBLE = "openai_compatible"
_TABLE = (
    KeyProvider(OPENAI_COMPATIBLE, "A server that speaks OpenAI's API", ""),
    KeyProvider(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        speech_model="whisper-1",
        text_model="gpt-4o-mini",
    ),
    KeyProvider(
        "gemini",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        text_model="gemini-2.5-flash",
    ),
    KeyProvider("deepseek", "DeepSeek", "https://api.deepseek.com", text_model="deepseek-chat"),
    KeyProvider(
        "assemblyai",
        "AssemblyAI",
        "https://api.assemblyai.com",
        test_path="/v2/transcript?limit=1",
        scheme="",
        speech_model="universal-2",
    ),
    KeyProvider(
        "elevenlabs",
        "ElevenLabs",
        "https://api.elevenlabs.io/v1",
        header="xi-api-key",
        scheme="",
    ),
)
PROVIDERS: Mapping[str, KeyProvider] = {provider.name: provider for provider in _TABLE}
"""In the order in which their text models are preferred: one's own server first."""


def key_provider(name: str) -> KeyProvider:
    """Raises NoSuchKeyProvider."""
    provider = PROVIDERS.get(name)
    if provider is None:
        raise NoSuchKeyProvider(f"There is no such provider here; there are: {', '.join(PROVIDERS)}.")
    return provider
