"""The chassis' database capability on a test's own database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from chassis.database import Database
from chassis.database.engine import EDGE_STATEMENT_S, Role
from chassis.database.rls import enable_tenant_rls, grant_app
from chassis.settings import DatabaseSettings
from tests.infrastructure.databases import ServiceDatabase

Migration = Callable[[Operations], None]


def database_settings(target: ServiceDatabase) -> DatabaseSettings:
    return DatabaseSettings.model_validate(
        {
            "database_host": target.host,
            "database_port": target.port,
            "database_name": target.name,
            "database_app_password": target.passwords["app"],
            "database_relay_password": target.passwords["relay"],
            "database_owner_password": target.passwords["owner"],
        }
    )


@contextmanager
def opened(
    target: ServiceDatabase, role: Role, *, statement_s: float = EDGE_STATEMENT_S, pool_size: int = 5
) -> Iterator[Database]:
    database = Database(
        database_settings(target),
        role=role,
        service=target.service,
        statement_s=statement_s,
        pool_size=pool_size,
    )
    try:
        yield database
    finally:
        database.close()


def migrate(target: ServiceDatabase, *migrations: Migration) -> None:
    """Runs migration helpers as the owner, without revision files."""
    with opened(target, "owner") as database, database.transaction(None) as connection:
        operations = Operations(MigrationContext.configure(connection))
        for migration in migrations:
            migration(operations)


def create_notes(op: Operations) -> None:
    """A tenant's table, as a service would have it."""
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("tenant_id", "text", name="notes_text_once"),
    )
    enable_tenant_rls(op, "notes")
    grant_app(op, "notes", ["SELECT", "INSERT", "UPDATE", "DELETE"])
