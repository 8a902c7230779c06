"""O5: whoever comes late waits for one job of somebody who queued hundreds, and not for all."""

import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.builders.people import Person
from tests.faults.harness.invariants import hold
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.uploads import Uploader
from tests.faults.harness.workshop import Workshop, asking

QUEUED = 500
JOB_S = 3.0


@scenario("O5", "Whoever comes late waits for one job of those who came before, and not for all")
@pytest.mark.timeout(300)
def test_fairness(workshop: Workshop, sender: Uploader, score: Score, tmp_path: Path) -> None:
    crowd = sender
    crowd.query = asking(f"nap={JOB_S}")
    crowd.upload(QUEUED)
    with Person(workshop.stage.platform) as latecomer:
        ledger = Ledger(tmp_path / "late")
        late = Uploader(latecomer, ledger, sender.audio, asking("nap=0"))
        sent_at = time.time()
        recording_id = late.one(str(uuid4()))
        begun = workshop.call(recording_id, 1)
        waiting = QUEUED - len({call.recording_id for call in workshop.calls()} & set(crowd.ledger.ids()))
        score.number("jobs that wait before the late one", waiting)
        score.number("length of a job", JOB_S, "s")
        score.at_most("wait of the late one", begun.at - sent_at, JOB_S, "s")
        sender.person.http.delete("/v1/users/me").raise_for_status()
        hold(workshop.stage, [late])
        ledger.close()
