"""Settings come from the environment and from secret files, and tell all their faults without a value."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.settings import (
    DatabaseSettings,
    IdentitySettings,
    MessagingSettings,
    ObjectStoreSettings,
    PeerAddress,
    ServiceSettings,
    SettingsError,
    load,
    required,
)


class Everything(DatabaseSettings, MessagingSettings, ObjectStoreSettings, IdentitySettings, ServiceSettings):
    ingest_rpc: PeerAddress


GOOD = {
    "ROSTRUM_OBJECT_STORE": "file:///var/rostrum",
    "ROSTRUM_SERVICE_KEYS_DIR": "/etc/rostrum/keys",
    "ROSTRUM_TOKEN_ISSUER": "https://rostrum.test",
    "ROSTRUM_AUTH_RPC": "127.0.0.1:7101",
    "ROSTRUM_INGEST_RPC": "ingest:7102",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def secrets_folder(environment: pytest.MonkeyPatch, folder: Path, **secrets: str) -> None:
    for name, value in secrets.items():
        (folder / name).write_text(value)
    environment.setenv("ROSTRUM_SECRETS_DIR", str(folder))


def test_a_complete_environment_loads_with_the_defaults() -> None:
    settings = load(Everything)
    assert (settings.ingest_rpc, settings.ack_wait_s, settings.admin_port) == ("ingest:7102", 60.0, 0)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load(Everything).admin_port = 1  # type: ignore[misc]


def test_a_secret_is_read_from_its_file_without_the_line_end(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets_folder(environment, tmp_path, nats_password="canary\n")
    assert required(load(Everything).nats_password, "nats_password") == "canary"


def test_a_secret_file_wins_over_the_variable(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("ROSTRUM_NATS_PASSWORD", "from the environment")
    secrets_folder(environment, tmp_path, nats_password="from the file")
    assert required(load(Everything).nats_password, "nats_password") == "from the file"


def test_a_file_never_sets_what_is_no_secret(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets_folder(environment, tmp_path, log_level="DEBUG")
    assert load(Everything).log_level == "INFO"


def test_all_faults_are_told_together(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("ROSTRUM_TOKEN_ISSUER")
    environment.setenv("ROSTRUM_ADMIN_PORT", "high")
    environment.setenv("ROSTRUM_INGEST_RPC", "ingest")
    environment.setenv("ROSTRUM_HEARTBEAT_S", "50")
    environment.setenv("ROSTRUM_OBJECT_STORE", "s3://bucket")
    with pytest.raises(SettingsError) as caught:
        load(Everything)
    names = {fault.partition(":")[0] for fault in caught.value.faults}
    assert names == {
        "ROSTRUM_TOKEN_ISSUER",
        "ROSTRUM_ADMIN_PORT",
        "ROSTRUM_INGEST_RPC",
        "ROSTRUM_HEARTBEAT_S",
        "ROSTRUM_S3_ENDPOINT",
    }


@pytest.mark.parametrize(
    "variable",
    ["ROSTRUM_ADMIN_PORT", "ROSTRUM_AUTH_RPC", "ROSTRUM_LOG_LEVEL", "ROSTRUM_ACK_WAIT_S"],
)
def test_a_fault_never_shows_the_value(environment: pytest.MonkeyPatch, variable: str) -> None:
    environment.setenv(variable, "hunter2 canary")
    with pytest.raises(SettingsError) as caught:
        load(Everything)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("url", ["nats://ingest:canary@host:4222", "http://host", "nats://"])
def test_the_nats_url_names_only_the_server(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("ROSTRUM_NATS_URL", url)
    with pytest.raises(SettingsError, match="ROSTRUM_NATS_URL"):
        load(Everything)


def test_a_secret_folder_that_is_none_is_a_fault(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("ROSTRUM_SECRETS_DIR", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match="ROSTRUM_SECRETS_DIR"):
        load(Everything)


def test_a_secret_that_is_no_text_is_a_fault_of_its_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "service_key").write_bytes(b"\xff\xfe\x00")
    environment.setenv("ROSTRUM_SECRETS_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match="secret file service_key: must be UTF-8"):
        load(Everything)


def test_secrets_are_not_printed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ROSTRUM_DATABASE_APP_PASSWORD", "canary")
    settings = load(Everything)
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_missing_secret_is_named_when_it_is_needed() -> None:
    with pytest.raises(SettingsError, match="ROSTRUM_DATABASE_OWNER_PASSWORD or the secret file"):
        required(load(Everything).database_owner_password, "database_owner_password")
