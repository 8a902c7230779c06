"""What ingest knows of a recording, asked over gRPC."""

from uuid import UUID

import grpc
from rostrum.ingest.v1 import ingest_service_pb2 as wire
from rostrum.ingest.v1 import ingest_service_pb2_grpc as wire_grpc

from chassis.rpc import on_behalf

READS = ("rostrum.ingest.v1.IngestService/GetRecording",)
"""What the channel may repeat."""


class IngestRecordings:
    def __init__(self, channel: grpc.Channel) -> None:
        self._ingest = wire_grpc.IngestServiceStub(channel)

    def reference_text(self, tenant_id: UUID, recording_id: UUID) -> str:
        with on_behalf(tenant_id=tenant_id):
            answer = self._ingest.GetRecording(wire.GetRecordingRequest(recording_id=str(recording_id)))
        return str(answer.recording.reference_text)
