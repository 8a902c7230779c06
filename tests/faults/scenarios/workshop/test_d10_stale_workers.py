"""D10: a worker that was away for too long changes nothing any more, whatever became of its work."""

import os
import signal
from uuid import uuid4

import pytest

from tests.builders.inspection import count
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.uploads import Uploader
from tests.faults.harness.workshop import Workshop, asking

LEFT, FAILED, NOT_WANTED = "leave", "retry", "ack"
"""What became of a message: its handler was fenced out, and told the broker nothing; it failed; its recording
had its transcript already."""
RESULTS = "SELECT count(*) FROM transcripts WHERE recording_id = %s"
NAP_S = 1


@scenario("D10", "A worker that was thought dead and comes back changes nothing")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("second", ["has finished", "has failed", "has failed and a third works"])
def test_a_stale_worker_is_fenced(workshop: Workshop, sender: Uploader, score: Score, second: str) -> None:
    fails = second != "has finished"
    sender.query = asking(f"nap={NAP_S}" + (" fails=2" if fails else ""))
    recording_id = sender.one(str(uuid4()))
    stale_pid = workshop.call(recording_id, 1).pid
    stale = workshop.worker(stale_pid)
    refusal = LEFT if fails else NOT_WANTED
    refused = workshop.outcomes(stale, refusal)
    os.kill(stale_pid, signal.SIGSTOP)
    try:
        other = workshop.worker(workshop.call(recording_id, 2).pid)
        failures = workshop.outcomes(other, FAILED)
        assert other != stale
        if fails:
            eventually(lambda: workshop.outcomes(other, FAILED) > failures)
        else:
            eventually(lambda: _results(workshop, recording_id) == 1)
        if second == "has failed and a third works":
            workshop.call(recording_id, 3)
    finally:
        os.kill(stale_pid, signal.SIGCONT)
    eventually(lambda: workshop.outcomes(stale, refusal) > refused)
    score.exactly("results when the stale one was refused", _results(workshop, recording_id), int(not fails))
    score.exactly("messages of unfinished work then", workshop.queued(), int(fails))
    hold(workshop.stage, [sender])
    score.exactly("results in the end", _results(workshop, recording_id), 1)
    score.exactly("runs", len(workshop.calls(recording_id)), 3 if fails else 2)


def _results(workshop: Workshop, recording_id: str) -> int:
    return count(workshop.stage.platform, "transcribe", RESULTS, recording_id)
