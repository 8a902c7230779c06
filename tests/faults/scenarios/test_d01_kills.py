"""D1 and D3: what is acknowledged survives kill -9 of any process, and is done once."""

import random
import time

import pytest

from tests.faults.harness.chaos import killing
from tests.faults.harness.invariants import QUIET_S, hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader

UPLOADS = 300
KILLS = 45
EVERY_S = (0.5, 3.0)


@scenario("D1", "An acknowledged upload survives kill -9 of any process")
@pytest.mark.timeout(600)
def test_acknowledged_uploads_survive_kills(
    stage: Stage, uploader: Uploader, score: Score, chance: random.Random
) -> None:
    victims = sorted(stage.processes)
    with killing(stage.processes, victims, chance, every_s=EVERY_S, times=KILLS) as kills:
        uploader.upload(UPLOADS)
        kills.wait(KILLS, timeout_s=KILLS * EVERY_S[1])
    score.note(f"kills {kills.done}")
    outcome = hold(stage, [uploader], timeout_s=QUIET_S)
    score.exactly("acknowledged", len(set(uploader.ledger.ids())), UPLOADS)
    score.exactly("kills", len(kills.done), KILLS)
    score.number("completed", outcome.completed)
    score.number("failed with a reason", outcome.failed)
    score.at_most("all finished after the last kill", time.monotonic() - kills.last_at, QUIET_S, "s")
