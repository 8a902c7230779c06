"""From settings to the keeper of the master keys."""

from chassis.clock import SystemClock
from chassis.settings import SettingsError, load, required
from services.auth.adapters.outbound.sealing.envelope_sealer import EnvelopeSealer
from services.auth.adapters.outbound.sealing.local_master_keys import (
    PREFIX as LOCAL,
)
from services.auth.adapters.outbound.sealing.local_master_keys import (
    LocalMasterKeys,
    MasterKeyRefused,
    parse_master_keys,
)
from services.auth.adapters.outbound.sealing.succeeding_master_keys import SucceedingMasterKeys
from services.auth.application.ports.sealing import MasterKeys
from services.auth.config import VaultSettings


def open_sealer(settings: VaultSettings) -> EnvelopeSealer:
    """With a key management service it wraps, and keys of our own still unwrap what they once wrapped."""
    if settings.vault_kms_url is None:
        required(settings.vault_master_key, "vault_master_key")
        return EnvelopeSealer(_local(settings))
    return EnvelopeSealer(_managed(settings, settings.vault_kms_url))


def _managed(settings: VaultSettings, url: str) -> MasterKeys:
    # Only where it is used: an HTTP client takes 20 MB.
    from chassis.remote import RemoteApi
    from services.auth.adapters.outbound.sealing.transit_master_keys import PREFIX, TransitMasterKeys

    headers = {"X-Vault-Token": required(settings.vault_kms_token, "vault_kms_token")}
    api = RemoteApi("vault_kms", url, headers, now=SystemClock().now)
    transit = TransitMasterKeys(api, settings.vault_kms_key)
    if not (settings.vault_master_key or settings.vault_previous_master_keys):
        return transit
    return SucceedingMasterKeys(transit, {PREFIX: transit, LOCAL: _local(settings)})


def _local(settings: VaultSettings) -> LocalMasterKeys:
    try:
        return LocalMasterKeys(_keys_of(settings), lambda: _keys_of(load(VaultSettings)))
    except MasterKeyRefused as refused:
        fault = f"ROSTRUM_VAULT_MASTER_KEY or the secret file vault_master_key: {refused}"
        raise SettingsError([fault]) from None


def _keys_of(settings: VaultSettings) -> list[bytes]:
    """The present one first."""
    given = (settings.vault_master_key, settings.vault_previous_master_keys)
    return [key for each in given if each for key in parse_master_keys(each.get_secret_value())]
