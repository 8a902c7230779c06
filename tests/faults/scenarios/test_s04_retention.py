"""S4: what is kept for a time is gone when that is over, and not before.

The clock of a running platform can't be moved: rows are made older instead, which is the same to whatever
compares the two.
"""

import os
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest

from deploy.local.topology import SERVICES
from tests.builders.inspection import connect, count
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import settled
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import KEEP_DAYS, Stage
from tests.faults.harness.uploads import Uploader

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SOON_S = 30.0
MADE_OF_IT = {"transcribe": "transcripts", "analyze": "analyses", "report": "reports"}
RECEIPTS = "SELECT count(DISTINCT service) FROM erasures WHERE recording_id = %s"


@dataclass(frozen=True)
class Kept:
    """Rows of ingest's: since when they are kept, for how long, and which are a recording's."""

    table: str
    since: str
    recording: str
    time: timedelta

    def count(self, stage: Stage, recording_id: str) -> int:
        query = f"SELECT count(*) FROM {self.table} WHERE {self.recording} = %s"
        return count(stage.platform, "ingest", query, recording_id)

    def make_old(self, stage: Stage, recording_id: str, age: timedelta) -> None:
        query = f"UPDATE {self.table} SET {self.since} = now() - %s WHERE {self.recording} = %s"
        with connect(stage.platform, "ingest") as connection:
            assert connection.execute(query, (age, recording_id)).rowcount > 0  # type: ignore[arg-type]


RECORDING = Kept("recordings", "created_at", "id", timedelta(days=KEEP_DAYS))
BESIDE_IT = (
    Kept("outbox", "published_at", "aggregate", timedelta(days=7)),
    Kept("idempotency_keys", "created_at", "resource_id", timedelta(hours=24)),
)


@scenario("S4", "What is kept for a time is gone within an hour after it, everywhere, and not an hour before")
@pytest.mark.waits
def test_everything_is_kept_for_its_time(stage: Stage, uploader: Uploader, score: Score) -> None:
    expired, kept, old, young = uploader.upload(4)
    settled(stage, uploader.ledger.ids())
    for rows, late, early in ((RECORDING, expired, kept), *((rows, old, young) for rows in BESIDE_IT)):
        rows.make_old(stage, late, rows.time + MINUTE)
        rows.make_old(stage, early, rows.time - HOUR)
    began = time.monotonic()
    look_now(stage)
    eventually(lambda: left_of(stage, expired) == [], timeout_s=SOON_S)
    eventually(lambda: all(rows.count(stage, old) == 0 for rows in BESIDE_IT), timeout_s=SOON_S)
    score.number("recordings are kept for", KEEP_DAYS, "days")
    score.at_most("all gone after the first look", time.monotonic() - began, SOON_S, "s")
    eventually(lambda: count(stage.platform, "ingest", RECEIPTS, expired) == len(SERVICES) - 1)
    score.number("services that confirmed it", len(SERVICES) - 1)
    assert uploader.person.http.get(f"/v1/recordings/{expired}").status_code == 404
    assert uploader.person.http.get(f"/v1/recordings/{kept}/report").status_code == 200
    assert all(rows.count(stage, young) > 0 for rows in BESIDE_IT)


def look_now(stage: Stage) -> None:
    """It is looked at every few minutes, and when a process starts."""
    stage.processes["ingest"].kill()
    stage.processes["ingest"].wait_ready()


def left_of(stage: Stage, recording_id: str) -> list[str]:
    """Where something of a recording still is."""
    walked = os.walk(stage.bucket)
    left = [name for folder, _, names in walked for name in names if recording_id in f"{folder}/{name}"]
    if RECORDING.count(stage, recording_id):
        left.append(RECORDING.table)
    for service, table in MADE_OF_IT.items():
        query = f"SELECT count(*) FROM {table} WHERE recording_id = %s"
        if count(stage.platform, service, query, recording_id):
            left.append(table)
    return left
