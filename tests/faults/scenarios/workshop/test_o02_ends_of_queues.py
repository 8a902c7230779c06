"""O2: every queue has an end: with all workers stopped uploads are refused in time, and nothing vanishes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest

from benchmarks.subjects import resident_mib
from deploy.local.broker import administrator
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN
from tests.builders.inspection import count
from tests.faults.harness.chaos import frozen
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.uploads import Answer, Uploader, unsound
from tests.faults.harness.workshop import EVENTS_WAITING, INGEST_WORKER, WORKERS, Workshop, asking

STOPPED = (INGEST_WORKER, *WORKERS, "analyze", "report")
ROOM_BYTES = 64 * 1024
"""Of the stream of events beyond what it holds, instead of a gibibyte: the end of the queue behind ingest."""
MOST_UPLOADS = 400
CONCURRENCY = 8
REFUSED_ENOUGH = 32
MEMORY_MIB = 512
"""What the memory of a container is limited to."""
ROWS = "SELECT count(*) FROM recordings WHERE tenant_id = %s"
WAITING = "SELECT count(*) FROM outbox WHERE published_at IS NULL"


@scenario("O2", "Every queue has an end, where clients are refused and told when to come back")
@pytest.mark.timeout(240)
def test_every_queue_has_an_end(workshop: Workshop, sender: Uploader, score: Score) -> None:
    platform = workshop.stage.platform
    sender.query = asking("nap=0")
    with frozen(*(platform.processes[name].pid for name in STOPPED)), little_room(platform):
        answers = until_refused(sender)
        waiting = count(platform, "ingest", WAITING)
        memory_mib = max(resident_mib(process.pid) for process in platform.processes.values())
    accepted = sender.ledger.ids()
    refused = [answer for answer in answers if answer.status >= 400]
    score.number("accepted before the first refusal", len(accepted))
    score.exactly("refusals other than 503", sum(answer.status != 503 for answer in refused), 0)
    score.exactly("refusals without Retry-After", sum(not answer.retry_after for answer in refused), 0)
    assert unsound(answers) == []
    score.at_most("events that wait for the broker", waiting, EVENTS_WAITING + CONCURRENCY)
    score.at_most("memory of the largest process", memory_mib, MEMORY_MIB, "MiB")
    score.exactly("recordings of refused uploads", rows(platform, sender) - len(accepted), 0)
    hold(workshop.stage, [sender])
    lost = len(accepted) - workshop.in_status(accepted, "completed")
    score.exactly("accepted ones that were not completed", lost, 0)


def until_refused(sender: Uploader) -> list[Answer]:
    """Uploads side by side, until so many have been refused."""
    answers: list[Answer] = []
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        while sum(answer.status >= 400 for answer in answers) < REFUSED_ENOUGH:
            assert len(answers) < MOST_UPLOADS, "nothing is refused"
            answers += pool.map(lambda _: sender.attempt(str(uuid4()))[0], range(CONCURRENCY))
    return answers


@contextmanager
def little_room(platform: LocalPlatform) -> Iterator[None]:
    """In the stream of events."""
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as client:
        found = client.run(client.jetstream.stream_info("EVENTS"), 10.0)
        small = found.config.evolve(max_bytes=found.state.bytes + ROOM_BYTES)
        client.run(client.jetstream.update_stream(small), 10.0)
        try:
            yield
        finally:
            client.run(client.jetstream.update_stream(found.config), 10.0)


def rows(platform: LocalPlatform, sender: Uploader) -> int:
    return count(platform, "ingest", ROWS, sender.person.tenant_id)
