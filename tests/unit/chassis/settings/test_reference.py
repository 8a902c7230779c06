"""docs/configuration.md is generated from the settings, so each describes itself."""

import pytest

from chassis import settings
from chassis.settings import SettingsGroup, reference

GROUPS = [
    group
    for group in vars(settings).values()
    if isinstance(group, type) and issubclass(group, SettingsGroup) and group is not SettingsGroup
]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_every_setting_is_described(group: type[SettingsGroup]) -> None:
    undescribed = [entry.variable for entry in reference(group) if not entry.description.endswith(".")]
    assert undescribed == []


def test_a_secret_is_shown_with_its_file_and_without_a_default() -> None:
    entries = {entry.variable: entry for entry in reference(settings.MessagingSettings)}
    secret, plain = entries["ROSTRUM_NATS_PASSWORD"], entries["ROSTRUM_NATS_URL"]
    assert (secret.secret_file, secret.default) == ("nats_password", "")
    assert (plain.secret_file, plain.default) == (None, "nats://127.0.0.1:4222")


def test_what_has_no_default_is_required() -> None:
    required = {entry.variable for entry in reference(settings.IdentitySettings) if entry.required}
    assert required == {"ROSTRUM_AUTH_RPC", "ROSTRUM_SERVICE_KEYS_DIR", "ROSTRUM_TOKEN_ISSUER"}
