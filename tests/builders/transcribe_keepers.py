"""The keepers of transcribe's jobs, pieces and transcripts, on Postgres and in memory, behind one face."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.messaging import CloudEvent, DeadLetter, WireMessage, from_wire
from services.transcribe.adapters.outbound.messaging.events import EventEncoder
from services.transcribe.adapters.outbound.messaging.released_pieces import PieceEncoder
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.postgres_dispatch import PostgresDispatch
from services.transcribe.adapters.outbound.postgres.postgres_erasure import PostgresErasure
from services.transcribe.adapters.outbound.postgres.postgres_jobs import PostgresJobs
from services.transcribe.adapters.outbound.postgres.postgres_pieces import PostgresPieces
from services.transcribe.adapters.outbound.postgres.postgres_plans import PostgresPlans
from services.transcribe.adapters.outbound.postgres.postgres_workers import PostgresWorkerRegister
from services.transcribe.application.ports.jobs import Cause, Erasure, TranscriptionJobs
from services.transcribe.application.ports.pieces import Pieces
from services.transcribe.application.ports.plans import Plans
from services.transcribe.domain.audio import Span
from services.transcribe.domain.fairness import room_for, shares
from services.transcribe.domain.jobs import Candidate, HeldPiece, Job, Order, Queue, Ticket
from services.transcribe.domain.pieces import Piece
from services.transcribe.domain.recognition import RecognizedPiece
from services.transcribe.domain.transcript import Engine, HeardPiece, Sound, Transcript, put_together
from services.transcribe.domain.words import PossibleFiller
from tests.builders.chassis_database import opened
from tests.builders.events import an_event
from tests.builders.transcribe_words import GOOD_SOUND, heard, voice_of
from tests.fakes.transcribe_ledger import FakeLedger
from tests.infrastructure.databases import ServiceDatabase

PROBLEM = {"type": "t", "title": "T", "status": 422, "detail": "d", "code": "c"}
ROUTE = (
    Candidate("first", "1", "m", Queue.LOCAL, follows_free_speech=False, whole=False),
    Candidate("second", "2", "m", Queue.REMOTE, follows_free_speech=True, whole=False),
)
TRACE = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
WORDS = heard("um he was not there")
SOUND = Sound(30.0, voice_of(WORDS), GOOD_SOUND)


class Keeper(Protocol):
    """All the ports of one store, and a look at what left it."""

    @property
    def plans(self) -> Plans: ...
    @property
    def pieces(self) -> Pieces: ...
    @property
    def jobs(self) -> TranscriptionJobs: ...
    @property
    def erasure(self) -> Erasure: ...
    def release(self) -> list[Ticket]: ...
    def announced(self) -> list[str]: ...


class InMemory:
    def __init__(self) -> None:
        self.plans = self.pieces = self.jobs = self.erasure = FakeLedger()

    def release(self) -> list[Ticket]:
        return self.jobs.release()

    def announced(self) -> list[str]:
        names = {"TranscriptCompleted": "transcript.completed", "TranscriptFailed": "transcript.failed"}
        names |= {"RecordingPurged": "recording.purged", "TenantPurged": "tenant.purged"}
        letters = ["dead letter" for _ in self.jobs.dead_letters]
        return letters + [names[type(event).__name__] for event in self.jobs.announced]


class InPostgres:
    """Has one worker with a hundred slots of each kind."""

    def __init__(self, database: Database, relay: Database) -> None:
        announcer = Announcer(EventEncoder(SystemClock().now, new_id))
        self._relay = relay
        self._released: list[Ticket] = []
        self.dispatch = PostgresDispatch(relay, self._remember)
        self._encode = PieceEncoder(SystemClock().now, new_id)
        self.register = PostgresWorkerRegister(database)
        self.plans = PostgresPlans(database)
        self.pieces = PostgresPieces(database, announcer)
        self.jobs = PostgresJobs(database, announcer)
        self.erasure = PostgresErasure(database, announcer)
        self.register.report(new_id(), dict.fromkeys(Queue, 100))

    def release(self) -> list[Ticket]:
        self._released = []
        self.dispatch.release(room_for, shares)
        return sorted(self._released, key=lambda ticket: (ticket.recording_id, ticket.number))

    def announced(self) -> list[str]:
        query = sa.text("SELECT subject FROM outbox WHERE subject NOT LIKE 'work.%' ORDER BY position")
        with self._relay.transaction(None) as connection:
            subjects = connection.execute(query).scalars()
            return ["dead letter" if s.startswith("dlq.") else ".".join(s.split(".")[2:4]) for s in subjects]

    def work_of(self, order: Order) -> list[CloudEvent]:
        """The order's released pieces, as messages."""
        query = sa.text(
            "SELECT subject, headers, data FROM outbox WHERE subject LIKE 'work.%' AND tenant_id = :t"
        )
        with self._relay.transaction(None) as connection:
            rows = connection.execute(query, {"t": order.tenant_id})
            return [from_wire(WireMessage(row.subject, row.headers, row.data)) for row in rows]

    def _remember(
        self, ticket: Ticket, queue: Queue, user_id: UUID | None, trace: Mapping[str, str]
    ) -> CloudEvent:
        self._released.append(ticket)
        return self._encode(ticket, queue, user_id, trace)


