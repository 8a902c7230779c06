"""Published rows stay as long as the stream keeps their events: a broker that begins empty is told again."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from chassis.database import Database
from chassis.messaging import EVENTS
from chassis.outbox import sweep_published
from tests.builders.events import an_event
from tests.builders.outbox_runs import append_all

PUBLISHED = sa.text("UPDATE outbox SET published_at = now() - make_interval(secs => :ago) WHERE id = :id")
LEFT = sa.text("SELECT id FROM outbox")
HOUR_S = 3_600.0


@pytest.fixture
def tenant() -> UUID:
    return new_id()


def test_what_the_stream_still_has_is_kept(app: Database, relay_database: Database, tenant: UUID) -> None:
    waiting, kept, gone = (an_event(tenant_id=tenant) for _ in range(3))
    append_all(app, [waiting, kept, gone])
    ages = {kept.id: EVENTS.max_age_s - HOUR_S, gone.id: EVENTS.max_age_s + HOUR_S}
    with relay_database.transaction(None) as connection:
        for event_id, ago in ages.items():
            connection.execute(PUBLISHED, {"ago": ago, "id": event_id})
        assert sweep_published(connection) == 1
        assert set(connection.execute(LEFT).scalars()) == {waiting.id, kept.id}
