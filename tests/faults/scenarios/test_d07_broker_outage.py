"""D7: while the broker is away uploads go on, up to a limit that says so; then all of it is done."""

import threading
import time
from uuid import UUID, uuid4

import httpx
import pytest

from chassis.clock import new_id
from chassis.outbox import append
from deploy.local.platform import LocalPlatform
from services.ingest.config import UploadSettings
from tests.builders.inspection import count
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import UNPUBLISHED, hold
from tests.faults.harness.links import CUT
from tests.faults.harness.relays import nobodys_event, outbox_of
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader
from tests.faults.harness.wire import forget

OUTAGE_S = 10.0
"""RELIABILITY asks for 5 minutes; 300 here runs as long."""
AT_ONCE = 40
"""Uploads as fast as they are taken, which tells how fast that is; then one a second."""
SLOWEST_S = 5.0
LIMIT = int(UploadSettings.model_fields["events_waiting"].default)
ROOM = 5
"""Uploads for which there is room when everything else is full."""
ROWS_AT_ONCE = 500
AGGREGATES = 100
DRAINED_S = 90.0
FASTER = 5.0


@scenario("D7", "A broker outage is invisible to uploaders until the outbox is full")
@pytest.mark.timeout(600)
def test_uploads_go_on_without_the_broker(stage: Stage, uploader: Uploader, score: Score) -> None:
    platform, fillers = stage.platform, new_id()
    with stage.links["nats"].broken(CUT):
        began = time.monotonic()
        came_in = uploads_through(uploader, OUTAGE_S)
        score.exactly("uploads that were not accepted at once", refusals(uploader), 0)
        score.at_most("slowest upload", max(each.took_s for each in uploader.answers), SLOWEST_S, "s")
        restarted_doors_take_uploads(platform, uploader)
        fill(platform, fillers, LIMIT - ROOM)
        score.exactly("uploads accepted into the last places", accepted_until_refused(uploader), ROOM)
        score.exactly("events that wait at most", count(platform, "ingest", UNPUBLISHED), LIMIT)
        assert uploader.person.http.get("/v1/recordings").status_code == 200
        score.number("outage", time.monotonic() - began, "s")
    left = drained(platform)
    uploader.upload(1)
    score.number("uploads came in", came_in, "/s")
    score.number("events left afterwards", left, "/s")
    score.at_least("times as fast out as in", left / came_in, FASTER)
    outcome = hold(stage, [uploader])
    score.exactly("recordings lost", len(set(uploader.ledger.ids())) - outcome.completed, 0)
    forget(platform, "EVENTS", f"evt.ingest.load.made.v1.{fillers}")


def uploads_through(uploader: Uploader, seconds: float) -> float:
    """How many a second are taken at most; nobody is in a hurry after that."""
    began = time.monotonic()
    uploader.upload(AT_ONCE)
    most = AT_ONCE / (time.monotonic() - began)
    while time.monotonic() - began < seconds:
        uploader.upload(1)
        threading.Event().wait(1.0)
    return most


def restarted_doors_take_uploads(platform: LocalPlatform, uploader: Uploader) -> None:
    """Though they have never reached the broker; load balancers are told that there is a door."""
    for name in ("auth", "ingest-http"):
        platform.processes[name].kill()
    platform.processes["ingest-http"].wait_ready()
    uploader.upload(1)
    assert httpx.get(f"{platform.url}/healthz", timeout=10).status_code == httpx.codes.OK


def refusals(uploader: Uploader) -> int:
    return sum(answer.status != httpx.codes.ACCEPTED for answer in uploader.answers)


def fill(platform: LocalPlatform, tenant: UUID, limit: int) -> None:
    """Events that concern nobody, until so many wait."""
    missing = limit - count(platform, "ingest", UNPUBLISHED)
    events = [nobodys_event(tenant, str(number % AGGREGATES)) for number in range(missing)]
    with outbox_of(platform) as outbox:
        for start in range(0, missing, ROWS_AT_ONCE):
            with outbox.transaction(tenant) as connection:
                append(connection, *events[start : start + ROWS_AT_ONCE])


def accepted_until_refused(uploader: Uploader) -> int:
    """How many; what was accepted is still answered alike when it is sent again."""
    accepted: list[str] = []
    while (reply := send(uploader, key := str(uuid4()))).is_success and len(accepted) <= ROOM:
        uploader.ledger.note(str(reply.json()["id"]))
        accepted.append(key)
    assert (reply.status_code, reply.json()["code"]) == (503, "backlog_full")
    assert int(reply.headers["Retry-After"]) > 0
    assert send(uploader, accepted[0]).status_code == httpx.codes.ACCEPTED
    return len(accepted)


def send(uploader: Uploader, key: str) -> httpx.Response:
    headers = {"Content-Type": "audio/wav", "Idempotency-Key": key}
    return uploader.person.http.post("/v1/recordings", content=uploader.audio, headers=headers)


def drained(platform: LocalPlatform) -> float:
    """How many events leave in a second, counted from the return of the broker."""
    began, waiting = time.monotonic(), count(platform, "ingest", UNPUBLISHED)
    eventually(lambda: count(platform, "ingest", UNPUBLISHED) == 0, timeout_s=DRAINED_S)
    return waiting / (time.monotonic() - began)
