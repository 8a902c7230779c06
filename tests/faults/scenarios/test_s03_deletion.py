"""S3: what a user deletes is gone everywhere, though a part of the platform was down and work under way."""

import os
import random
import re
import threading
import time
from collections.abc import Sequence
from uuid import uuid4

import pytest

from deploy.local.topology import SERVICES
from tests.builders.canaries import holders
from tests.builders.inspection import connect, messages_of, rows_of
from tests.builders.people import PASSWORD, Person
from tests.builders.waiting import eventually
from tests.faults.harness.chaos import children_of, frozen
from tests.faults.harness.invariants import on_the_way
from tests.faults.harness.links import HOLE_DOWN
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader

GONE_S = 60.0
DOWN_S = 5.0
"""The others have done their part long before."""
DOWN = (("ingest", "transcribe", "analyze", "report"), ("objects", "nats"))
"""One of each by chance in each run."""
REMAINS = """
    SELECT subject FROM outbox WHERE tenant_id = %(tenant)s
    UNION ALL SELECT consumer FROM inbox WHERE tenant_id = %(tenant)s
"""
RECEIPTS = re.compile(r"evt\.\w+\.tenant\.purged\.v1\..+|\w+-user-deleted")
"""What the deletion itself leaves in outboxes and inboxes. Beside it may be what was handled or published a
moment later: ids only, which go in their time."""


@scenario("S3", "What a user deletes is gone everywhere within a minute of the last part that was down")
@pytest.mark.waits
def test_deletion_is_complete(stage: Stage, uploader: Uploader, score: Score, chance: random.Random) -> None:
    for candidates in DOWN:
        down = chance.choice(candidates)
        with Person(stage.platform) as leaving:
            gone_s = delete_while_down(stage, Uploader(leaving, uploader.ledger, uploader.audio), down)
            late = len(remains(stage, leaving.tenant_id))
        score.at_most(f"{down} was down, a job in flight: gone after", gone_s, GONE_S, "s")
        score.number(f"{down} was down: late rows of outboxes and inboxes, with ids only", late)


def delete_while_down(stage: Stage, leaving: Uploader, down: str) -> float:
    """How long it took from when all was up until nothing was left."""
    canary = f"canary-{uuid4().hex}"
    leaving.query = f"?title={canary}&reference_text={canary}"
    person = leaving.person
    person.sdk.wait(leaving.one(str(uuid4())), timeout_s=GONE_S)
    asked = recognitions(stage)
    with stage.links["engine"].broken(HOLE_DOWN):
        leaving.one(str(uuid4()))
        eventually(lambda: recognitions(stage) > asked)
        with frozen(*family(stage, down)):
            assert person.http.delete("/v1/users/me").status_code in {202, 204}
            threading.Event().wait(DOWN_S)
    back = time.monotonic()
    eventually(lambda: left_of(stage, person.tenant_id) == [], timeout_s=GONE_S)
    gone_s = time.monotonic() - back
    eventually(lambda: on_the_way(stage.platform) == {}, timeout_s=GONE_S)
    assert left_of(stage, person.tenant_id) == [], "what was late has come back"
    assert holders(stage.platform, canary) == set()
    account = {"email": person.email, "password": PASSWORD}
    assert person.http.post("/v1/auth/login", json=account).status_code == 401
    return gone_s


def recognitions(stage: Stage) -> int:
    """How often the engine was asked to recognise something."""
    return sum(received.path.endswith("/transcriptions") for received in stage.engine.received)


def family(stage: Stage, name: str) -> list[int]:
    pid = stage.processes[name].pid
    return [pid, *children_of(pid)]


def left_of(stage: Stage, tenant_id: str) -> Sequence[str]:
    """Where the platform still holds anything of the tenant."""
    walked = os.walk(stage.bucket)
    objects = [name for folder, _, names in walked for name in names if tenant_id in f"{folder}/{name}"]
    messages = messages_of(stage.platform, tenant_id)
    left = [*rows_of(stage.platform, tenant_id), *objects]
    return [*left, f"{messages} messages"] if messages else left


def remains(stage: Stage, tenant_id: str) -> list[str]:
    """Of outboxes and inboxes, beside the receipts."""
    found: list[str] = []
    for service in SERVICES:
        with connect(stage.platform, service) as connection:
            rows = connection.execute(REMAINS, {"tenant": tenant_id}).fetchall()
        found += [f"{service}: {row[0]}" for row in rows if not RECEIPTS.fullmatch(row[0])]
    return found
