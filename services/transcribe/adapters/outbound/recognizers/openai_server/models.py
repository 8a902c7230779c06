"""What the models behind the API can do, as far as their names tell; a server's own names count as whispers.

OpenAI's newer models (gpt-...) write text without times; the one that tells speakers apart times their turns.
"""

from urllib.parse import urlsplit

from services.transcribe.domain.engines import Capabilities

NAME = "openai"
API_VERSION = "v1"
"""Servers tell no version of their models."""
COMPATIBLE = "openai_compatible"
"""Servers of users, who bring their address with the key."""
OPENAI_URL = "https://api.openai.com/v1"
KEY_MISSING = (
    "no key. Put one into the file openai_key of ROSTRUM_SECRETS_DIR (make up and make demo take "
    "ROSTRUM_OPENAI_KEY), or name a server that needs none as ROSTRUM_OPENAI_URL"
)
PRICES = {
    "whisper-1": 0.006,
    "gpt-4o-transcribe": 0.006,
    "gpt-4o-transcribe-diarize": 0.006,
    "gpt-4o-mini-transcribe": 0.003,
}
"""OpenAI's own, US dollars a minute, as known in 2026; other servers' are the operator's to tell."""
OWN_KEY_MISSING = (
    "no key of yours. Leave one with the server's address: PUT /v1/users/me/provider-keys/openai_compatible"
)
LARGEST_BYTES = 25_000_000
LONGEST_S = 780.0
"""What fits into the largest file if FLAC saves nothing: 32,000 bytes a second."""


def is_openai(url: str) -> bool:
    """Which, unlike other servers, needs a key and costs money."""
    return urlsplit(url).hostname == urlsplit(OPENAI_URL).hostname


def is_timed(model: str) -> bool:
    return not model.startswith("gpt-")


def diarizes(model: str) -> bool:
    return "diarize" in model


def hears_speech(model: str) -> bool:
    """Whether a model of a server's list is one for speech; servers list all kinds."""
    return any(part in model.lower() for part in ("whisper", "transcribe", "parakeet", "canary", "voxtral"))


def capabilities(model: str) -> Capabilities:
    return Capabilities(
        word_times=is_timed(model),
        verbatim=False,
        speakers=diarizes(model),
        languages=(),
        streaming=False,
        translates=is_timed(model),
        detects_language=is_timed(model),
        calibrated_confidence=False,
        follows_free_speech=True,
        takes_reference=False,
        remote=True,
        takes_whole=diarizes(model),
        longest_s=LONGEST_S,
        largest_bytes=LARGEST_BYTES,
    )
