"""The way up, down and up again; and what the app role may see and own."""

import psycopg

from chassis.database.migrations import downgrade, upgrade
from tests.builders.chassis_database import database_settings
from tests.infrastructure.fixtures import MakeDatabase

UNFORCED = (
    "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
    " WHERE relkind = 'r' AND attname = 'tenant_id' AND NOT (relrowsecurity AND relforcerowsecurity)"
)
OWNED = "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
TABLES = (
    "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
    " WHERE relkind = 'r' AND attname = 'tenant_id'"
)


def test_up_down_and_up_again(make_database: MakeDatabase) -> None:
    settings = database_settings(make_database("analyze", migrate=False))
    upgrade("analyze", settings)
    downgrade("analyze", settings, "base")
    upgrade("analyze", settings)


def test_every_table_shows_a_tenant_its_own_rows_only(make_database: MakeDatabase) -> None:
    database = make_database("analyze")
    with psycopg.connect(database.conninfo("app")) as connection:
        tables = {str(row[0]) for row in connection.execute(TABLES)}
        assert tables == {"analyses", "inbox", "jobs", "outbox", "tombstones"}
        assert connection.execute(UNFORCED).fetchall() == []
        assert connection.execute(OWNED).fetchall() == []
