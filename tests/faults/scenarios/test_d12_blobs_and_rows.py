"""D12: an upload that dies half way leaves no row without its audio, and no audio for ever."""

import os
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from uuid import uuid4

import pytest

from tests.builders.inspection import count
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import hold
from tests.faults.harness.links import DELAY, HOLE, HOLE_DOWN, Fault
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import OBJECTS, Stage
from tests.faults.harness.uploads import Uploader

TIMES = 3
HALF_WAY_S = 1.0
"""By then the upload has come to where the database does not answer."""
TWO_HOURS_S = 7200.0
ROWS = "SELECT count(*) FROM recordings WHERE tenant_id = %s"


@scenario("D12", "An upload that dies half way leaves no row without audio, and no audio for ever")
@pytest.mark.waits
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("moment", "fault"), [("before the commit", HOLE), ("before the reply", HOLE_DOWN)], ids=["put", "commit"]
)
def test_blobs_and_rows_agree(
    stage: Stage, uploader: Uploader, score: Score, moment: str, fault: Fault
) -> None:
    folder = stage.bucket / uploader.person.tenant_id
    _die_half_way(stage, uploader, folder, fault)
    outcome = hold(stage, [uploader])
    orphans = len(_recordings(folder)) - outcome.completed
    score.exactly(f"rows, of uploads whose server died {moment}", _rows(stage, uploader), TIMES)
    score.exactly("recordings completed", outcome.completed, TIMES)
    score.number("blobs left without a row", orphans)
    _two_hours_later(stage, folder)
    eventually(lambda: len(_recordings(folder)) == TIMES, timeout_s=30)
    score.exactly("of those after the sweep", len(_recordings(folder)) - TIMES, 0)


def _die_half_way(stage: Stage, uploader: Uploader, folder: Path, fault: Fault) -> None:
    """The audio is stored; then the database falls silent, and ingest dies before it hears of it.

    The store answers late, so that there is time for that.
    """
    with ThreadPoolExecutor(TIMES) as pool, stage.links[OBJECTS].broken(DELAY):
        uploads = [pool.submit(uploader.one, str(uuid4())) for _ in range(TIMES)]
        eventually(lambda: len(_recordings(folder)) == TIMES)
        with stage.links["postgres"].broken(fault):
            wait(uploads, timeout=HALF_WAY_S)
            stage.processes["ingest-http"].kill()
        for upload in uploads:
            upload.result()


def _recordings(folder: Path) -> list[Path]:
    return [path for path in folder.glob("recordings/*") if any(path.iterdir())]


def _rows(stage: Stage, uploader: Uploader) -> int:
    return count(stage.platform, "ingest", ROWS, uploader.person.tenant_id)


def _two_hours_later(stage: Stage, folder: Path) -> None:
    """As good as a moved clock: what is stored is that old. The store and the sweeper look at it anew."""
    then = time.time() - TWO_HOURS_S
    for path in folder.rglob("*"):
        os.utime(path, (then, then))
    for name in (OBJECTS, "ingest"):
        stage.processes[name].kill()
    stage.wait_ready()
