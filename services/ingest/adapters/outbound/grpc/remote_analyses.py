"""The analyses port: analyze asked by gRPC, for the caller."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

import grpc
from rostrum.analyze.v1 import analyze_service_pb2 as wire
from rostrum.analyze.v1.analyze_service_pb2_grpc import AnalyzeServiceStub
from rostrum.ingest.v1.events_pb2 import Brief

from services.ingest.adapters.outbound.grpc.remote_results import as_json
from services.ingest.application.ports.analyses import Renewal, Renewed

READS = tuple(f"rostrum.analyze.v1.AnalyzeService/{method}" for method in ("GetAnalysis", "CompareAnalyses"))
"""What the channel may repeat; a version may not be promised twice."""
_CALL_S = 5.0
"""For the call itself, beside what it waits."""


class RemoteAnalyses:
    def __init__(self, channel: grpc.Channel) -> None:
        self._analyze = AnalyzeServiceStub(channel)

    def read(self, recording_id: UUID, version: int) -> Mapping[str, object]:
        request = wire.GetAnalysisRequest(recording_id=str(recording_id), version=version)
        return as_json(self._analyze.GetAnalysis(request).analysis)

    def renew(self, recording_id: UUID, renewal: Renewal, wait_s: float) -> Renewed:
        request = wire.RequestAnalysisRequest(
            recording_id=str(recording_id),
            analyses=renewal.analyses,
            brief=Brief(**asdict(renewal.brief)),
            wait_s=wait_s,
        )
        answer = self._analyze.RequestAnalysis(request, timeout=wait_s + _CALL_S)
        made = as_json(answer.analysis) if answer.HasField("analysis") else None
        return Renewed(answer.version, made)

    def compare(self, before: UUID, after: UUID) -> Mapping[str, object]:
        request = wire.CompareAnalysesRequest(recording_id=str(before), other_recording_id=str(after))
        return as_json(self._analyze.CompareAnalyses(request))
