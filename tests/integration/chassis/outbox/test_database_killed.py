"""kill -9 of the database in the middle of a relay's run: the relay and the app come back by themselves."""

from pathlib import Path

import psycopg

from chassis.clock import new_id
from chassis.inbox import create_inbox
from chassis.outbox import create_outbox
from deploy.local.keys import PlatformSecrets
from deploy.local.processes import Child
from tests.builders.chassis_database import migrate, opened
from tests.builders.events import an_event
from tests.builders.messaging_clients import eventually
from tests.builders.outbox_runs import append_all, relaying, stored
from tests.infrastructure.databases import Databases
from tests.infrastructure.servers import RunningNats, RunningPostgres, postgres_from_wheel


def test_the_relay_goes_on_after_the_database_was_killed(
    broker: RunningNats, platform_secrets: PlatformSecrets, tmp_path: Path
) -> None:
    tenant = new_id()
    first, second = an_event(tenant_id=tenant), an_event(tenant_id=tenant)
    with postgres_from_wheel(tmp_path / "postgres") as server:
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            target = Databases(server, platform_secrets, connection).fresh("ingest", migrate=False)
        migrate(target, create_outbox, create_inbox)
        with opened(target, "app") as app, opened(target, "relay") as relay_database:
            append_all(app, [first])
            with relaying(relay_database, broker):
                assert eventually(lambda: first in stored(broker, tenant))
                restarted = _kill_and_restart(server)
                append_all(app, [second])
                assert eventually(lambda: second in stored(broker, tenant))
        restarted.stop()


def _kill_and_restart(server: RunningPostgres) -> Child:
    assert server.child is not None
    server.child.kill()
    child = Child(server.child.program)
    child.wait_ready()
    return child
