"""Keys and passwords of the platform's services, made once per data folder."""

import base64
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.secret_files import SecretFiles, write_private
from deploy.local.servers.postgres_roles import PURPOSES
from deploy.local.topology import SERVICES


class PlatformSecrets:
    """The tree of secrets of one data folder.

    `<folder>/<service>/` belongs to a service, `<folder>/<service>-migration/` to its migration,
    `<folder>/platform/` to the launcher; `<folder>/public/` has the public halves of the services' keys.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.public_keys = folder / "public"
        self.platform = SecretFiles(folder / "platform")

    def of(self, service: str) -> SecretFiles:
        return SecretFiles(self._folder / service)

    def nats_password(self, user: str) -> str:
        """A service's own login is among its secrets; those of people and tools are the platform's."""
        if user in SERVICES:
            return self.of(user).password("nats_password")
        return self.platform.password(f"nats_{user}_password")

    def database_passwords(self, service: str) -> dict[str, str]:
        """By purpose. Only the migration gets the owner's: a running service cannot alter tables."""
        folders = {purpose: self.of(service) for purpose in PURPOSES} | {"owner": self._of_migration(service)}
        return {
            purpose: folder.password(f"database_{purpose}_password") for purpose, folder in folders.items()
        }

    def ensure(self, service: str) -> Path:
        """Everything the service finds in its ROSTRUM_SECRETS_DIR, which is returned."""
        own = self.of(service)
        self.database_passwords(service)
        self.nats_password(service)
        own.password("cursor_key")
        private_key = own.get("service_key", _new_private_key)
        self._publish(service, private_key)
        if service == "auth":
            own.get("signing_key", _new_private_key)
            own.get("vault_master_key", _new_master_key)
        return own.folder

    def renew_master_key(self) -> None:
        """The one there is goes to the previous ones first, so that no moment is without it."""
        own = self.of("auth")
        present = own.get("vault_master_key", _new_master_key)
        before = own.folder / "vault_previous_master_keys"
        kept = before.read_text().split() if before.exists() else []
        write_private(before, "\n".join([present, *kept]))
        write_private(own.folder / "vault_master_key", _new_master_key())

    def ensure_for_migration(self, service: str) -> Path:
        """The same for the service's migration."""
        self.database_passwords(service)
        return self._of_migration(service).folder

    def _of_migration(self, service: str) -> SecretFiles:
        return SecretFiles(self._folder / f"{service}-migration")

    def _publish(self, service: str, private_key: str) -> None:
        path = self.public_keys / f"{service}.pem"
        if not path.exists():
            self.public_keys.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, _public_half(private_key))


def _new_private_key() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


def _new_master_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _public_half(private_key: str) -> str:
    key = serialization.load_pem_private_key(private_key.encode(), password=None)
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
