"""AnalyzeService: parse, call one use case, present."""

from uuid import UUID

import grpc
from rostrum.analyze.v1 import analyze_service_pb2 as pb
from rostrum.analyze.v1 import analyze_service_pb2_grpc as pb_grpc

from chassis.errors import InvalidInput
from chassis.rpc import MethodPolicy, RpcService, current_call
from services.analyze.adapters.inbound.grpc.analysis_messages import analysis_message
from services.analyze.adapters.inbound.grpc.metric_messages import metric_message
from services.analyze.application.use_cases.list_metrics import ListMetrics
from services.analyze.application.use_cases.read_analysis import ReadAnalysis

READERS = frozenset({"ingest", "report"})


class AnalyzeServicer(pb_grpc.AnalyzeServiceServicer):
    def __init__(self, read_analysis: ReadAnalysis, list_metrics: ListMetrics) -> None:
        self._read_analysis = read_analysis
        self._list_metrics = list_metrics

    def GetAnalysis(
        self, request: pb.GetAnalysisRequest, context: grpc.ServicerContext
    ) -> pb.GetAnalysisResponse:
        del context  # the chassis has admitted the call and turns errors into statuses
        analysis = self._read_analysis(current_call().tenant_id, _recording_id(request.recording_id))
        return pb.GetAnalysisResponse(analysis=analysis_message(analysis))

    def ListMetrics(
        self, request: pb.ListMetricsRequest, context: grpc.ServicerContext
    ) -> pb.ListMetricsResponse:
        del request, context
        return pb.ListMetricsResponse(metrics=[metric_message(metric) for metric in self._list_metrics()])


def analyze_service(read_analysis: ReadAnalysis, list_metrics: ListMetrics) -> RpcService:
    """The service with who may call what."""
    return RpcService(
        register=pb_grpc.add_AnalyzeServiceServicer_to_server,
        servicer=AnalyzeServicer(read_analysis, list_metrics),
        policies={"GetAnalysis": MethodPolicy(READERS), "ListMetrics": MethodPolicy(READERS)},
    )


def _recording_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("recording_id is not an id.", code="invalid_recording_id") from None
