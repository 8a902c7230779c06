"""What AssemblyAI's models can do, and cost."""

from services.transcribe.domain.engines import Capabilities

NAME = "assemblyai"
API_VERSION = "v2"
KEY_MISSING = (
    "no key. Put one into the file assemblyai_key of ROSTRUM_SECRETS_DIR (make up and make demo take "
    "ROSTRUM_ASSEMBLYAI_KEY)"
)
PRICES = {"universal-2": 0.0025, "universal-3-pro": 0.0035}
"""US dollars a minute, as known in 2026 (0.15 and 0.21 an hour). The first model is the usual one."""
CAPABILITIES = Capabilities(
    word_times=True,
    verbatim=True,
    speakers=True,
    languages=(),
    streaming=False,
    translates=False,
    detects_language=True,
    calibrated_confidence=False,
    follows_free_speech=True,
    takes_reference=False,
    remote=True,
    takes_whole=True,
    longest_s=36_000.0,
    largest_bytes=2_200_000_000,
)


def capabilities(model: str) -> Capabilities:
    """The same for all of them."""
    del model
    return CAPABILITIES
