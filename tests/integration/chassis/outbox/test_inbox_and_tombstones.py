"""One effect per event, and none after a deletion."""

import threading
from concurrent.futures import ThreadPoolExecutor

from chassis.clock import new_id
from chassis.database import Database, bury, is_buried
from chassis.inbox import claim, erase_tenant, sweep_claims
from chassis.messaging import CloudEvent
from tests.builders.events import an_event


def _claim(database: Database, consumer: str, event: CloudEvent) -> bool:
    with database.transaction(event.tenant_id) as connection:
        return claim(connection, consumer, event)


def test_an_event_is_claimed_once_per_consumer(app: Database) -> None:
    event = an_event()
    claims = [_claim(app, consumer, event) for consumer in ("a", "a", "b", "b")]
    assert claims == [True, False, True, False]


def test_a_rolled_back_claim_is_free_again(app: Database) -> None:
    event = an_event()
    with app.transaction(event.tenant_id) as connection:
        assert claim(connection, "a", event)
        connection.rollback()
    assert _claim(app, "a", event)


def test_of_many_at_the_same_time_one_gets_it(app: Database) -> None:
    event = an_event()
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: _claim(app, "a", event), range(8)))
    assert sorted(claims) == [False] * 7 + [True]


def test_claims_are_erased_with_their_tenant_and_swept_when_old(
    app: Database, relay_database: Database
) -> None:
    event = an_event()
    assert _claim(app, "a", event)
    with relay_database.transaction(None) as connection:
        assert sweep_claims(connection) == 0
    with app.transaction(event.tenant_id) as connection:
        assert erase_tenant(connection, event.tenant_id) == 1


def test_an_entity_is_buried_alone_and_a_tenant_with_all_it_had(app: Database) -> None:
    tenant, entity, other = new_id(), new_id(), new_id()
    with app.transaction(tenant) as connection:
        bury(connection, tenant, entity)
        bury(connection, tenant, entity)
        assert is_buried(connection, tenant, entity)
        assert not is_buried(connection, tenant, other)
        bury(connection, tenant, tenant)
        assert is_buried(connection, tenant, other)


def test_a_deletion_waits_for_a_result_that_is_being_stored(app: Database) -> None:
    tenant, entity = new_id(), new_id()
    order: list[str] = []
    asked = threading.Event()

    def delete() -> None:
        assert asked.wait(5)
        with app.transaction(tenant) as connection:
            bury(connection, tenant, entity)
            order.append("buried")

    deletion = threading.Thread(target=delete)
    deletion.start()
    with app.transaction(tenant) as connection:
        assert not is_buried(connection, tenant, entity)
        asked.set()
        deletion.join(0.3)
        order.append("stored")
    deletion.join()
    assert order == ["stored", "buried"]
