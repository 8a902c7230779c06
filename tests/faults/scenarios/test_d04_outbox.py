"""D4: what is committed is told, what is rolled back is not, and what is told again is not done again."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.inspection import connect, count
from tests.builders.messaging_clients import eventually
from tests.faults.harness.chaos import children_of, frozen
from tests.faults.harness.invariants import hold
from tests.faults.harness.relays import relays
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader
from tests.faults.harness.wire import heard, stored

UPLOADS = 20
KILLS = 100
ROLLBACKS = 100
REFUSE = f"""
    CREATE SEQUENCE refusals;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        IF nextval('public.refusals') <= {ROLLBACKS} THEN
            RAISE EXCEPTION 'not this time' USING ERRCODE = 'serialization_failure';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse();
"""
"""At the commit, when the recording and its event are both written; a sequence is not rolled back."""
ALLOW = "DROP TRIGGER refused ON outbox; DROP FUNCTION refuse; DROP SEQUENCE refusals"
REFUSED = "SELECT last_value FROM refusals"
HOLD = "LOCK TABLE outbox IN SHARE MODE"
"""Rows can still be read and locked, which a relay does first; it can't mark them, which it does last."""
LOCKS = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database()"
AT_THE_MARK = f"{LOCKS} AND relation = 'outbox'::regclass AND mode = 'RowExclusiveLock' AND NOT granted"
RELAYING = f"{LOCKS} AND locktype = 'advisory'"
MARKED = "SELECT count(*) FROM outbox WHERE tenant_id = %s AND published_at IS NOT NULL"


@scenario("D4", "Events leave if and only if their transaction commits, whenever the relay dies")
@pytest.mark.waits
@pytest.mark.timeout(300)
def test_the_outbox_is_atomic_both_ways(stage: Stage, uploader: Uploader, score: Score) -> None:
    platform, tenant = stage.platform, uploader.person.tenant_id
    subject = f"evt.ingest.recording.received.v1.{tenant}"
    pid = platform.processes["ingest"].pid
    with frozen(pid, *children_of(pid)), heard(platform, subject) as published:
        score.exactly("transactions rolled back", rolled_back(platform, uploader), ROLLBACKS)
        with relays(platform) as bear:
            for _ in range(KILLS):
                die_before_marking(platform, bear)
        assert count(platform, "ingest", MARKED, tenant) == 0
        assert eventually(lambda: min(published.values(), default=0) >= KILLS)
    again = sum(published.values()) - len(published)
    score.number("relays killed after publishing and before marking", KILLS)
    score.at_least("messages published again with the same id", again, UPLOADS * (KILLS - 1))
    outcome = hold(stage, [uploader])
    acknowledged = sorted(uploader.ledger.ids())
    told = sorted(event.subject for event in stored(platform, subject))
    score.exactly("events missing", len(set(acknowledged) - set(told)), 0)
    score.exactly("phantom events", len(set(told) - set(acknowledged)), 0)
    score.exactly("events stored twice", len(told) - len(set(told)), 0)
    score.exactly("recordings finished, each effect once", outcome.completed, UPLOADS)


def rolled_back(platform: LocalPlatform, uploader: Uploader) -> int:
    """Uploads until all are accepted, which takes so many tries."""
    with refusing(platform):
        uploader.upload(UPLOADS)
        return count(platform, "ingest", REFUSED) - UPLOADS


@contextmanager
def refusing(platform: LocalPlatform) -> Iterator[None]:
    with connect(platform, "ingest") as connection:
        connection.execute(REFUSE)
        try:
            yield
        finally:
            connection.execute(ALLOW)


def die_before_marking(platform: LocalPlatform, bear: Callable[[], int]) -> None:
    """Whatever waits is published, and the relay that did it is killed before it can say so."""
    with connect(platform, "ingest") as watcher:
        with connect(platform, "ingest") as holder, holder.transaction():
            holder.execute(HOLD)
            relay = bear()
            assert eventually(lambda: found(watcher, AT_THE_MARK))
            os.kill(relay, signal.SIGKILL)
        assert eventually(lambda: not found(watcher, RELAYING))


def found(connection: psycopg.Connection, query: str) -> bool:
    row = connection.execute(query).fetchone()
    return row is not None and row[0] > 0
