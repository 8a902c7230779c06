"""E7: a tenant's money for the day ends their calls, tells them why, and is no matter to others."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builders.inspection import connect, count
from tests.builders.people import Person
from tests.faults.harness.engine_calls import calls_per_key
from tests.faults.harness.invariants import hold, settled
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader

UPLOADS, CALLS = 60, 20
"""Of the 1,000 jobs and the 100 calls in RELIABILITY.md, beside some of another tenant: the same limit."""
OTHERS = 10
ONLY_WORDS = "?transcript_only=true"
LIMITED = "UPDATE users SET roles = '{coach}' WHERE id = %s"
"""A role whose money for the day the stage leaves as it is."""
SPENT = """
    UPDATE engine_spending SET spent_usd = %(cap)s - (%(left)s + 0.5) * price FROM (
        SELECT cost_usd AS price FROM engine_calls WHERE tenant_id = %(tenant)s
    ) AS first_call WHERE tenant_id = %(tenant)s
"""
DONE = "SELECT count(*) FROM recordings WHERE tenant_id = %s AND status = 'completed'"
FOR_MONEY = """
    SELECT count(*) FROM recordings
    WHERE tenant_id = %s AND status = 'failed' AND problem->>'code' = 'engine_spend_cap_reached'
"""


@scenario("E7", "At a tenant's limit of the day paid calls stop, the reason is told, and others go on")
@pytest.mark.waits
def test_calls_stop_at_the_limit(stage: Stage, uploader: Uploader, score: Score, tmp_path: Path) -> None:
    leave_money_for(CALLS, stage, uploader)
    with Person(stage.platform) as somebody:
        other = Uploader(somebody, Ledger(tmp_path / "other"), uploader.audio, ONLY_WORDS)
        with ThreadPoolExecutor(1) as beside:
            others = beside.submit(other.upload, OTHERS)
            recordings = uploader.upload(UPLOADS)
            others.result()
        hold(stage, [uploader, other])
        done = count(stage.platform, "ingest", DONE, somebody.tenant_id)
        other.ledger.close()
    tenant_id = uploader.person.tenant_id
    score.number("recordings", UPLOADS)
    score.exactly("paid calls", calls_per_key(stage.engine, recordings).total(), CALLS)
    told = count(stage.platform, "ingest", FOR_MONEY, tenant_id)
    score.exactly("failed with the limit as reason", told, UPLOADS - CALLS)
    score.exactly("finished for others meanwhile", done, OTHERS)
    money = money_of(uploader.person)
    assert money["used"] <= money["quota"]


def leave_money_for(calls: int, stage: Stage, uploader: Uploader) -> None:
    """By what one recording costs; the rest counts as spent."""
    person = uploader.person
    with connect(stage.platform, "auth") as connection:
        connection.execute(LIMITED, (person.user_id,))
    person.renew()
    uploader.query = ONLY_WORDS
    settled(stage, uploader.upload(1))
    values = {"cap": money_of(person)["quota"], "left": calls, "tenant": person.tenant_id}
    with connect(stage.platform, "transcribe") as connection:
        assert connection.execute(SPENT, values).rowcount == 1


def money_of(person: Person) -> dict[str, float]:
    items = person.http.get("/v1/users/me/limits").raise_for_status().json()["items"]
    return next(item for item in items if item["name"] == "engine_usd")
