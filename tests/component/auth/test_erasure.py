"""The end of a user, across all services: receipts in any order, and nothing left."""

import time
from collections.abc import Mapping
from importlib import import_module
from uuid import UUID

import psycopg
from pyotp import TOTP

from chassis.clock import SystemClock, new_id
from chassis.messaging import MessagingClient, new_event
from tests.builders.auth import PASSWORD
from tests.builders.messaging_clients import connected, eventually
from tests.component.auth.conftest import RunningAuth

FACTORS = ("totp_secrets", "recovery_codes", "factor_challenges", "session_proofs")
TABLES = (
    "tenants",
    "users",
    "logins",
    "sessions",
    "refresh_tokens",
    *FACTORS,
    "erasures",
    "erasure_receipts",
)


def test_a_deleted_user_leaves_nothing(auth: RunningAuth) -> None:
    credentials = {"email": "ada@example.org", "password": PASSWORD}
    auth.http.post("/v1/auth/register", json=credentials)
    token = auth.http.post("/v1/auth/login", json=credentials).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    tenant_id = UUID(auth.http.get("/v1/users/me", headers=bearer).json()["tenant_id"])
    _enrol(auth, bearer)
    assert auth.http.post("/v1/auth/login", json=credentials).status_code == 202
    assert 0 not in [_rows(auth)[table] for table in FACTORS]
    with connected(auth.nats, "admin") as admin:
        assert auth.http.delete("/v1/users/me", headers=bearer).status_code == 202
        assert eventually(lambda: f"evt.auth.user.deleted.v1.{tenant_id}" in _stored(admin, tenant_id))
        for service in ("report", "transcribe", "ingest"):
            _confirm(auth, service, tenant_id)
        assert _rows(auth) != dict.fromkeys(TABLES, 0)
        _confirm(auth, "analyze", tenant_id)
        left = {f"evt.auth.session.revoked.v1.{tenant_id}", f"evt.auth.tenant.purged.v1.{tenant_id}"}
        assert eventually(lambda: set(_stored(admin, tenant_id)) == left)
    assert _rows(auth) == dict.fromkeys(TABLES, 0)
    assert auth.http.post("/v1/auth/login", json=credentials).status_code == 401


def _enrol(auth: RunningAuth, bearer: Mapping[str, str]) -> None:
    """Leaves a row in every table of second factors that a login needs."""
    totp = "/v1/users/me/factors/totp"
    app = TOTP(auth.http.post(totp, headers=bearer).json()["secret"])
    code = {"code": app.at(time.time())}
    assert auth.http.post(f"{totp}/confirm", headers=bearer, json=code).status_code == 200
    proof = {"password": PASSWORD}
    assert auth.http.post("/v1/auth/proof", headers=bearer, json=proof).status_code == 204


def _confirm(auth: RunningAuth, service: str, tenant_id: UUID) -> None:
    """What the other service says when it has erased its part."""
    message = import_module(f"rostrum.{service}.v1.events_pb2").TenantPurged(tenant_id=str(tenant_id))
    receipt = new_event(
        message,
        service=service,
        entity="tenant",
        action="purged",
        subject=tenant_id,
        tenant_id=tenant_id,
        user_id=None,
        id=new_id(),
        time=SystemClock().now(),
    )
    with connected(auth.nats, service) as client:
        client.publish(receipt)


def _stored(client: MessagingClient, tenant_id: UUID) -> Mapping[str, int]:
    """The subjects with messages of the tenant in the stream, and how many."""
    info = client.run(client.jetstream.stream_info("EVENTS", subjects_filter=f"evt.*.*.*.v1.{tenant_id}"))
    return info.state.subjects or {}


def _rows(auth: RunningAuth) -> dict[str, int]:
    """Of all tenants: the owner looks behind the policies."""
    counts: dict[str, int] = {}
    with psycopg.connect(auth.database.conninfo("owner")) as connection:
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            counts[table] = row[0] if row else 0
        connection.rollback()
    return counts
