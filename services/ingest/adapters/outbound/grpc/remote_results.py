"""The results port: analyze and report asked by gRPC."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from rostrum.analyze.v1.analyze_service_pb2 import ListMetricsRequest
from rostrum.analyze.v1.analyze_service_pb2_grpc import AnalyzeServiceStub
from rostrum.report.v1.report_service_pb2 import ExportReportRequest
from rostrum.report.v1.report_service_pb2_grpc import ReportServiceStub

from services.ingest.application.ports.results import Document, ReportFormat

OpenChannel = Callable[[str], grpc.Channel]
"""The channel to a service, by its name."""

READS = {
    "transcribe": "rostrum.transcribe.v1.TranscribeService",
    "analyze": "rostrum.analyze.v1.AnalyzeService",
    "report": "rostrum.report.v1.ReportService",
}
"""Every method of these is safe to repeat."""


class RemoteResults:
    """Messages become JSON with the field names of the contract; a field without a value is left out."""

    def __init__(self, open_channel: OpenChannel) -> None:
        self._analyze = AnalyzeServiceStub(open_channel("analyze"))
        self._report = ReportServiceStub(open_channel("report"))

    def metrics(self) -> Mapping[str, object]:
        return as_json(self._analyze.ListMetrics(ListMetricsRequest()))

    def report(self, recording_id: UUID, kind: ReportFormat) -> Document:
        request = ExportReportRequest(recording_id=str(recording_id), format=kind.value)
        answer = self._report.ExportReport(request)
        return Document(answer.media_type, answer.filename, answer.content)


def as_json(message: Message) -> Mapping[str, object]:
    """Zero is a value: fields without presence are always there."""
    shown: dict[str, Any] = MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    return cast(Mapping[str, object], shown)
