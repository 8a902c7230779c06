"""The programmatic Alembic runner, on a service made for the test."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

import services
from chassis.database.migrations import downgrade, upgrade
from tests.builders.chassis_database import database_settings, opened
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase

ENV = "from chassis.database.migrations import run_here\n\nrun_here()\n"
REVISION = """
from alembic import op
from chassis.database.tombstones import create_tombstones
from chassis.inbox import create_inbox
from chassis.outbox import create_outbox

revision = "0001"
down_revision = None


def upgrade():
    create_outbox(op)
    create_inbox(op)
    create_tombstones(op)


def downgrade():
    for table in ("outbox", "inbox", "tombstones"):
        op.drop_table(table)
"""


@pytest.fixture
def target(make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServiceDatabase:
    versions = tmp_path / "probe" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "probe" / "__init__.py").touch()
    (versions.parent / "env.py").write_text(ENV)
    (versions / "0001_start.py").write_text(REVISION)
    monkeypatch.setattr(services, "__path__", [*services.__path__, str(tmp_path)])
    return make_database("probe", migrate=False)


def _tables(target: ServiceDatabase) -> set[str]:
    with opened(target, "owner") as database, database.transaction(None) as connection:
        return set(sa.inspect(connection).get_table_names())


def test_goes_up_down_and_up_again(target: ServiceDatabase) -> None:
    settings = database_settings(target)
    upgrade("probe", settings)
    assert _tables(target) == {"alembic_version", "outbox", "inbox", "tombstones"}
    downgrade("probe", settings, "base")
    assert _tables(target) == {"alembic_version"}
    upgrade("probe", settings)
    upgrade("probe", settings)
    assert len(_tables(target)) == 4


def test_two_at_the_same_time_wait_for_each_other(target: ServiceDatabase) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(upgrade, "probe", database_settings(target)) for _ in range(2)]
    for run in runs:
        run.result()
    assert len(_tables(target)) == 4
