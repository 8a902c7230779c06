"""Stored answers go after their day, also those of tenants who never come again."""

import sqlalchemy as sa

from chassis.clock import new_id
from chassis.idempotency import Scope
from chassis.idempotency.postgres import PostgresIdempotency, idempotency_keys, sweep_idempotency
from tests.builders.chassis_database import opened
from tests.infrastructure.fixtures import MakeDatabase

OLDER = sa.text("now() - interval '25 hours'")


def test_keys_of_yesterday_are_swept(make_database: MakeDatabase) -> None:
    target = make_database("ingest")
    with opened(target, "app") as database, opened(target, "relay") as relay:
        store = PostgresIdempotency(database, new_id)
        old, new = Scope(new_id(), "user:create"), Scope(new_id(), "user:create")
        for scope in (old, new):
            store.claim("key", scope, "print")
        with database.transaction(old.tenant_id) as connection:
            connection.execute(sa.update(idempotency_keys).values(created_at=OLDER))
        with relay.transaction(None) as connection:
            assert sweep_idempotency(connection) == 1
            assert sweep_idempotency(connection) == 0
        assert store.claim("key", old, "print").state == "new"
        assert store.claim("key", new, "print").state == "running"