@contextmanager
def in_postgres(target: ServiceDatabase) -> Iterator[InPostgres]:
    with opened(target, "app") as database, opened(target, "relay") as relay:
        yield InPostgres(database, relay)


def a_cause(order: Order, letter: bool = False) -> Cause:
    event = replace(an_event(name="recording.prepared", tenant_id=order.tenant_id), trace=TRACE)
    return Cause("transcribe-test", event, a_letter(event) if letter else None)


def a_letter(event: CloudEvent) -> DeadLetter:
    address = f"dlq.transcribe.transcribe-test.{event.tenant_id}"
    dead = replace(event, id=new_id(), address=address)
    return DeadLetter(dead, "c", "d", attempts=5, problem=PROBLEM)


def a_transcript(order: Order) -> Transcript:
    filler = PossibleFiller("uh", WORDS[2].span, 0.6, "test", "1")
    return Transcript(
        id=new_id(),
        recording_id=order.recording_id,
        tenant_id=order.tenant_id,
        language="en",
        engine=Engine("test", "1", "model"),
        content=put_together([HeardPiece(WORDS, (filler,))], SOUND, None, follows_free_speech=False),
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


def some_pieces(count: int) -> list[Piece]:
    return [Piece(n, Span(10.0 * n - 10, 10.0 * n - 1), 10.0) for n in range(1, count + 1)]


def a_result(held: HeldPiece) -> RecognizedPiece:
    filler = PossibleFiller("uh", WORDS[2].span, 0.6, "test", "1")
    engine = Engine(held.engine.name, held.engine.version, held.engine.model)
    piece = HeardPiece(WORDS, (filler,), biased=True)
    return RecognizedPiece(held.span, piece, engine, follows_free_speech=True, language="en", cost_usd=0.5)


def begun(keeper: Keeper, order: Order) -> Job:
    job = keeper.plans.begin(order, ROUTE, a_cause(order))
    assert job is not None
    return job


def planned(keeper: Keeper, order: Order, count: int = 2) -> list[Ticket]:
    """A job all of whose pieces are released."""
    keeper.plans.close(begun(keeper, order), SOUND, some_pieces(count), count)
    return [ticket for ticket in keeper.release() if ticket.recording_id == order.recording_id]


def taken(keeper: Keeper, ticket: Ticket) -> HeldPiece:
    held = keeper.pieces.take(ticket)
    assert held is not None
    return held


def finish_all(keeper: Keeper, tickets: Sequence[Ticket]) -> None:
    for ticket in tickets:
        held = taken(keeper, ticket)
        keeper.pieces.finish(held, a_result(held), {})
