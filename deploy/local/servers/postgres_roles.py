"""One database per service, and per service three roles, none of which can pass row-level security.

`<service>_owner` owns the database and its tables and runs migrations; `<service>_app` serves requests;
`<service>_relay` drains the outbox. What the last two may do to a table is granted by the migrations.
"""

from collections.abc import Callable, Mapping

import psycopg
from psycopg import sql

PURPOSES = ("owner", "app", "relay")

Passwords = Mapping[str, str]
"""Password by purpose."""


class Provisioner:
    """Creates roles and databases as the superuser; what exists already is left alone."""

    def __init__(self, conninfo: Callable[[str], str]) -> None:
        self._conninfo = conninfo

    def ensure(self, service: str, passwords: Passwords) -> bool:
        """The roles of a service and the database of its name; true when that is new, and empty."""
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            self.ensure_roles(connection, service, passwords)
            if _exists(connection, "pg_database", "datname", service):
                return False
            unfinished = f"{service}_unfinished"  # renamed when complete: a crash leaves nothing half made
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
            self.create_database(connection, unfinished, service)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(service)))
            return True

    @staticmethod
    def ensure_roles(connection: psycopg.Connection, service: str, passwords: Passwords) -> None:
        for purpose in PURPOSES:
            _ensure_role(connection, f"{service}_{purpose}", passwords[purpose])

    def create_database(
        self, connection: psycopg.Connection, name: str, service: str, template: str | None = None
    ) -> None:
        """A database of the service's roles, empty or a copy of a template and of the grants inside it."""
        fill: sql.Composable = sql.SQL("")
        if template is not None:
            fill = sql.SQL("TEMPLATE {}").format(sql.Identifier(template))
        owner = sql.Identifier(f"{service}_owner")
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} {}").format(sql.Identifier(name), owner, fill)
        )
        self._close_to_others(connection, name, service)
        if template is None:
            with psycopg.connect(self._conninfo(name), autocommit=True) as inside:
                _prepare_schema(inside, service)

    @staticmethod
    def _close_to_others(connection: psycopg.Connection, name: str, service: str) -> None:
        database = sql.Identifier(name)
        guests = sql.SQL(", ").join(sql.Identifier(f"{service}_{purpose}") for purpose in ("app", "relay"))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, guests))


def _prepare_schema(connection: psycopg.Connection, service: str) -> None:
    owner, app, relay = (sql.Identifier(f"{service}_{purpose}") for purpose in PURPOSES)
    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    connection.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, relay))


def _ensure_role(connection: psycopg.Connection, name: str, password: str) -> None:
    if _exists(connection, "pg_roles", "rolname", name):
        return
    options = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD"
    statement = sql.SQL("CREATE ROLE {} {} {}")
    connection.execute(statement.format(sql.Identifier(name), sql.SQL(options), sql.Literal(password)))


def _exists(connection: psycopg.Connection, catalogue: str, column: str, name: str) -> bool:
    question = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalogue), sql.Identifier(column)
    )
    return connection.execute(question, (name,)).fetchone() is not None
