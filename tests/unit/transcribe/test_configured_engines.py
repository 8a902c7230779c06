"""From settings to engines: what is configured is at hand, what is not says what it lacks."""

import os
import subprocess
import sys

import pytest
from pydantic import SecretStr, ValidationError

from chassis.clock import SystemClock, new_id
from chassis.errors import Unavailable
from chassis.lent_keys import KeyOffer, KeyVault, NoVault
from services.transcribe.adapters.outbound.recognizers.configured import configured_engines
from services.transcribe.adapters.outbound.recognizers.resources import Resources
from services.transcribe.config import EngineSettings
from services.transcribe.domain.engines import EngineDescription
from tests.builders.engine_settings import Chosen
from tests.fakes.call_book import FakeCallBook
from tests.fakes.lent_keys import FakeVault
from tests.fakes.speech_recognizer import FakeRecognizer, says

TENANT = new_id()
CONFIGURED = "services.transcribe.adapters.outbound.recognizers.configured"


def described(settings: Chosen, vault: KeyVault | None = None) -> dict[str, EngineDescription]:
    resources = Resources(
        FakeRecognizer(says("hello")), FakeCallBook(), 2, SystemClock().now, vault or NoVault()
    )
    engines = configured_engines(settings, resources)
    try:
        return {engine.name: engine for engine in engines.describe(TENANT)}
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


def test_a_tenants_own_key_opens_an_engine_for_that_tenant() -> None:
    vault = FakeVault()
    vault.keep(TENANT, KeyOffer("assemblyai", speech_model="universal-2"), "https://api.assemblyai.com")
    vault.keep(TENANT, KeyOffer("openai_compatible", speech_model="my-whisper"), "https://models.example.org")
    vault.keep(TENANT, KeyOffer("deepseek", text_model="deepseek-chat"), "https://api.deepseek.com")
    vault.keep(new_id(), KeyOffer("openai", speech_model="whisper-1"), "https://api.openai.com/v1")
    engines = described(Chosen(), vault)
    assert {name for name, engine in engines.items() if engine.own_key} == {"assemblyai", "openai_compatible"}
    assert engines["assemblyai"].available
    assert engines["assemblyai"].preferred
    assert engines["openai_compatible"].models == ("my-whisper",)
    assert "provider-keys/openai_compatible" in described(Chosen())["openai_compatible"].missing
    assert not engines["openai"].available


def test_nobody_opens_an_engine_that_the_operator_has_switched_off() -> None:
    vault = FakeVault()
    vault.keep(TENANT, KeyOffer("assemblyai", speech_model="universal-2"), "https://api.assemblyai.com")
    assert "assemblyai" not in described(Chosen(engines=("openai", "pocketsphinx")), vault)
    vault.down = True
    assert list(described(Chosen(engines=("pocketsphinx",)), vault)) == ["fake"], "nobody asks for keys"
    with pytest.raises(Unavailable):
        described(Chosen(), vault)


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
