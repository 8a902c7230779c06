"""The report service's causes, jobs and finished reports for tests of its storage."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.errors import Problem
from chassis.settings import DatabaseSettings
from services.report.adapters.outbound.messaging.announcements import Announcements
from services.report.adapters.outbound.postgres.eraser import PostgresDeadLetters, PostgresEraser
from services.report.adapters.outbound.postgres.outgoing import Outgoing
from services.report.adapters.outbound.postgres.report_jobs import PostgresReportJobs
from services.report.adapters.outbound.postgres.report_shelf import PostgresReportShelf
from services.report.application.ports.eraser import DeadLetters, Eraser
from services.report.application.ports.messages import Cause
from services.report.application.ports.report_jobs import ReportJobs
from services.report.application.ports.report_shelf import ReportShelf
from services.report.domain.events import ReportCompleted, ReportFailed
from services.report.domain.job import FinishedReport, Job
from tests.builders.events import an_event
from tests.builders.report_sources import AT
from tests.fakes.report_ports import FakeReportStore
from tests.infrastructure.databases import ServiceDatabase

PROBLEM = Problem("https://rostrum.dev/problems/internal", "Internal error", 500, "It failed.", "internal")


@dataclass(frozen=True)
class Storage:
    """The four storage ports over one memory or one database."""

    jobs: ReportJobs
    shelf: ReportShelf
    eraser: Eraser
    dead_letters: DeadLetters


def fake_storage() -> Storage:
    store = FakeReportStore()
    return Storage(store, store, store, store)


@contextmanager
def app_database(made: ServiceDatabase) -> Iterator[Database]:
    """Connected as the service's app role, under row-level security."""
    settings = DatabaseSettings.model_validate(
        {
            "database_host": made.host,
            "database_port": made.port,
            "database_name": made.name,
            "database_app_password": made.passwords["app"],
        }
    )
    database = Database(settings, role="app", service="report")
    try:
        yield database
    finally:
        database.close()


def postgres_storage(database: Database) -> Storage:
    outgoing = Outgoing(Announcements(SystemClock(), new_id))
    return Storage(
        PostgresReportJobs(database, outgoing),
        PostgresReportShelf(database),
        PostgresEraser(database, outgoing),
        PostgresDeadLetters(database, outgoing),
    )


def a_job(tenant_id: UUID | None = None) -> Job:
    return Job(tenant_id or new_id(), new_id(), new_id())


def a_cause(tenant_id: UUID, consumer: str = "report-analysis-completed") -> Cause:
    return Cause(consumer, an_event(service="analyze", name="analysis.completed", tenant_id=tenant_id))


def a_finished_report(title: str = "Autumn talk") -> FinishedReport:
    return FinishedReport(new_id(), new_id(), title, False, "0" * 64, '{"title": "x"}\n', "# x\n", AT)


def completed(job: Job, report: FinishedReport) -> ReportCompleted:
    return ReportCompleted(
        report.report_id, job.recording_id, job.analysis_id, report.transcript_id, False, report.sha256
    )


def failed(job: Job) -> ReportFailed:
    return ReportFailed(job.recording_id, PROBLEM)
