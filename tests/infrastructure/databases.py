"""Fresh databases for tests: one migrated template per service and run, copied for each test."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.environment import python, python_environment
from deploy.local.keys import PlatformSecrets
from deploy.local.servers.postgres_roles import Provisioner
from tests.infrastructure.servers import RunningPostgres


@dataclass(frozen=True)
class ServiceDatabase:
    """A database of a service's three roles.

    `secrets` is a running service's ROSTRUM_SECRETS_DIR, `migration_secrets` that of its migration.
    """

    service: str
    name: str
    host: str
    port: int
    passwords: Mapping[str, str]
    secrets: Path
    migration_secrets: Path

    def conninfo(self, purpose: str = "app") -> str:
        """For psycopg, as `owner`, `app` or `relay`."""
        return psycopg.conninfo.make_conninfo(
            host=self.host,
            port=self.port,
            user=f"{self.service}_{purpose}",
            password=self.passwords[purpose],
            dbname=self.name,
        )

    def environment(self, *, migration: bool = False) -> dict[str, str]:
        """The settings by which the service, or its migration, finds this database."""
        return {
            "ROSTRUM_DATABASE_HOST": self.host,
            "ROSTRUM_DATABASE_PORT": str(self.port),
            "ROSTRUM_DATABASE_NAME": self.name,
            "ROSTRUM_SECRETS_DIR": str(self.migration_secrets if migration else self.secrets),
        }


class Databases:
    """Makes databases on the run's server and drops them, over the superuser's connection to it."""

    def __init__(
        self, server: RunningPostgres, secrets: PlatformSecrets, connection: psycopg.Connection
    ) -> None:
        self._server = server
        self._secrets = secrets
        self._connection = connection
        self._provisioner = Provisioner(server.conninfo)
        self._migrated: set[str] = set()
        self._made = 0

    def fresh(self, service: str, *, migrate: bool = True) -> ServiceDatabase:
        """A new database of that service; without migrations for tests that bring their own tables."""
        self._made += 1
        name = f"{service}_test_{self._made}"
        template = self._migrated_template(service) if migrate else None
        if template is None:
            self._ensure_roles(service)
        self._create(name, service, template)
        return self._described(service, name)

    def drop(self, database: ServiceDatabase) -> None:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._connection.execute(statement.format(sql.Identifier(database.name)))

    def _migrated_template(self, service: str) -> str:
        name = f"{service}_template"
        if service not in self._migrated:
            self._ensure_roles(service)
            self._create(name, service, None)
            _migrate(self._described(service, name))
            self._migrated.add(service)
        return name

    def _create(self, name: str, service: str, template: str | None) -> None:
        self._provisioner.create_database(self._connection, name, service, template)

    def _ensure_roles(self, service: str) -> None:
        passwords = self._secrets.database_passwords(service)
        self._provisioner.ensure_roles(self._connection, service, passwords)

    def _described(self, service: str, name: str) -> ServiceDatabase:
        passwords = self._secrets.database_passwords(service)
        return ServiceDatabase(
            service=service,
            name=name,
            host=self._server.host,
            port=self._server.port,
            passwords=passwords,
            secrets=self._secrets.ensure(service),
            migration_secrets=self._secrets.ensure_for_migration(service),
        )


def _migrate(database: ServiceDatabase) -> None:
    """Through the service's own door, in a process of its own, as the launcher does it."""
    result = subprocess.run(
        python("-m", f"services.{database.service}", "migrate"),
        env=python_environment() | database.environment(migration=True),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, f"migrating {database.service} failed:\n{result.stdout}{result.stderr}"
