"""Row-level security for migrations: who sees which rows of a table.

Roles are named after their service: `<service>_owner` runs the migration, `<service>_app` sees one
tenant's rows, `<service>_relay` sees all rows of exactly the tables granted to it.
"""

from collections.abc import Sequence
from typing import Protocol

import sqlalchemy as sa

_TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
"""After a transaction that set it, the value is '' and not NULL: without NULLIF the cast would fail."""

_OWNER_SUFFIX = "_owner"


class Operations(Protocol):
    """What a migration passes here: `alembic.op`."""

    def get_bind(self) -> sa.Connection: ...


def enable_tenant_rls(op: Operations, table: str) -> None:
    """Forces the tenant's policy on a table that has a `tenant_id uuid` column, for its owner too."""
    app = _quoted(op, _role(op, "app"))
    name = _quoted(op, table)
    _run(op, f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    _run(op, f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    _run(op, f"CREATE POLICY tenant_rows ON {name} TO {app} USING ({_TENANT}) WITH CHECK ({_TENANT})")


def grant_app(op: Operations, table: str, privileges: Sequence[str]) -> None:
    """Lets the app role use a table; with `enable_tenant_rls` only the tenant's own rows."""
    _grant(op, table, privileges, _role(op, "app"))


def grant_relay(op: Operations, table: str, privileges: Sequence[str]) -> None:
    """Lets the relay role (relay, sweeper, deletion worker) use all rows of one table."""
    relay = _role(op, "relay")
    _grant(op, table, privileges, relay)
    _run(
        op,
        f"CREATE POLICY all_rows ON {_quoted(op, table)} TO {_quoted(op, relay)}"
        " USING (true) WITH CHECK (true)",
    )


def grant_app_function(op: Operations, signature: str) -> None:
    """Lets the app role alone call a SECURITY DEFINER function, which must tell nothing of single rows."""
    _run(op, f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    _run(op, f"GRANT EXECUTE ON FUNCTION {signature} TO {_quoted(op, _role(op, 'app'))}")


def _grant(op: Operations, table: str, privileges: Sequence[str], role: str) -> None:
    _run(op, f"GRANT {', '.join(privileges)} ON {_quoted(op, table)} TO {_quoted(op, role)}")


def _run(op: Operations, statement: str) -> None:
    op.get_bind().execute(sa.text(statement))


def _role(op: Operations, kind: str) -> str:
    """The sibling of the role that runs the migration; the database itself may have any name."""
    owner = str(op.get_bind().execute(sa.text("SELECT current_user")).scalar_one())
    if not owner.endswith(_OWNER_SUFFIX):
        raise RuntimeError(f"migrations run as <service>{_OWNER_SUFFIX}, not as {owner!r}")
    return f"{owner.removesuffix(_OWNER_SUFFIX)}_{kind}"


def _quoted(op: Operations, name: str) -> str:
    return op.get_bind().dialect.identifier_preparer.quote_identifier(name)
