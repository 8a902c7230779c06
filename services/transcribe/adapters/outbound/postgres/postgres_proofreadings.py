"""Proofreadings in Postgres, one row for each recording; its attempt is the fence."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.database import Database
from chassis.database.tombstones import is_buried
from chassis.errors import Conflict
from services.transcribe.adapters.outbound.postgres.announcing import Announcer, is_settled, settle
from services.transcribe.adapters.outbound.postgres.job_rows import user_of
from services.transcribe.adapters.outbound.postgres.tables import proofreadings
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.proofreadings import (
    ProofreadingOrder,
    ProofreadingRun,
    ProofreadingState,
    ProofreadingStatus,
)
from services.transcribe.domain.events import ProofreadingRequested, TranscriptRevised
from services.transcribe.domain.proofreading import Corrected
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import UsageRecorded
from services.transcribe.domain.versions import changed_meanwhile, no_transcript

_CLEARED: dict[str, object] = {"answers": {}, "problem": None}


class PostgresProofreadings:
    """Answers are kept while the work goes on, and no longer."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer

    def request(
        self, tenant_id: UUID, recording_id: UUID, user_id: UUID, base_version: int, prompt_version: int
    ) -> None:
        key = {"tenant_id": tenant_id, "recording_id": recording_id}
        with self._database.transaction(tenant_id) as connection:
            if is_buried(connection, tenant_id, recording_id):
                raise no_transcript()
            wanted = {"base_version": base_version, "prompt_version": prompt_version}
            attempt = connection.execute(_request(key, wanted)).scalar_one_or_none()
            if attempt is None:
                raise Conflict("The transcript is being proofread already.", code="proofreading_running")
            event = ProofreadingRequested(tenant_id, recording_id, attempt)
            self._announcer.announce_by(connection, event, user_id)

    def state(self, tenant_id: UUID, recording_id: UUID) -> ProofreadingState | None:
        columns = proofreadings.c
        query = sa.select(columns.status, columns.problem).where(
            columns.tenant_id == tenant_id, columns.recording_id == recording_id
        )
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(query).one_or_none()
        return ProofreadingState(ProofreadingStatus(row.status), row.problem) if row else None

    def begin(self, order: ProofreadingOrder, cause: Cause) -> ProofreadingRun | None:
        with self._database.transaction(order.tenant_id) as connection:
            if is_settled(connection, cause):
                return None
            row = connection.execute(sa.select(proofreadings).where(*_running(order))).one_or_none()
        if row is None:
            return None
        answers = {int(number): _corrected(answer) for number, answer in row.answers.items()}
        return ProofreadingRun(row.base_version, row.prompt_version, answers)

    def keep(self, order: ProofreadingOrder, portion: int, answer: Corrected, used: UsageRecorded) -> bool:
        added = sa.cast({str(portion): {str(number): text for number, text in answer.items()}}, JSONB)
        change = proofreadings.update().values(answers=proofreadings.c.answers.concat(added))
        with self._database.transaction(order.tenant_id) as connection:
            if connection.execute(change.where(*_running(order))).rowcount == 0:
                return False
            user_id = user_of(connection, order.tenant_id, order.recording_id)
            self._announcer.announce_by(connection, used, user_id)
        return True

    def complete(self, order: ProofreadingOrder, transcript: Transcript, cause: Cause) -> None:
        with self._database.transaction(order.tenant_id) as connection:
            buried = is_buried(connection, order.tenant_id, order.recording_id)
            if not settle(connection, cause) or buried:
                return
            if not self._end(connection, order, ProofreadingStatus.COMPLETED, None):
                return
            if not add_version(connection, transcript):
                raise changed_meanwhile()
            self._announcer.announce(connection, TranscriptRevised(transcript), cause)

    def fail(self, order: ProofreadingOrder, problem: Mapping[str, object], cause: Cause) -> None:
        with self._database.transaction(order.tenant_id) as connection:
            if settle(connection, cause):
                self._end(connection, order, ProofreadingStatus.FAILED, problem)

    def _end(
        self,
        connection: sa.Connection,
        order: ProofreadingOrder,
        status: ProofreadingStatus,
        problem: Mapping[str, object] | None,
    ) -> bool:
        ended = _CLEARED | {"status": status, "problem": problem}
        return connection.execute(proofreadings.update().where(*_running(order)).values(ended)).rowcount == 1


def _request(key: Mapping[str, object], wanted: Mapping[str, object]) -> "sa.Executable":
    """The next attempt's number; no row while one is running."""
    begun = _CLEARED | {"status": ProofreadingStatus.RUNNING, **wanted}
    first = insert(proofreadings).values(**key, attempt=1, **begun)
    return first.on_conflict_do_update(
        index_elements=list(key),
        set_=begun | {"attempt": proofreadings.c.attempt + 1},
        where=proofreadings.c.status != ProofreadingStatus.RUNNING,
    ).returning(proofreadings.c.attempt)


def _running(order: ProofreadingOrder) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        proofreadings.c.tenant_id == order.tenant_id,
        proofreadings.c.recording_id == order.recording_id,
        proofreadings.c.attempt == order.attempt,
        proofreadings.c.status == ProofreadingStatus.RUNNING,
    )


def _corrected(answer: Mapping[str, str]) -> Corrected:
    return {int(segment_id): text for segment_id, text in answer.items()}
