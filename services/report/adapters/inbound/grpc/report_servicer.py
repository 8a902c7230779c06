"""ReportService: parse, call one use case, present."""

import grpc
from rostrum.report.v1 import report_service_pb2 as pb
from rostrum.report.v1 import report_service_pb2_grpc as pb_grpc

from chassis.rpc import MethodPolicy, RpcService, current_call, id_in
from services.report.application.use_cases.export_report import ExportReport

READERS = frozenset({"ingest"})


class ReportServicer(pb_grpc.ReportServiceServicer):
    """Answers for the tenant of the call, never for one that a request names."""

    def __init__(self, export_report: ExportReport) -> None:
        self._export_report = export_report

    def ExportReport(
        self, request: pb.ExportReportRequest, context: grpc.ServicerContext
    ) -> pb.ExportReportResponse:
        del context  # the chassis has admitted the call and turns errors into statuses
        recording_id = id_in(request, "recording_id")
        found = self._export_report(current_call().tenant_id, recording_id, request.format)
        response = pb.ExportReportResponse(
            report_id=str(found.report_id),
            media_type=found.media_type,
            filename=found.filename,
            content=found.content,
        )
        response.created_at.FromDatetime(found.created_at)
        return response


def report_service(export_report: ExportReport) -> RpcService:
    """The service with who may call what."""
    return RpcService(
        register=pb_grpc.add_ReportServiceServicer_to_server,
        servicer=ReportServicer(export_report),
        policies={"ExportReport": MethodPolicy(READERS, scope="recordings:read")},
    )
