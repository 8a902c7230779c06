"""What engines answered: kept by piece, for its own tenant, on Postgres and in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.database import Database
from services.transcribe.adapters.outbound.postgres.postgres_raw_answers import PostgresRawAnswers
from services.transcribe.adapters.outbound.postgres.tables import pieces
from services.transcribe.application.ports.versions import RawAnswers
from services.transcribe.domain.audio import Span
from services.transcribe.domain.jobs import PieceStatus
from services.transcribe.domain.raw_answers import RawAnswer
from tests.builders.chassis_database import opened
from tests.builders.transcripts import transcript
from tests.fakes.transcript_versions import FakeRawAnswers, FakeVersions
from tests.infrastructure.fixtures import MakeDatabase

TENANT, RECORDING = new_id(), new_id()


@dataclass(frozen=True)
class Kept:
    """One recording's answers: one piece has one, another has none."""

    answers: RawAnswers


@pytest.fixture(params=["memory", "postgres"])
def kept(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Kept]:
    if request.param == "memory":
        versions = FakeVersions()
        versions.begin(transcript("Hello.", tenant_id=TENANT, recording_id=RECORDING))
        yield Kept(FakeRawAnswers(versions))
        return
    with opened(make_database("transcribe"), "app") as database:
        _store(database, TENANT, 2, None)
        _store(database, TENANT, 1, {"text": "hello their"})
        yield Kept(PostgresRawAnswers(database))


def _store(database: Database, tenant_id: UUID, number: int, raw: Any) -> None:  # noqa: ANN401
    row = {
        "tenant_id": tenant_id,
        "recording_id": RECORDING,
        "number": number,
        "start_s": number - 1.0,
        "end_s": float(number),
        "covers_s": 1.0,
        "queue": "remote",
        "candidate": 0,
        "status": PieceStatus.DONE,
    }
    with database.transaction(tenant_id) as connection:
        connection.execute(pieces.insert().values(row if raw is None else row | {"raw": raw}))


def test_answers_come_as_they_were(kept: Kept) -> None:
    assert kept.answers.of(TENANT, RECORDING) == [RawAnswer(1, Span(0.0, 1.0), {"text": "hello their"})]


def test_there_are_none_of_others(kept: Kept) -> None:
    assert kept.answers.of(new_id(), RECORDING) == []
    assert kept.answers.of(TENANT, new_id()) == []
