"""Keepers of jobs and analyses, and what is given to them."""

from dataclasses import replace
from typing import Protocol

import sqlalchemy as sa

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from services.analyze.adapters.outbound.messaging.announcements import Announcements
from services.analyze.adapters.outbound.postgres.postgres_analysis_jobs import PostgresAnalysisJobs
from services.analyze.adapters.outbound.postgres.postgres_analysis_shelf import PostgresAnalysisShelf
from services.analyze.adapters.outbound.postgres.postgres_eraser import PostgresDeadLetters, PostgresEraser
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.analysis_shelf import AnalysisShelf
from services.analyze.application.ports.eraser import DeadLetters, Eraser
from services.analyze.application.ports.messages import Cause
from services.analyze.domain.analysis import Analysis, Outcome, Subject, assemble
from services.analyze.domain.errors import (
    AnalysisOverran,
)
from services.analyze.domain.job import Attempt, Job
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import a_material, a_transcript, words_of
from tests.builders.events import TIME, an_event
from tests.fakes.analyze_store import InMemoryAnalyses


class Keeper(Protocol):
    """All the ports of one store, and a look at what left it."""

    @property
    def jobs(self) -> AnalysisJobs: ...
    @property
    def shelf(self) -> AnalysisShelf: ...
    @property
    def eraser(self) -> Eraser: ...
    @property
    def letters(self) -> DeadLetters: ...
    def announced(self) -> list[str]: ...


class InMemory:
    def __init__(self) -> None:
        self.jobs = self.shelf = self.eraser = self.letters = InMemoryAnalyses()

    def announced(self) -> list[str]:
        return self.jobs.announced


class InPostgres:
    def __init__(self, database: Database, relay: Database) -> None:
        announcements = Announcements(SystemClock(), new_id)
        self._relay = relay
        self.jobs = PostgresAnalysisJobs(database, announcements)
        self.shelf = PostgresAnalysisShelf(database)
        self.eraser = PostgresEraser(database, announcements)
        self.letters = PostgresDeadLetters(database)

    def announced(self) -> list[str]:
        with self._relay.transaction(None) as connection:
            subjects = connection.execute(sa.text("SELECT subject FROM outbox ORDER BY position")).scalars()
            return ["dead letter" if s.startswith("dlq.") else ".".join(s.split(".")[2:4]) for s in subjects]


def a_cause(job: Job) -> Cause:
    return Cause("analyze-test", an_event(tenant_id=job.tenant_id))


def a_letter(cause: Cause) -> object:
    event = cause.message
    return replace(event, address=f"dlq.analyze.analyze-test.{new_id()}")  # type: ignore[type-var]


def an_analysis(job: Job, version: int = 1) -> Analysis:
    """With something of everything, and a part that failed."""
    words = words_of("the the quick brown um box | jumped over the lazy dog " * 4)
    text = "The quick brown fox jumped over the lazy dog. " * 4
    material = a_material(a_transcript(words, reference_status="read"), reference=text)
    outcomes = [Outcome(name, 0.25, part(material)) for name, part in PARTS.items()]
    outcomes.append(Outcome("other", 1.0, error=AnalysisOverran("This analysis took longer than 1 s.")))
    subject = Subject(
        new_id(), job.recording_id, job.transcript_id, "reading", "en", 20.5, True, TIME, version
    )
    return assemble(subject, outcomes)


def begun(keeper: Keeper, job: Job) -> Attempt:
    attempt = keeper.jobs.begin(job)
    assert attempt
    return attempt


def finish(keeper: Keeper, job: Job) -> Analysis:
    analysis = an_analysis(job)
    keeper.jobs.finish(begun(keeper, job), analysis, a_cause(job))
    return analysis
