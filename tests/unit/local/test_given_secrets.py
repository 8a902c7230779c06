"""Keys that a person gives reach the services as files, and no environment."""

import stat
from importlib import import_module
from pathlib import Path

import pytest

from chassis.settings.loading import is_secret
from deploy.local.given_secrets import OWNERS, keep_secrets, without_secrets
from deploy.local.keys import PlatformSecrets

KEYS = dict.fromkeys(OWNERS, "a-secret-of-mine")


def test_keys_become_files_of_the_services_that_need_them(tmp_path: Path) -> None:
    secrets = PlatformSecrets(tmp_path)
    keep_secrets(KEYS, secrets)
    folder = secrets.ensure("transcribe")
    for name in ("openai_key", "assemblyai_key", "text_model_key"):
        assert (folder / name).read_text() == "a-secret-of-mine"
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert not (secrets.ensure("report") / "openai_key").exists()


def test_no_process_gets_them_in_its_environment() -> None:
    given = {**KEYS, "ROSTRUM_OPENAI_URL": "http://127.0.0.1:8000/v1"}
    assert without_secrets(given) == {"ROSTRUM_OPENAI_URL": "http://127.0.0.1:8000/v1"}


def test_a_key_that_is_not_given_again_stays(tmp_path: Path) -> None:
    secrets = PlatformSecrets(tmp_path)
    keep_secrets(KEYS, secrets)
    keep_secrets({}, secrets)
    keep_secrets({"ROSTRUM_OPENAI_KEY": "newer", "ROSTRUM_ASSEMBLYAI_KEY": ""}, secrets)
    assert (secrets.of("transcribe").folder / "openai_key").read_text() == "newer"
    assert (secrets.of("transcribe").folder / "assemblyai_key").read_text() == "a-secret-of-mine"


@pytest.mark.parametrize(("name", "service"), [(name, each) for name, to in OWNERS.items() for each in to])
def test_each_is_a_secret_of_the_services_that_get_it(name: str, service: str) -> None:
    settings = import_module(f"services.{service}.config").Settings
    assert is_secret(settings.model_fields[name.removeprefix("ROSTRUM_").lower()])
