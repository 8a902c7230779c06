"""RELIABILITY.md 2.6 T2: each database role sees what it may see, in tables that hold something."""

from functools import partial

import psycopg
import pytest
from psycopg import sql

from chassis.clock import new_id
from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK
from deploy.local.servers.postgres_roles import PURPOSES
from deploy.local.topology import SERVICES
from tests.builders.audio_files import wav
from tests.builders.inspection import connect
from tests.builders.people import Person
from tests.builders.waiting import eventually

FILLED = {
    "auth": {"tenants", "users", "logins", "sessions", "refresh_tokens", "outbox"},
    "ingest": {"recordings", "idempotency_keys", "outbox", "inbox", "tombstones"},
    "transcribe": {"jobs", "transcripts", "outbox", "inbox", "tombstones"},
    "analyze": {"jobs", "analyses", "outbox", "inbox", "tombstones"},
    "report": {"report_jobs", "reports", "outbox", "inbox", "tombstones"},
}
"""Tables that must hold rows of the visitor before it means anything that nobody sees them."""
READ_BY_RELAY = {
    "auth": {
        "account_tokens", "api_tokens", "audit_acts", "audit_origins", "factor_challenges",
        "idempotency_keys", "inbox", "invitations", "login_attempts", "mails", "memberships",
        "organisations", "outbox", "provider_keys", "scheduled_deletions", "sessions",
        "tenants", "totp_secrets",
    },
    "ingest": {"audio_use", "idempotency_keys", "outbox", "inbox", "tombstones", "recordings", "uploads"},
    "transcribe": {"outbox", "inbox", "tombstones", "jobs", "pieces"},
    "analyze": {"outbox", "inbox", "tombstones"},
    "report": {"outbox", "inbox", "tombstones"},
}  # fmt: skip
UNUSED = {
    "account_tokens", "api_tokens", "factor_challenges", "idempotency_keys", "inbox", "invitations",
    "login_attempts", "mails", "memberships", "organisations", "pieces", "provider_keys",
    "scheduled_deletions", "totp_secrets", "uploads",
}  # fmt: skip
"""The visitor's recording is silent and comes in one request; of accounts only the simplest is used."""
WRITTEN_ONLY = {"auth": {"mails"}}
"""The application asks for mails, and only the worker, with the relay's role, sees them."""
TENANT_TABLES = """
    SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind IN ('r', 'p', 'v', 'm') AND attname = 'tenant_id' AND relnamespace = 'public'::regnamespace
"""
OPEN_TABLES = f"{TENANT_TABLES} AND NOT (relrowsecurity AND relforcerowsecurity)"
OTHERS_TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relowner <> %s::regrole
"""
ROLES = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND rolcanlogin"
MIGHTY = f"""
    {ROLES} AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
    OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid OR roleid = pg_roles.oid))
"""


def names(connection: psycopg.Connection, query: str, *values: object) -> set[str]:
    return {name for (name,) in connection.execute(query, values).fetchall()}


def rows(connection: psycopg.Connection, table: str) -> int | None:
    """How many rows the role sees; None where it may not look."""
    try:
        counted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    except psycopg.errors.InsufficientPrivilege:
        return None
    found = counted.fetchone()
    assert found is not None
    return int(found[0])


def log_in(platform: LocalPlatform, service: str, purpose: str, tenant_id: str = "") -> psycopg.Connection:
    """As the service itself does; the tenant is that of every transaction."""
    login = psycopg.conninfo.make_conninfo(
        host=LOOPBACK,
        port=platform.plan.ports["postgres"],
        user=f"{service}_{purpose}",
        password=platform.plan.secrets.database_passwords(service)[purpose],
        dbname=service,
    )
    connection = psycopg.connect(login, autocommit=True)
    connection.execute("SELECT set_config('app.tenant_id', %s, false)", (tenant_id,))
    return connection


@pytest.fixture(scope="module")
def tables(platform: LocalPlatform, visitor: Person, finished: str) -> dict[str, set[str]]:
    """The tenant tables of each service, once the main ones hold rows of the visitor."""
    assert finished
    gone = visitor.http.post("/v1/recordings", content=wav(), headers={"Content-Type": "audio/wav"})
    assert visitor.http.delete(gone.headers["Location"]).status_code == 204
    for service, filled in FILLED.items():
        eventually(partial(holds, platform, service, visitor.tenant_id, filled))
    found = {}
    for service in SERVICES:
        with connect(platform, service) as admin:
            found[service] = names(admin, TENANT_TABLES)
    return found


def holds(platform: LocalPlatform, service: str, tenant_id: str, tables: set[str]) -> bool:
    """Whether the superuser finds rows of the tenant in each of the tables."""
    query = sql.SQL("SELECT 1 FROM {} WHERE tenant_id = %s LIMIT 1")
    with connect(platform, service) as admin:
        return all(
            admin.execute(query.format(sql.Identifier(table)), (tenant_id,)).fetchone() for table in tables
        )


@pytest.mark.parametrize("service", SERVICES)
def test_no_role_of_a_service_can_pass_row_level_security(platform: LocalPlatform, service: str) -> None:
    roles = [f"{service}_{purpose}" for purpose in PURPOSES]
    with connect(platform, service) as admin:
        assert names(admin, ROLES, roles) == set(roles)
        assert names(admin, MIGHTY, roles) == set()
        assert names(admin, OPEN_TABLES) == set()
        assert names(admin, OTHERS_TABLES, f"{service}_owner") == set()


@pytest.mark.parametrize("purpose", ["app", "owner"])
@pytest.mark.parametrize("service", SERVICES)
def test_without_a_tenant_there_are_no_rows(
    platform: LocalPlatform, tables: dict[str, set[str]], service: str, purpose: str
) -> None:
    """Both may read nearly every table, so none of these zeros comes of a missing grant."""
    for tenant_id in ("", str(new_id())):
        with log_in(platform, service, purpose, tenant_id) as connection:
            seen = {table: rows(connection, table) for table in tables[service]}
        hidden = WRITTEN_ONLY.get(service, set()) if purpose == "app" else set()
        assert seen == {table: None if table in hidden else 0 for table in tables[service]}


@pytest.mark.parametrize("service", SERVICES)
def test_a_tenant_sees_its_own_rows_and_its_owner_role_none(
    platform: LocalPlatform, visitor: Person, tables: dict[str, set[str]], service: str
) -> None:
    assert tables[service] >= FILLED[service]
    with log_in(platform, service, "app", visitor.tenant_id) as app:
        assert {table for table in FILLED[service] if not rows(app, table)} == set()
        for table in FILLED[service]:
            whose = sql.SQL("SELECT DISTINCT tenant_id::text FROM {}").format(sql.Identifier(table))
            assert app.execute(whose).fetchall() == [(visitor.tenant_id,)], table
    with log_in(platform, service, "owner", visitor.tenant_id) as owner:
        assert {table for table in tables[service] if rows(owner, table)} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_the_relay_reads_its_own_tables_only(
    platform: LocalPlatform, tables: dict[str, set[str]], service: str
) -> None:
    with log_in(platform, service, "relay") as relay:
        seen = {table: rows(relay, table) for table in tables[service]}
    assert {table for table, count in seen.items() if count is not None} == READ_BY_RELAY[service]
    assert {table for table in READ_BY_RELAY[service] if not seen[table]} <= UNUSED
