"""The database itself keeps tenants apart."""

import psycopg
from psycopg import sql

from chassis.clock import new_id
from tests.builders.ingest_service import IngestService
from tests.builders.recordings import a_recording

TABLES = {
    "recordings",
    "uploads",
    "upload_parts",
    "erasures",
    "outbox",
    "inbox",
    "tombstones",
    "idempotency_keys",
    "shares",
    "share_reads",
    "audio_use",
}


def test_without_a_tenant_or_with_another_no_row_is_seen(ingest: IngestService) -> None:
    recording = a_recording(ingest.user.tenant_id)
    with ingest.transactions.begin(recording.tenant_id) as transaction:
        transaction.recordings.add(recording)
    with psycopg.connect(ingest.made.conninfo("app")) as connection:
        for tenant_id in ("", str(new_id())):
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", [tenant_id])
            for table in TABLES:
                query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                assert connection.execute(query).fetchone() == (0,)


def test_row_level_security_is_forced_on_every_table(ingest: IngestService) -> None:
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND relrowsecurity AND relforcerowsecurity"
    )
    assert {row["relname"] for row in ingest.rows(query)} == TABLES


def test_the_app_role_owns_nothing_and_bypasses_nothing(ingest: IngestService) -> None:
    (role,) = ingest.rows("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = 'ingest_app'")
    assert role == {"rolbypassrls": False, "rolsuper": False}
    assert ingest.rows("SELECT 1 FROM pg_tables WHERE tableowner = 'ingest_app'") == []
