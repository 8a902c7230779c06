"""Keys of providers: their stores and their use cases."""

from chassis.clock import SystemClock
from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_provider_keys import PostgresProviderKeys
from services.auth.adapters.outbound.postgres.postgres_sealed_records import PostgresSealedRecords
from services.auth.adapters.outbound.providers.http_provider_doors import HttpProviderDoors
from services.auth.application.ports.provider_keys import VaultPorts
from services.auth.application.standing import Standing
from services.auth.application.use_cases.lend_provider_key import LendProviderKey
from services.auth.application.use_cases.manage_provider_keys import ManageProviderKeys
from services.auth.application.use_cases.rewrap_secrets import Rewrapped, RewrapSecrets
from services.auth.application.vault import Vault
from services.auth.bootstrap.outside import Outside
from services.auth.bootstrap.sealing import open_sealer
from services.auth.config import ProviderKeySettings, RotationSettings


def open_vault(database: Database, facts: FactWriter, settings: ProviderKeySettings) -> VaultPorts:
    doors = HttpProviderDoors(
        settings.provider_urls, SystemClock().now, private=settings.private_provider_urls
    )
    return VaultPorts(PostgresProviderKeys(database, facts), doors)


def build_vault(outside: Outside) -> Vault:
    keys, doors, sealer, clock = outside.vault.keys, outside.vault.doors, outside.sealer, outside.clock
    standing = Standing(outside.organisations.members)
    return Vault(
        manage=ManageProviderKeys(keys, doors, sealer, standing, clock, outside.new_id),
        lend=LendProviderKey(keys, doors, sealer, clock),
    )


def rewrap_secrets(settings: RotationSettings) -> Rewrapped:
    """For the operator's command, which needs the master keys, and the database as the relay sees it."""
    database = Database(settings, role="relay", service="auth", pool_size=1)
    sealer = open_sealer(settings)
    try:
        return RewrapSecrets(PostgresSealedRecords(database), sealer)()
    finally:
        sealer.close()
        database.close()
