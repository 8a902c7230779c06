"""E2: an engine that asks for patience gets it, and is not asked faster than it works."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.builders.inspection import connect, count
from tests.builders.remote_servers import Received, RemoteServer, Reply, error
from tests.builders.waiting import eventually
from tests.faults.harness.engine_calls import KEY, recognitions
from tests.faults.harness.invariants import hold, settled
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader

DATE_S = 10.0
WAITED_OUT = {"1": 1.0, "when the moon is full": 5.0, "a date": DATE_S}
"""What is asked for, and for how long. A date says whole seconds; nothing sensible means five."""
WRITTEN_DOWN = {"30": 30.0, "3600": 15 * 60.0}
"""Such a wait outlives its worker, and the suite has no quarter of an hour: its time is brought to now."""
TOLERANCE = 0.2
WAY_S = 1.0
"""What a piece may need to get to the engine again, once its time has come."""
PLAN = "SELECT extract(epoch FROM not_before - busy_since) FROM pieces WHERE recording_id = %s"
OVER = "UPDATE pieces SET not_before = clock_timestamp() WHERE recording_id = %s"

PER_S = 3.0
UPLOADS = 75
LEARNING = 30
"""Calls in which the engine's pace is found out; what comes after is the steady state."""
MOST_REPEATED = 0.1
FAILED = "SELECT count(*) FROM recordings WHERE id = ANY(%s) AND status = 'failed'"


@scenario("E2", "What an engine asks for with 429 is waited, up to a quarter of an hour")
@pytest.mark.waits
def test_retry_after_is_obeyed(stage: Stage, uploader: Uploader, score: Score) -> None:
    for asked, wanted_s in (WAITED_OUT | WRITTEN_DOWN).items():
        called = len(recognitions(stage.engine))
        refuse_once(stage.engine, asked)
        (recording_id,) = uploader.upload(1)
        planned_s = planned(stage, recording_id)
        score.number(f"planned for {asked!r}", planned_s, "s")
        score.at_most(f"off what {asked!r} means", abs(planned_s - wanted_s) / wanted_s, TOLERANCE)
        if asked in WRITTEN_DOWN:
            stage.processes["transcribe"].kill()
            with connect(stage.platform, "transcribe") as connection:
                connection.execute(OVER, (recording_id,))
        settled(stage, [recording_id])
        refused, again = recognitions(stage.engine)[called:]
        if asked in WAITED_OUT:
            latest_s = wanted_s * (1 + TOLERANCE) + WAY_S
            score.at_least(f"waited for {asked!r}", again.at - refused.at, planned_s, "s")
            score.at_most(f"waited for {asked!r}, its way included", again.at - refused.at, latest_s, "s")
    score.exactly("recordings that failed for it", hold(stage, [uploader]).failed, 0)


def refuse_once(engine: RemoteServer, asked: str) -> None:
    answers = engine.protocol

    def answer(received: Received) -> Reply:
        if not received.headers.get(KEY):
            return answers(received)
        engine.protocol = answers
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=DATE_S), usegmt=True)
        return error(429, date if asked == "a date" else asked)

    engine.protocol = answer


def planned(stage: Stage, recording_id: str) -> float:
    found: list[float] = []

    def is_planned() -> bool:
        with connect(stage.platform, "transcribe") as connection:
            rows = connection.execute(PLAN, (recording_id,)).fetchall()
        found.extend(float(seconds) for (seconds,) in rows if seconds is not None)
        return bool(found)

    eventually(is_planned)
    return found[0]


@contextmanager
def rationed(engine: RemoteServer) -> Iterator[list[bool]]:
    """It answers so many calls a second, and two at once, and refuses the others; which were refused."""
    answers, refusals = engine.protocol, list[bool]()
    lock, full_at = threading.Lock(), [0.0]

    def answer(received: Received) -> Reply:
        with lock:
            free_at = max(full_at[0], received.at - 2 / PER_S)
            refused = free_at + 1 / PER_S > received.at
            full_at[0] = full_at[0] if refused else free_at + 1 / PER_S
            refusals.append(refused)
        return error(429, "1") if refused else answers(received)

    engine.protocol = answer
    try:
        yield refusals
    finally:
        engine.protocol = answers


@scenario("E2", "An engine that answers 429 is soon asked no faster than it works")
@pytest.mark.waits
def test_the_pace_of_an_engine_is_found_and_kept(stage: Stage, uploader: Uploader, score: Score) -> None:
    uploader.query = "?transcript_only=true"
    began = time.monotonic()
    with rationed(stage.engine) as refusals:
        uploader.upload(UPLOADS)
        hold(stage, [uploader])
    score.number("calls", len(refusals))
    score.number("refused while the pace was found", sum(refusals[:LEARNING]))
    steady = refusals[LEARNING:]
    score.at_most("refused from then on", sum(steady) / len(steady), MOST_REPEATED)
    score.number("of what it could have answered", UPLOADS / (time.monotonic() - began) / PER_S)
    failed = count(stage.platform, "ingest", FAILED, uploader.ledger.ids())
    score.exactly("recordings that failed for it", failed, 0)
