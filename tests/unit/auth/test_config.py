"""Settings of auth."""

import json
from ipaddress import ip_network
from pathlib import Path

import pytest

from chassis.settings import SettingsError, load
from services.auth.adapters.outbound.mail.folder_mailer import FolderMailer
from services.auth.adapters.outbound.mail.smtp_mailer import SmtpMailer
from services.auth.bootstrap.housekeeping import open_mailer
from services.auth.config import Settings
from tests.fakes.clock import FakeClock

NEEDED = {
    "ROSTRUM_SERVICE_KEYS_DIR": "/keys",
    "ROSTRUM_TOKEN_ISSUER": "https://rostrum.test",
    "ROSTRUM_AUTH_RPC": "127.0.0.1:7101",
    "ROSTRUM_PUBLIC_URL": "https://rostrum.test/",
    "ROSTRUM_MAIL": "file:///var/rostrum/mails",
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


def test_origins_are_as_browsers_name_them(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ROSTRUM_CORS_ORIGINS", '["https://app.rostrum.test", "http://localhost:5173"]')
    assert load(Settings).cors_origins == ("https://app.rostrum.test", "http://localhost:5173")


@pytest.mark.parametrize(
    "origin",
    ["null", "*", "https://*.rostrum.test", "https://app.rostrum.test/", "https://APP.rostrum.test",
     "https://app.rostrum.test:443", "https://a@rostrum.test", "app.rostrum.test", "file://", ""],
)  # fmt: skip
def test_what_no_browser_sends_as_an_origin_is_refused(environment: pytest.MonkeyPatch, origin: str) -> None:
    environment.setenv("ROSTRUM_CORS_ORIGINS", json.dumps([origin]))
    with pytest.raises(SettingsError, match="ROSTRUM_CORS_ORIGINS"):
        load(Settings)


KEYCLOAK = {"name": "keycloak", "issuer": "https://id.example.org/realms/main", "client_id": "rostrum"}
SUPABASE = {
    "name": "supabase",
    "issuer": "https://abc.supabase.co/auth/v1",
    "audiences": ["authenticated"],
    "algorithms": ["HS256"],
}
SHARED = "a shared secret of more than 32 bytes"


def test_identity_providers_are_read_from_json(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ROSTRUM_IDENTITY_PROVIDERS", json.dumps([KEYCLOAK, SUPABASE]))
    environment.setenv("ROSTRUM_IDENTITY_PROVIDER_SECRETS", json.dumps({"supabase": SHARED}))
    settings = load(Settings)
    assert [each.name for each in settings.identity_providers] == ["keycloak", "supabase"]
    assert settings.identity_providers[0].algorithms == ("RS256",)
    assert SHARED not in repr(settings)


@pytest.mark.parametrize(
    ("providers", "told"),
    [
        ("[{", ": must be JSON"),
        ([{**KEYCLOAK, "issuer": "http://id.example.org"}], ".0.issuer: must be an https URL"),
        ([{**KEYCLOAK, "issuer": "https://me:hunter2@id.example.org"}], ".0.issuer: must be an https URL"),
        ([{**KEYCLOAK, "client_secret": "hunter2"}], ".0.client_secret: Extra inputs are not permitted"),
        ([{**KEYCLOAK, "name": "../keys"}], ".0.name: String should match"),
        ([{**KEYCLOAK, "algorithms": ["none"]}], ".0.algorithms.0: Input should be"),
        ([{**KEYCLOAK, "algorithms": ["RS256", "HS256"]}], ".0: HS256 excludes other algorithms"),
        ([{**KEYCLOAK, "client_id": None}], ".0: needs a client_id, audiences, or both"),
        ([{**KEYCLOAK, "scopes": ["email"]}], ".0: scopes must hold openid"),
        ([KEYCLOAK, {**KEYCLOAK, "name": "other"}], ": two providers have the same issuer"),
    ],
)
def test_faults_of_identity_providers_say_where_and_show_no_secret(
    environment: pytest.MonkeyPatch, providers: object, told: str
) -> None:
    text = providers if isinstance(providers, str) else json.dumps(providers)
    environment.setenv("ROSTRUM_IDENTITY_PROVIDERS", text)
    with pytest.raises(SettingsError) as refusal:
        load(Settings)
    assert f"ROSTRUM_IDENTITY_PROVIDERS{told}" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "secrets", ["hunter2", '["hunter2"]', '{"supabase": "hunter2"}', '{"other": "hunter2"}']
)
def test_bad_secrets_of_providers_are_told_without_being_shown(
    environment: pytest.MonkeyPatch, secrets: str
) -> None:
    environment.setenv("ROSTRUM_IDENTITY_PROVIDERS", json.dumps([SUPABASE]))
    environment.setenv("ROSTRUM_IDENTITY_PROVIDER_SECRETS", secrets)
    with pytest.raises(SettingsError) as refusal:
        load(Settings)
    assert "ROSTRUM_IDENTITY_PROVIDER_SECRETS" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_a_login_returns_to_the_web_an_app_or_this_machine(environment: pytest.MonkeyPatch) -> None:
    good = ["https://app.example.org/done", "com.example.app:/done", "http://127.0.0.1/done"]
    environment.setenv("ROSTRUM_LOGIN_RETURN_URLS", json.dumps(good))
    assert load(Settings).login_return_urls == tuple(good)
    for bad in ("http://app.example.org", "javascript:alert(1)", "https://a@b.example.org", "//evil.test"):
        environment.setenv("ROSTRUM_LOGIN_RETURN_URLS", json.dumps([bad]))
        with pytest.raises(SettingsError):
            load(Settings)


def test_the_examples_in_the_documentation_are_good(environment: pytest.MonkeyPatch) -> None:
    page = Path(__file__).resolve().parents[3] / "docs/identity/outside-identity.md"
    example = page.read_text().split("```json\n")[1].split("```")[0]
    environment.setenv("ROSTRUM_IDENTITY_PROVIDERS", example)
    environment.setenv("ROSTRUM_IDENTITY_PROVIDER_SECRETS", json.dumps({"supabase": SHARED}))
    names = [each.name for each in load(Settings).identity_providers]
    assert names == ["keycloak", "auth0", "google", "supabase", "supabase-keys"]


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        ("file:///var/rostrum/mails%20sent", FolderMailer),
        ("smtp://mail.rostrum.test:587", SmtpMailer),
        ("smtps://mail.rostrum.test:465", SmtpMailer),
        ("smtp+plain://127.0.0.1:25", SmtpMailer),
    ],
)
def test_mails_go_where_the_setting_says(
    environment: pytest.MonkeyPatch, mail: str, kind: type[object]
) -> None:
    environment.setenv("ROSTRUM_MAIL", mail)
    assert isinstance(open_mailer(load(Settings), FakeClock()), kind)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL", "mail.rostrum.test"),
        ("MAIL", "smtp://mail.rostrum.test"),
        ("MAIL", "smtp://user:secret@mail.rostrum.test:587"),
        ("MAIL", "smtp://mail.rostrum.test:587/path"),
        ("MAIL", "smtp://mail.rostrum.test:port"),
        ("MAIL", "file://elsewhere/mails"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "Rostrum <a@b.c>\nBcc: eve@example.org"),
        ("EMAIL_VERIFICATION", "maybe"),
    ],
)
def test_bad_settings_of_mails_are_told_without_their_values(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"ROSTRUM_{name}", value)
    with pytest.raises(SettingsError, match=f"ROSTRUM_{name}:") as refusal:
        load(Settings)
    assert "secret" not in str(refusal.value)
