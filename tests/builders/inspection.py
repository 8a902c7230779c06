"""What a running platform still holds of a tenant, seen with the eyes of its administrators."""

import os

import psycopg

from deploy.local.broker import administrator
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN, SERVICES

NO_LOCK = -1
TENANT_TABLES = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'tenant_id' AND table_name <> ALL(%s)
"""
BOOKKEEPING = ["tombstones", "outbox", "inbox", "erasures", "audit_acts"]
"""Ids only: kept for a week, to refuse late results, to await receipts, or to tell who did what."""
LASTING = ("evt.auth.session.revoked.", "evt.auth.tenant.purged.")
"""Ids only: a process that starts now must refuse the tokens, and subscribers learn that all is gone."""


def connect(platform: LocalPlatform, service: str) -> psycopg.Connection:
    """The service's database, as the superuser whom row-level security does not bind."""
    return psycopg.connect(platform.plan.postgres(NO_LOCK).conninfo(service), autocommit=True)


def rows_of(platform: LocalPlatform, tenant_id: str) -> dict[str, int]:
    """How many rows of the tenant each table of each service holds; tables without any are left out."""
    held: dict[str, int] = {}
    for service in SERVICES:
        with connect(platform, service) as connection:
            for (table,) in connection.execute(TENANT_TABLES, (BOOKKEEPING,)).fetchall():
                query = f'SELECT count(*) FROM "{table}" WHERE tenant_id = %s'
                row = connection.execute(query, (tenant_id,)).fetchone()  # type: ignore[arg-type]
                if row and row[0]:
                    held[f"{service}.{table}"] = row[0]
    return held


def files_of(platform: LocalPlatform, tenant_id: str) -> list[str]:
    """The tenant's objects; a folder may vanish while it is being walked."""
    walked = os.walk(platform.folder.objects)
    return [
        file for folder, _, files in walked for name in files if tenant_id in (file := f"{folder}/{name}")
    ]


def messages_of(platform: LocalPlatform, tenant_id: str) -> int:
    """How many messages of the tenant the streams hold, beside those that outlast it."""
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as client:
        subjects = {}
        for stream in ("EVENTS", "DLQ"):
            information = client.run(client.jetstream.stream_info(stream, subjects_filter=">"))
            subjects.update(information.state.subjects or {})
    own = [subject for subject in subjects if subject.endswith(f".{tenant_id}")]
    return sum(subjects[subject] for subject in own if not subject.startswith(LASTING))


def count(platform: LocalPlatform, service: str, query: str, *values: object) -> int:
    """The one number that a query answers."""
    with connect(platform, service) as connection:
        row = connection.execute(query, values).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return int(row[0])
