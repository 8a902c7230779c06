"""The use cases over fakes."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import NotFound
from services.report.application.ports.messages import Cause
from services.report.application.use_cases.compose_report import ComposeReport
from services.report.application.use_cases.export_report import ExportReport
from services.report.domain.errors import AttemptSuperseded, UnknownFormat
from services.report.domain.events import ReportCompleted
from services.report.domain.job import Job
from tests.builders.report_sources import ANALYSIS_ID, RECORDING_ID, a_recording, an_analysis, sources
from tests.fakes.report_ports import FakeMessage, FakeReaders, FakeReportStore, FixedClock

TENANT = UUID("0199a000-0000-7000-8000-0000000000aa")
JOB = Job(TENANT, UUID(RECORDING_ID), UUID(ANALYSIS_ID))


def a_cause() -> Cause:
    return Cause("report-analysis-completed", FakeMessage(new_id()))


@dataclass
class Service:
    """The use cases on one memory."""

    store: FakeReportStore = field(default_factory=FakeReportStore)
    readers: FakeReaders = field(default_factory=lambda: FakeReaders(TENANT, sources()))

    @property
    def compose(self) -> ComposeReport:
        readers = self.readers
        return ComposeReport(self.store, readers, readers, readers, FixedClock(), new_id)

    @property
    def export(self) -> ExportReport:
        return ExportReport(self.store)


@pytest.fixture
def service() -> Service:
    return Service()


def test_a_finished_analysis_becomes_a_report_and_one_announcement(service: Service) -> None:
    service.compose(JOB, a_cause())
    exported = service.export(TENANT, JOB.recording_id, "json")
    (event,) = service.store.events
    assert isinstance(event, ReportCompleted)
    assert event.sha256 == hashlib.sha256(exported.content).hexdigest()
    assert json.loads(exported.content)["report_id"] == str(event.report_id) == str(exported.report_id)


def test_the_same_analysis_is_reported_once(service: Service) -> None:
    cause = a_cause()
    service.compose(JOB, cause)
    service.compose(JOB, cause)
    service.compose(JOB, a_cause())
    assert len(service.store.events) == 1


def test_an_analysis_that_was_replaced_is_left_to_its_successor(service: Service) -> None:
    newer = an_analysis(analysis_id=str(new_id()))
    service.readers.sources = sources(analysis=newer)
    service.compose(JOB, a_cause())
    assert service.store.events == []


def test_only_the_newest_attempt_may_finish(service: Service) -> None:
    def overtaken() -> None:
        service.readers.before_answer = lambda: None
        service.compose(JOB, a_cause())

    service.readers.before_answer = overtaken
    with pytest.raises(AttemptSuperseded):
        service.compose(JOB, a_cause())
    assert len(service.store.events) == 1


def test_a_recording_cancelled_meanwhile_gets_no_report(service: Service) -> None:
    service.readers.before_answer = lambda: service.store.stop(TENANT, JOB.recording_id, a_cause())
    with pytest.raises(AttemptSuperseded):
        service.compose(JOB, a_cause())
    service.compose(JOB, a_cause())
    assert service.store.events == []


def test_documents_of_another_tenant_are_not_there(service: Service) -> None:
    with pytest.raises(NotFound):
        service.compose(replace(JOB, tenant_id=new_id()), a_cause())


def test_a_report_is_exported_in_two_formats(service: Service) -> None:
    service.compose(JOB, a_cause())
    as_json = service.export(TENANT, JOB.recording_id, "json")
    as_markdown = service.export(TENANT, JOB.recording_id, "markdown")
    assert (as_json.media_type, as_json.filename) == ("application/json", "autumn-talk-report.json")
    assert as_markdown.media_type.startswith("text/markdown")
    assert as_markdown.content.startswith(b"# Autumn talk\n")


@pytest.mark.parametrize(
    ("title", "filename"),
    [
        ("../../etc/passwd\0", "etc-passwd-report.json"),
        ("Über café №5", "uber-cafe-no5-report.json"),
        ("演講", "report.json"),
        ("a" * 500, "a" * 60 + "-report.json"),
        ('x"; rm -rf\r\n', "x-rm-rf-report.json"),
    ],
)
def test_a_file_name_is_made_of_plain_letters(service: Service, title: str, filename: str) -> None:
    service.readers.sources = sources(recording=a_recording(title=title))
    service.compose(JOB, a_cause())
    assert service.export(TENANT, JOB.recording_id, "json").filename == filename


def test_a_format_that_is_not_known_is_refused_with_those_that_are(service: Service) -> None:
    with pytest.raises(UnknownFormat, match="json or markdown"):
        service.export(TENANT, JOB.recording_id, "docx")


def test_no_report_and_a_foreign_one_look_the_same(service: Service) -> None:
    service.compose(JOB, a_cause())
    with pytest.raises(NotFound) as foreign:
        service.export(new_id(), JOB.recording_id, "json")
    with pytest.raises(NotFound) as absent:
        service.export(TENANT, new_id(), "json")
    assert foreign.value.to_problem() == absent.value.to_problem()
