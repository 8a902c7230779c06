"""What every keeper of jobs and transcripts promises, on Postgres and in memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.errors import Unavailable
from chassis.messaging import CloudEvent, DeadLetter
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_jobs import PostgresJobs
from services.transcribe.adapters.outbound.postgres.postgres_transcripts import PostgresErasure
from services.transcribe.adapters.outbound.postgres.postgres_versions import PostgresVersions
from services.transcribe.application.ports.jobs import (
    Cause,
    Erasure,
    Overtaken,
    TranscriptionJobs,
)
from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.domain.jobs import Job, Order, Standing
from services.transcribe.domain.transcript import Engine, HeardPiece, Sound, Transcript, put_together
from services.transcribe.domain.words import PossibleFiller
from tests.builders.chassis_database import opened
from tests.builders.events import an_event
from tests.builders.transcribe_words import GOOD_SOUND, an_order, heard, voice_of
from tests.fakes.transcribe_ports import FakeLedger
from tests.infrastructure.fixtures import MakeDatabase

PROBLEM = {"type": "t", "title": "T", "status": 422, "detail": "d", "code": "c"}


class Keeper(Protocol):
    """All the ports of one store, and a look at what left it."""

    @property
    def jobs(self) -> TranscriptionJobs: ...
    @property
    def transcripts(self) -> TranscriptVersions: ...
    @property
    def erasure(self) -> Erasure: ...
    def announced(self) -> list[str]: ...
    def lapse(self, order: Order) -> None: ...


class InMemory:
    def __init__(self) -> None:
        self.jobs = self.transcripts = self.erasure = FakeLedger()

    def announced(self) -> list[str]:
        names = {"TranscriptCompleted": "transcript.completed", "TranscriptFailed": "transcript.failed"}
        names |= {"RecordingPurged": "recording.purged", "TenantPurged": "tenant.purged"}
        letters = ["dead letter" for _ in self.jobs.dead_letters]
        return letters + [names[type(event).__name__] for event in self.jobs.announced]

    def lapse(self, order: Order) -> None:
        self.jobs.lapse(order.tenant_id, order.recording_id)


class InPostgres:
    def __init__(self, database: Database, relay: Database) -> None:
        announcer = Announcer(EventEncoder(SystemClock().now, new_id))
        self._relay = relay
        self.jobs = PostgresJobs(database, announcer)
        self.transcripts = PostgresVersions(database, announcer)
        self.erasure = PostgresErasure(database, announcer)

    def announced(self) -> list[str]:
        with self._relay.transaction(None) as connection:
            subjects = connection.execute(sa.text("SELECT subject FROM outbox ORDER BY position")).scalars()
            return ["dead letter" if s.startswith("dlq.") else ".".join(s.split(".")[2:4]) for s in subjects]

    def lapse(self, order: Order) -> None:
        """Leases of these tests are a moment long where they are to lapse."""


@pytest.fixture(params=["memory", "postgres"])
def keeper(request: pytest.FixtureRequest) -> Iterator[Keeper]:
    if request.param == "memory":
        yield InMemory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    target = make_database("transcribe")
    with opened(target, "app") as database, opened(target, "relay") as relay:
        yield InPostgres(database, relay)


def a_cause(order: Order, letter: bool = False) -> Cause:
    event = an_event(name="recording.prepared", tenant_id=order.tenant_id)
    return Cause("transcribe-test", event, a_letter(event) if letter else None)


def a_letter(event: CloudEvent) -> DeadLetter:
    address = f"dlq.transcribe.transcribe-test.{event.tenant_id}"
    dead = replace(event, id=new_id(), address=address)
    return DeadLetter(dead, "c", "d", attempts=5, problem=PROBLEM)


def a_transcript(order: Order) -> Transcript:
    words = heard("um he was not there")
    filler = PossibleFiller("uh", words[2].span, 0.6, "test", "1")
    content = put_together(
        [HeardPiece(words, (filler,))],
        Sound(order.duration_s, voice_of(words), GOOD_SOUND),
        None,
        follows_free_speech=False,
    )
    return Transcript(
        id=new_id(),
        recording_id=order.recording_id,
        tenant_id=order.tenant_id,
        language="en",
        engine=Engine("test", "1", "model"),
        content=content,
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


def begun(keeper: Keeper, order: Order, lease_s: float = 60.0) -> Job:
    job = keeper.jobs.begin(order, lease_s, a_cause(order))
    assert job is not None
    return job


def test_a_transcript_comes_back_as_it_was_stored(keeper: Keeper) -> None:
    order = an_order()
    transcript = a_transcript(order)
    keeper.jobs.complete(begun(keeper, order), transcript, a_cause(order))
    assert keeper.transcripts.find(order.tenant_id, order.recording_id) == transcript
    assert keeper.announced() == ["transcript.completed"]


def test_a_transcript_is_hidden_from_other_tenants(keeper: Keeper) -> None:
    order = an_order()
    keeper.jobs.complete(begun(keeper, order), a_transcript(order), a_cause(order))
    assert keeper.transcripts.find(new_id(), order.recording_id) is None


def test_a_finished_job_is_not_begun_again(keeper: Keeper) -> None:
    order = an_order()
    keeper.jobs.complete(begun(keeper, order), a_transcript(order), a_cause(order))
    assert keeper.jobs.begin(order, 60.0, a_cause(order)) is None


def test_a_live_lease_keeps_others_away_until_it_is_released(keeper: Keeper) -> None:
    order = an_order()
    job = begun(keeper, order)
    with pytest.raises(Unavailable) as refused:
        keeper.jobs.begin(order, 60.0, a_cause(order))
    assert 0.0 < (refused.value.retry_after_s or 0) <= 60.0
    keeper.jobs.release(job)
    assert begun(keeper, order).attempt == 2


def test_an_overtaken_attempt_is_fenced_out(keeper: Keeper) -> None:
    order = an_order()
    first = begun(keeper, order, lease_s=0.0)
    keeper.lapse(order)
    second = begun(keeper, order)
    assert keeper.jobs.renew(first, 60.0) is Standing.OVERTAKEN
    with pytest.raises(Overtaken):
        keeper.jobs.complete(first, a_transcript(order), a_cause(order))
    keeper.jobs.release(first)
    assert keeper.jobs.renew(second, 60.0) is Standing.MINE
    keeper.jobs.complete(second, a_transcript(order), a_cause(order))
    with pytest.raises(Overtaken):
        keeper.jobs.complete(first, a_transcript(order), a_cause(order))
    assert keeper.announced() == ["transcript.completed"]


def test_a_cancelled_job_is_unwanted_and_its_result_is_dropped(keeper: Keeper) -> None:
    order = an_order()
    job = begun(keeper, order)
    keeper.jobs.cancel(order.tenant_id, order.recording_id, a_cause(order))
    assert keeper.jobs.renew(job, 60.0) is Standing.UNWANTED
    keeper.jobs.complete(job, a_transcript(order), a_cause(order))
    assert keeper.transcripts.find(order.tenant_id, order.recording_id) is None
    assert keeper.announced() == []


def test_a_job_cancelled_before_it_began_never_begins(keeper: Keeper) -> None:
    order = an_order()
    keeper.jobs.cancel(order.tenant_id, order.recording_id, a_cause(order))
    assert keeper.jobs.begin(order, 60.0, a_cause(order)) is None


def test_a_failure_is_announced_once_with_its_dead_letter(keeper: Keeper) -> None:
    order = an_order()
    begun(keeper, order)
    cause = a_cause(order, letter=True)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    assert keeper.announced() == ["dead letter", "transcript.failed"]


def test_a_job_that_was_given_up_begins_anew_when_its_message_is_sent_again(keeper: Keeper) -> None:
    order = an_order()
    given_up = begun(keeper, order)
    cause = a_cause(order, letter=True)
    again = replace(cause, dead_letter=None)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    job = keeper.jobs.begin(order, 60.0, again)
    assert job is not None
    assert keeper.jobs.renew(given_up, 60.0) is Standing.OVERTAKEN
    keeper.jobs.complete(job, a_transcript(order), again)
    assert keeper.announced() == ["dead letter", "transcript.failed", "transcript.completed"]
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    assert len(keeper.announced()) == 3


def test_a_failure_of_the_recording_s_own_is_final(keeper: Keeper) -> None:
    order = an_order()
    cause = a_cause(order)
    begun(keeper, order)
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, cause)
    assert keeper.jobs.begin(order, 60.0, cause) is None


def test_a_finished_job_does_not_fail_any_more(keeper: Keeper) -> None:
    order = an_order()
    keeper.jobs.complete(begun(keeper, order), a_transcript(order), a_cause(order))
    keeper.jobs.fail(order.tenant_id, order.recording_id, PROBLEM, a_cause(order))
    assert keeper.announced() == ["transcript.completed"]


def test_a_message_set_aside_leaves_only_its_dead_letter(keeper: Keeper) -> None:
    order = an_order()
    cause = a_cause(order, letter=True)
    keeper.jobs.set_aside(order.tenant_id, cause)
    assert keeper.announced() == ["dead letter"]
    keeper.erasure.erase_recording(order.tenant_id, order.recording_id, replace(cause, dead_letter=None))
    assert keeper.announced() == ["dead letter", "recording.purged"]


@pytest.mark.parametrize("whole_tenant", [False, True])
def test_what_was_erased_stays_erased(keeper: Keeper, whole_tenant: bool) -> None:
    order, late = an_order(), an_order()
    late = replace(late, tenant_id=order.tenant_id)
    keeper.jobs.complete(begun(keeper, order), a_transcript(order), a_cause(order))
    job = begun(keeper, late)
    erase = _eraser(keeper, order.tenant_id, whole_tenant)
    erase(order.recording_id, a_cause(order))
    erase(late.recording_id, a_cause(order))
    assert keeper.transcripts.find(order.tenant_id, order.recording_id) is None
    assert keeper.jobs.renew(job, 60.0) is Standing.UNWANTED
    keeper.jobs.complete(job, a_transcript(late), a_cause(late))
    assert keeper.transcripts.find(late.tenant_id, late.recording_id) is None
    assert keeper.jobs.begin(order, 60.0, a_cause(order)) is None
    receipt = "tenant.purged" if whole_tenant else "recording.purged"
    assert keeper.announced() == ["transcript.completed", receipt, receipt]


def _eraser(keeper: Keeper, tenant_id: UUID, whole_tenant: bool) -> Callable[[UUID, Cause], None]:
    def erase(recording_id: UUID, cause: Cause) -> None:
        if whole_tenant:
            keeper.erasure.erase_tenant(tenant_id, cause)
        else:
            keeper.erasure.erase_recording(tenant_id, recording_id, cause)

    return erase


def test_an_erasure_is_announced_once_for_each_message(keeper: Keeper) -> None:
    order = an_order()
    cause = a_cause(order)
    for _ in range(2):
        keeper.erasure.erase_recording(order.tenant_id, order.recording_id, cause)
    assert keeper.announced() == ["recording.purged"]


def test_of_many_workers_one_gets_the_job(make_database: MakeDatabase) -> None:
    order = an_order()
    target = make_database("transcribe")
    outcomes: list[str] = []
    with opened(target, "app") as database, opened(target, "relay") as relay:
        keeper = InPostgres(database, relay)

        def try_it() -> None:
            try:
                outcomes.append(str(keeper.jobs.begin(order, 60.0, a_cause(order)) is not None))
            except Unavailable:
                outcomes.append("in hand")

        with ThreadPoolExecutor(8) as pool:
            for attempt in [pool.submit(try_it) for _ in range(8)]:
                attempt.result(30)
    assert sorted(outcomes) == ["True"] + ["in hand"] * 7
