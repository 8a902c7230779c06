"""AnalyzeService: parse, call one use case, present."""

import grpc
from rostrum.analyze.v1 import analyze_service_pb2 as pb
from rostrum.analyze.v1 import analyze_service_pb2_grpc as pb_grpc

from chassis.rpc import MethodPolicy, RpcService, current_call, id_in
from services.analyze.adapters.inbound.grpc.analysis_messages import analysis_message, change_message
from services.analyze.adapters.inbound.grpc.briefs import brief_of
from services.analyze.adapters.inbound.grpc.metric_messages import metric_message
from services.analyze.application import Application
from services.analyze.domain.job import Wish

_ANSWER_S = 0.5
"""Kept of a caller's deadline to send the answer."""
READERS = frozenset({"ingest", "report"})


class AnalyzeServicer(pb_grpc.AnalyzeServiceServicer):
    def __init__(self, application: Application) -> None:
        self._application = application

    def GetAnalysis(
        self, request: pb.GetAnalysisRequest, context: grpc.ServicerContext
    ) -> pb.GetAnalysisResponse:
        del context  # the chassis has admitted the call and turns errors into statuses
        recording_id = id_in(request, "recording_id")
        analysis = self._application.read_analysis(current_call().tenant_id, recording_id, request.version)
        return pb.GetAnalysisResponse(analysis=analysis_message(analysis))

    def RequestAnalysis(
        self, request: pb.RequestAnalysisRequest, context: grpc.ServicerContext
    ) -> pb.RequestAnalysisResponse:
        call = current_call()
        version, analysis = self._application.request_analysis(
            call.tenant_id,
            call.principal.user_id if call.principal else None,
            id_in(request, "recording_id"),
            Wish(tuple(request.analyses), brief_of(request.brief)),
            min(request.wait_s, context.time_remaining() - _ANSWER_S),
        )
        return pb.RequestAnalysisResponse(
            version=version, analysis=analysis_message(analysis) if analysis else None
        )

    def CompareAnalyses(
        self, request: pb.CompareAnalysesRequest, context: grpc.ServicerContext
    ) -> pb.CompareAnalysesResponse:
        del context
        changes = self._application.compare_analyses(
            current_call().tenant_id,
            id_in(request, "recording_id"),
            id_in(request, "other_recording_id"),
        )
        return pb.CompareAnalysesResponse(changes=[change_message(change) for change in changes])

    def ListMetrics(
        self, request: pb.ListMetricsRequest, context: grpc.ServicerContext
    ) -> pb.ListMetricsResponse:
        del request, context
        metrics = [metric_message(metric) for metric in self._application.list_metrics()]
        return pb.ListMetricsResponse(metrics=metrics)


def analyze_service(application: Application) -> RpcService:
    """The service with who may call what."""
    gateway = frozenset({"ingest"})
    show = MethodPolicy(READERS, scope="recordings:read")
    return RpcService(
        register=pb_grpc.add_AnalyzeServiceServicer_to_server,
        servicer=AnalyzeServicer(application),
        policies={
            "GetAnalysis": show,
            "ListMetrics": show,
            "RequestAnalysis": MethodPolicy(gateway, writes=True, scope="recordings:write"),
            "CompareAnalyses": MethodPolicy(gateway, scope="recordings:read"),
        },
    )
