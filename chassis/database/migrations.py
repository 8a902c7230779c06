"""Alembic without its command line: each service's migrations, run with the owner's role.

A service's `migrations/env.py` holds two lines: `from chassis.database.migrations import run_here` and
`run_here()`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config

from chassis.database.engine import Database
from chassis.database.failures import unavailable_when_transient
from chassis.settings import DatabaseSettings

_CONNECTION = "connection"
_LOCK = sa.text("SELECT pg_advisory_lock(hashtextextended('alembic', 0))")
_UNLOCK = sa.text("SELECT pg_advisory_unlock(hashtextextended('alembic', 0))")


def upgrade(service: str, settings: DatabaseSettings, revision: str = "head") -> None:
    """Brings the service's database up to the revision. Safe to run twice, also at the same time."""
    with _prepared(service, settings) as config:
        command.upgrade(config, revision)


def downgrade(service: str, settings: DatabaseSettings, revision: str) -> None:
    """Takes the service's database back to the revision; for tests of the way back, and for accidents."""
    with _prepared(service, settings) as config:
        command.downgrade(config, revision)


def run_here() -> None:
    """The whole of a service's `env.py`: runs the revisions that Alembic has chosen."""
    connection = context.config.attributes[_CONNECTION]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def configuration(service: str) -> Config:
    """Alembic's configuration of the service's migrations folder."""
    spec = find_spec(f"services.{service}")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"there is no package services.{service}")
    folder = Path(next(iter(spec.submodule_search_locations))) / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _prepared(service: str, settings: DatabaseSettings) -> Iterator[Config]:
    database = Database(settings, role="owner", service=service, pool_size=2)
    config = configuration(service)
    try:
        with unavailable_when_transient(), _alone(database), database.engine.connect() as connection:
            config.attributes[_CONNECTION] = connection
            yield config
    finally:
        database.close()


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """One migration at a time; the lock has its own connection because migrations commit on theirs."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        guard.execute(_LOCK)
        try:
            yield
        finally:
            guard.execute(_UNLOCK)
