"""Settings of auth."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from chassis.settings import SettingsError, load
from services.auth.config import Settings

NEEDED = {
    "ROSTRUM_SERVICE_KEYS_DIR": "/keys",
    "ROSTRUM_TOKEN_ISSUER": "https://rostrum.test",
    "ROSTRUM_AUTH_RPC": "127.0.0.1:7101",
    "ROSTRUM_PUBLIC_URL": "https://rostrum.test/",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_defaults_are_those_of_the_design(environment: pytest.MonkeyPatch) -> None:
    settings = load(Settings)
    assert (settings.login_failures_per_account, settings.login_failures_per_address) == (5, 20)
    assert ip_network("127.0.0.0/8") in settings.trusted_proxies


def test_secrets_come_from_files_and_are_never_shown(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "signing_key").write_text("a private key")
    environment.setenv("ROSTRUM_SECRETS_DIR", str(tmp_path))
    environment.setenv("ROSTRUM_TRUSTED_PROXIES", '["10.0.0.0/8"]')
    settings = load(Settings)
    assert settings.signing_key is not None
    assert settings.signing_key.get_secret_value() == "a private key"
    assert "a private key" not in repr(settings)
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"),)


def test_every_fault_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ROSTRUM_HTTP_THREADS", "1")
    environment.setenv("ROSTRUM_LOGIN_FAILURES_PER_ACCOUNT", "none")
    environment.delenv("ROSTRUM_TOKEN_ISSUER")
    with pytest.raises(SettingsError) as refusal:
        load(Settings)
    told = str(refusal.value)
    for name in ("ROSTRUM_HTTP_THREADS", "ROSTRUM_LOGIN_FAILURES_PER_ACCOUNT", "ROSTRUM_TOKEN_ISSUER"):
        assert name in told


def test_addresses_of_the_web_have_no_slash_at_the_end(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ROSTRUM_APP_URL", "https://app.rostrum.test/")
    settings = load(Settings)
    assert (settings.public_url, settings.app_url) == ("https://rostrum.test", "https://app.rostrum.test")


@pytest.mark.parametrize(
    "url", ["ftp://rostrum.test", "rostrum.test", "https://a@rostrum.test", "https://a.b/?c"]
)
def test_what_is_no_address_of_the_web_is_refused(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("ROSTRUM_PUBLIC_URL", url)
    with pytest.raises(SettingsError, match="ROSTRUM_PUBLIC_URL"):
        load(Settings)
