"""D1 and D3: what is acknowledged survives kill -9 of any process, and is done once."""

import random
import time
from dataclasses import replace

import pytest

from tests.faults.harness.chaos import Kills, killing
from tests.faults.harness.engine_calls import calls_per_key, repeated
from tests.faults.harness.invariants import QUIET_S, Outcome, hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader

TURNS = 3
"""Each with a seed of its own: the one of the run, and those after it."""
UPLOADS = 300
WITH_REPORT = 40
"""The others want their transcript alone: two cores are to finish all in time, beside another scenario."""
KILLS = 45
EVERY_S = (0.3, 2.0)
WORKERS = ("transcribe", "analyze", "report", "nats", "postgres")
WORKED_ON = 40
KILLED_AT_WORK = 12


@scenario("D1", "An acknowledged upload survives kill -9 of any process")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("turn", range(TURNS))
def test_acknowledged_uploads_survive_kills(
    stage: Stage, uploader: Uploader, score: Score, seed: int, turn: int
) -> None:
    chance = random.Random(seed + turn)
    with killing(stage.processes, sorted(stage.processes), chance, every_s=EVERY_S, times=KILLS) as kills:
        uploader.upload(WITH_REPORT)
        replace(uploader, query="?transcript_only=true").upload(UPLOADS - WITH_REPORT)
        kills.wait(KILLS, timeout_s=KILLS * EVERY_S[1])
    outcome = hold(stage, [uploader])
    score.exactly("acknowledged", len(set(uploader.ledger.ids())), UPLOADS)
    score.exactly("kills", len(kills.done), KILLS)
    tell(score, kills, outcome, uploader)


def tell(score: Score, kills: Kills, outcome: Outcome, uploader: Uploader) -> None:
    """What kills made of the uploads; hold() has found that none is done twice."""
    score.note(f"killed, after seconds: {kills.done}")
    acknowledged = len(set(uploader.ledger.ids()))
    score.exactly("lost", acknowledged - outcome.completed - outcome.failed, 0)
    score.number("completed", outcome.completed)
    score.number("failed with a reason", outcome.failed)
    score.at_most("all finished after the last kill", outcome.settled_at - kills.last_at, QUIET_S, "s")


@scenario(
    "D3", "Each recording has each effect once, and engines are asked again no more often than was killed"
)
@pytest.mark.timeout(300)
def test_each_effect_happens_once(
    stage: Stage, uploader: Uploader, score: Score, chance: random.Random
) -> None:
    with killing(stage.processes, WORKERS, chance, every_s=EVERY_S, times=KILLED_AT_WORK) as kills:
        began = time.monotonic()
        ids = uploader.upload(WORKED_ON, concurrency=4)
        score.number("acknowledged within", time.monotonic() - began, "s")
        kills.wait(KILLED_AT_WORK, timeout_s=KILLED_AT_WORK * EVERY_S[1])
    outcome = hold(stage, [uploader])
    tell(score, kills, outcome, uploader)
    calls = calls_per_key(stage.engine, ids)
    score.at_least("recordings that the engine heard", len(calls), outcome.completed)
    score.at_most("engine calls that repeat another", repeated(calls), KILLED_AT_WORK)
