"""Idempotency keys in the service's own database, one row per key, under row-level security."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import Database
from chassis.database.rls import Operations, enable_tenant_rls, grant_app, grant_relay
from chassis.idempotency import KEEP_S, LEASE_S, Claim, Scope, StoredResponse

_TABLE = "idempotency_keys"
_FORGET_OLD = sa.text(
    "DELETE FROM idempotency_keys WHERE tenant_id = :tenant_id"
    " AND created_at < now() - make_interval(secs => :keep_s)"
)
_SWEEP = sa.text(
    "DELETE FROM idempotency_keys WHERE ctid IN (SELECT ctid FROM idempotency_keys"
    " WHERE created_at < now() - make_interval(secs => :keep_s) LIMIT :batch)"
)
SWEEP_BATCH = 1000
# An unfinished claim whose lease is over is taken again, by the same request only, with the same resource id.
_TAKE = sa.text(
    "INSERT INTO idempotency_keys AS mine"
    " (tenant_id, scope, key, fingerprint, resource_id, attempt, leased_until)"
    " VALUES (:tenant_id, :scope, :key, :fingerprint, :resource_id, 1,"
    " now() + make_interval(secs => :lease_s))"
    " ON CONFLICT (tenant_id, scope, key) DO UPDATE"
    " SET attempt = mine.attempt + 1, leased_until = excluded.leased_until"
    " WHERE mine.status IS NULL AND mine.leased_until <= now()"
    " AND mine.fingerprint IS NOT DISTINCT FROM excluded.fingerprint"
    " RETURNING resource_id, attempt"
)
_READ = sa.text(
    "SELECT resource_id, attempt, fingerprint, status, headers, body FROM idempotency_keys"
    " WHERE tenant_id = :tenant_id AND scope = :scope AND key = :key"
)
_RENEW = sa.text(
    "UPDATE idempotency_keys SET leased_until = now() + make_interval(secs => :lease_s)"
    " WHERE tenant_id = :tenant_id AND scope = :scope AND key = :key"
    " AND attempt = :attempt AND status IS NULL"
)
_COMPLETE = sa.text(
    "UPDATE idempotency_keys"
    " SET status = :status, headers = :headers, body = :body, fingerprint = :fingerprint"
    " WHERE tenant_id = :tenant_id AND scope = :scope AND key = :key"
    " AND attempt = :attempt AND status IS NULL"
).bindparams(sa.bindparam("headers", type_=JSONB))
_FORGET = sa.text(
    "DELETE FROM idempotency_keys"
    " WHERE tenant_id = :tenant_id AND scope = :scope AND key = :key"
    " AND attempt = :attempt AND status IS NULL"
)


idempotency_keys = sa.Table(
    _TABLE,
    sa.MetaData(),
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text),
    sa.Column("resource_id", sa.Uuid, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("status", sa.SmallInteger),
    sa.Column("headers", JSONB),
    sa.Column("body", sa.LargeBinary),
    sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    sa.Index("idempotency_keys_created_at", "created_at"),
)


def create_idempotency(op: Operations) -> None:
    """The table, for a service's migration."""
    idempotency_keys.create(op.get_bind())
    enable_tenant_rls(op, _TABLE)
    grant_app(op, _TABLE, ["SELECT", "INSERT", "UPDATE", "DELETE"])
    grant_relay(op, _TABLE, ["SELECT", "DELETE"])


def sweep_idempotency(connection: sa.Connection) -> int:
    """Deletes a batch of keys that are too old, whoever had them and stays away, for the relay; how many."""
    return connection.execute(_SWEEP, {"keep_s": KEEP_S, "batch": SWEEP_BATCH}).rowcount


def erase_idempotency(connection: sa.Connection, tenant_id: UUID) -> None:
    """Part of a tenant's deletion."""
    connection.execute(sa.text("DELETE FROM idempotency_keys WHERE tenant_id = :id"), {"id": tenant_id})


def erase_idempotency_of(connection: sa.Connection, tenant_id: UUID, resource_id: UUID) -> None:
    """Part of a resource's deletion: the stored answer shows what it was, its fingerprint what was in it."""
    statement = "DELETE FROM idempotency_keys WHERE tenant_id = :tenant_id AND resource_id = :resource_id"
    connection.execute(sa.text(statement), {"tenant_id": tenant_id, "resource_id": resource_id})


class PostgresIdempotency:
    """An IdempotencyStore. Keys older than `keep_s` go when their tenant next claims one."""

    def __init__(
        self,
        database: Database,
        new_id: Callable[[], UUID],
        *,
        lease_s: float = LEASE_S,
        keep_s: float = KEEP_S,
    ) -> None:
        self._database = database
        self._new_id = new_id
        self._lease_s = lease_s
        self._keep_s = keep_s

    def claim(self, key: str, scope: Scope, fingerprint: str | None) -> Claim:
        values = _identity(scope, key) | {
            "fingerprint": fingerprint,
            "resource_id": self._new_id(),
            "lease_s": self._lease_s,
            "keep_s": self._keep_s,
        }
        with self._database.transaction(scope.tenant_id) as connection:
            connection.execute(_FORGET_OLD, values)
            taken = connection.execute(_TAKE, values).one_or_none()
            if taken is not None:
                return Claim("new", scope, key, taken.resource_id, taken.attempt, fingerprint)
            row = connection.execute(_READ, values).one()
        return _existing(row, scope, key, fingerprint)

    def renew(self, claim: Claim) -> bool:
        return self._change(claim, _RENEW, {"lease_s": self._lease_s})

    def complete(self, claim: Claim, fingerprint: str, response: StoredResponse) -> None:
        answer = {"status": response.status, "headers": dict(response.headers), "body": response.body}
        self._change(claim, _COMPLETE, answer | {"fingerprint": fingerprint})

    def release(self, claim: Claim, *, forget: bool) -> None:
        if forget:
            self._change(claim, _FORGET, {})
        else:
            self._change(claim, _RENEW, {"lease_s": 0})

    def _change(self, claim: Claim, statement: sa.TextClause, values: dict[str, object]) -> bool:
        identity = _identity(claim.scope, claim.key) | {"attempt": claim.attempt}
        with self._database.transaction(claim.scope.tenant_id) as connection:
            return connection.execute(statement, identity | values).rowcount == 1


def _identity(scope: Scope, key: str) -> dict[str, object]:
    return {"tenant_id": scope.tenant_id, "scope": scope.name, "key": key}


def _existing(row: sa.Row[tuple[object, ...]], scope: Scope, key: str, fingerprint: str | None) -> Claim:
    if fingerprint is not None and row.fingerprint != fingerprint:
        return Claim("mismatch", scope, key, row.resource_id, row.attempt)
    if row.status is None:
        return Claim("running", scope, key, row.resource_id, row.attempt)
    response = StoredResponse(row.status, row.headers, bytes(row.body))
    return Claim("done", scope, key, row.resource_id, row.attempt, row.fingerprint, response)
