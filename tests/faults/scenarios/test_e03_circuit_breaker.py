"""E3: an engine that fails is left alone, found again soon, and costs nobody their recording."""

import threading
import time
from itertools import pairwise

import pytest

from tests.builders.remote_servers import error
from tests.builders.waiting import eventually
from tests.faults.harness.engine_calls import recognitions
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader

OUT_FOR_S = 20.0
"""Of the 60 s in RELIABILITY.md: four probes tell as much as twelve."""
UPLOADS = 16
MOST_FAILURES = 10
PROBE_EVERY_S = 5.0
BACK_S = 10.0


@scenario("E3", "An engine that fails is called once in five seconds, and nothing fails for it")
@pytest.mark.waits
def test_a_failing_engine_is_left_alone_and_found_again(
    stage: Stage, uploader: Uploader, score: Score
) -> None:
    uploader.upload(UPLOADS)
    broken_at = time.monotonic()
    stage.engine.broken = error(500)
    try:
        uploader.upload(UPLOADS)
        threading.Event().wait(broken_at + OUT_FOR_S - time.monotonic())
    finally:
        stage.engine.broken = None
    mended_at = time.monotonic()
    failed = [call.at for call in recognitions(stage.engine) if broken_at < call.at < mended_at]
    opening = next((n for n, (a, b) in enumerate(pairwise(failed), 1) if b - a > PROBE_EVERY_S / 2), None)
    assert opening is not None, f"it was never left alone: {len(failed)} calls"
    probes = failed[opening:]
    score.at_most("failures before it was left alone", opening, MOST_FAILURES)
    score.at_least(
        "between probes", min(b - a for a, b in pairwise(failed[opening - 1 :])), PROBE_EVERY_S, "s"
    )
    score.number("probes", len(probes))
    eventually(lambda: recognitions(stage.engine)[-1].at > mended_at, timeout_s=BACK_S)
    score.at_most("found again after", recognitions(stage.engine)[-1].at - mended_at, BACK_S, "s")
    outcome = hold(stage, [uploader])
    score.number("all finished after its return", outcome.settled_at - mended_at, "s")
    score.exactly("recordings that failed for it", outcome.failed, 0)
