"""From settings to engines: what is configured is at hand, what is not says what it lacks."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from chassis.clock import SystemClock
from services.transcribe.adapters.outbound.recognizers.configured import Resources, configured_engines
from services.transcribe.config import EngineSettings
from services.transcribe.domain.engines import EngineDescription
from tests.fakes.call_book import FakeCallBook
from tests.fakes.speech_recognizer import FakeRecognizer, says

CONFIGURED = "services.transcribe.adapters.outbound.recognizers.configured"


@dataclass(frozen=True)
class Chosen:
    """Settings as an operator leaves them, but for what a test changes."""

    engines: tuple[str, ...] = ("whisper", "openai", "assemblyai", "pocketsphinx")
    engine_prices: dict[str, float] = field(default_factory=dict)
    remote_slots: int = 2
    openai_url: str | None = None
    openai_model: str = "whisper-1"
    openai_key: SecretStr | None = None
    assemblyai_url: str = "https://api.assemblyai.com"
    assemblyai_key: SecretStr | None = None
    models_dir: Path | None = None
    whisper_model: str = "small.en"
    whisper_processes: int = 1
    whisper_idle_s: float = 60.0


def described(settings: Chosen) -> dict[str, EngineDescription]:
    resources = Resources(FakeRecognizer(says("hello")), FakeCallBook(), 2, SystemClock().now)
    engines = configured_engines(settings, resources)
    try:
        return {engine.name: engine for engine in engines.describe()}
    finally:
        engines.stop(1.0)


def test_without_keys_and_weights_there_is_the_embedded_engine() -> None:
    engines = described(Chosen())
    assert [name for name, engine in engines.items() if engine.available] == ["fake"]
    assert engines["fake"].preferred
    assert "openai_key of ROSTRUM_SECRETS_DIR" in engines["openai"].missing
    assert "assemblyai_key of ROSTRUM_SECRETS_DIR" in engines["assemblyai"].missing
    assert "make models MODEL=small.en" in engines["whisper"].missing


def test_with_a_key_an_engine_is_at_hand_and_preferred() -> None:
    engines = described(Chosen(assemblyai_key=SecretStr("a-key")))
    assert engines["assemblyai"].available
    assert engines["assemblyai"].preferred
    assert engines["assemblyai"].models == ("universal-2", "universal-3-pro")


def test_a_server_of_ones_own_needs_no_key() -> None:
    assert described(Chosen(openai_url="http://127.0.0.1:1/v1"))["openai"].available
    assert not described(Chosen(openai_url="https://api.openai.com/v1"))["openai"].available


def test_an_empty_key_is_none() -> None:
    assert not described(Chosen(assemblyai_key=SecretStr("")))["assemblyai"].available


def test_an_engine_that_is_not_configured_is_not_there() -> None:
    assert list(described(Chosen(engines=("pocketsphinx",)))) == ["fake"]


def test_what_is_not_used_is_not_loaded() -> None:
    """Each of them costs tens of megabytes in every process."""
    heavy = ("httpx", "openai", "assemblyai", "av")
    code = f"import sys, {CONFIGURED}; print([name for name in {heavy} if name in sys.modules])"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ENGINES", "whisper,wisper"),
        ("ENGINES", ""),
        ("OPENAI_URL", "ftp://example.org"),
        ("OPENAI_URL", "https://me:secret@example.org/v1"),
        ("ENGINE_PRICES", '{"openai/whisper-1": -1}'),
        ("ENGINE_SPEND_PER_DAY_USD", "-5"),
    ],
)
def test_settings_that_make_no_sense_end_the_start(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(f"ROSTRUM_{variable}", value)
    if value:
        with pytest.raises(ValidationError):
            EngineSettings()
    else:
        assert EngineSettings().engines[-1] == "pocketsphinx", "an empty variable is an unset one"


def test_engines_and_prices_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_ENGINES", "pocketsphinx, openai")
    monkeypatch.setenv("ROSTRUM_ENGINE_PRICES", '{"openai/whisper-1": 0.005}')
    settings = EngineSettings()
    assert settings.engines == ("pocketsphinx", "openai")
    assert settings.engine_prices == {"openai/whisper-1": 0.005}
