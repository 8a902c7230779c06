"""ExportReport over a real gRPC server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from rostrum.report.v1 import report_service_pb2 as pb
from rostrum.report.v1 import report_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import InvalidInput, NotFound
from chassis.rpc import Admission, PeerFailed, RpcServer, channel, on_behalf
from chassis.settings import RpcServerSettings
from services.report.adapters.inbound.grpc.report_servicer import report_service
from tests.builders.identity import services
from tests.builders.report_messages import ReportService
from tests.builders.report_sources import RECORDING_ID


@contextmanager
def calling(report: ReportService, caller: str) -> Iterator[pb_grpc.ReportServiceStub]:
    known = services(SystemClock(), ("ingest", "transcribe", "report"))
    exposed = report_service(report.application.export_report)
    server = RpcServer(RpcServerSettings(), Admission(known.verifier("report")), [exposed])
    server.start()
    target, credentials = f"127.0.0.1:{server.port}", known.credentials(caller)
    try:
        with channel(target, audience="report", credentials=credentials) as opened:
            yield pb_grpc.ReportServiceStub(opened)
    finally:
        server.stop(5.0)


@pytest.fixture
def stub(report: ReportService) -> Iterator[pb_grpc.ReportServiceStub]:
    with calling(report, "ingest") as opened:
        yield opened


def test_the_report_is_handed_out_in_both_formats(
    report: ReportService, stub: pb_grpc.ReportServiceStub
) -> None:
    report.deliver("report-analysis-completed", report.analysis_completed())
    with on_behalf(tenant_id=report.tenant_id):
        as_json = stub.ExportReport(pb.ExportReportRequest(recording_id=RECORDING_ID, format="json"))
        as_text = stub.ExportReport(pb.ExportReportRequest(recording_id=RECORDING_ID, format="markdown"))
    assert as_json.content.startswith(b'{\n  "schema"')
    assert as_text.content.startswith(b"# Autumn talk")
    assert (as_json.filename, as_text.filename) == ("autumn-talk-report.json", "autumn-talk-report.md")
    assert as_json.created_at.ToDatetime().year >= 2026


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"recording_id": str(new_id())}, NotFound),
        ({"recording_id": "'; DROP TABLE reports"}, InvalidInput),
        ({"format": "docx"}, InvalidInput),
        ({"format": ""}, InvalidInput),
    ],
)
def test_what_can_not_be_answered_is_refused_as_an_error_of_the_family(
    report: ReportService,
    stub: pb_grpc.ReportServiceStub,
    changes: dict[str, str],
    error: type[Exception],
) -> None:
    report.deliver("report-analysis-completed", report.analysis_completed())
    fields = {"recording_id": RECORDING_ID, "format": "json"} | changes
    with on_behalf(tenant_id=report.tenant_id), pytest.raises(error):
        stub.ExportReport(pb.ExportReportRequest(**fields))


def test_another_tenant_gets_nothing(report: ReportService, stub: pb_grpc.ReportServiceStub) -> None:
    report.deliver("report-analysis-completed", report.analysis_completed())
    with on_behalf(tenant_id=new_id()), pytest.raises(NotFound):
        stub.ExportReport(pb.ExportReportRequest(recording_id=RECORDING_ID, format="json"))


def test_only_the_gateway_may_ask(report: ReportService) -> None:
    with (
        calling(report, "transcribe") as stub,
        on_behalf(tenant_id=report.tenant_id),
        pytest.raises(PeerFailed),
    ):
        stub.ExportReport(pb.ExportReportRequest(recording_id=RECORDING_ID, format="json"))


def test_an_hour_of_speech_fits_into_one_message(
    report: ReportService, stub: pb_grpc.ReportServiceStub
) -> None:
    words = report.readers.sources.transcript.words
    hour = tuple(
        replace(words[n % 8], id=n + 1, start_s=n * 0.3, end_s=n * 0.3 + 0.25) for n in range(12_000)
    )
    talk = report.readers.sources
    report.readers.sources = replace(talk, transcript=replace(talk.transcript, words=hour))
    report.deliver("report-analysis-completed", report.analysis_completed())
    exported = report.application.export_report(report.tenant_id, UUID(RECORDING_ID), "json")
    with on_behalf(tenant_id=report.tenant_id):
        answer = stub.ExportReport(pb.ExportReportRequest(recording_id=RECORDING_ID, format="json"))
    assert answer.content == exported.content
