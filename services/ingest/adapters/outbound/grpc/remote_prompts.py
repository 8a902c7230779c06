"""The prompts port: transcribe asked by gRPC, for the caller."""

from collections.abc import Mapping, Sequence

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from services.ingest.adapters.outbound.grpc.remote_results import as_json


class RemotePrompts:
    def __init__(self, channel: grpc.Channel) -> None:
        self._transcribe = TranscribeServiceStub(channel)

    def listed(self, kind: str) -> Sequence[Mapping[str, object]]:
        answer = self._transcribe.ListPrompts(wire.ListPromptsRequest(kind=kind))
        return [as_json(prompt) for prompt in answer.prompts]

    def create(self, kind: str, text: str) -> Mapping[str, object]:
        return as_json(self._transcribe.CreatePrompt(wire.CreatePromptRequest(kind=kind, text=text)).prompt)

    def activate(self, kind: str, version: int) -> Mapping[str, object]:
        request = wire.ActivatePromptRequest(kind=kind, version=version)
        return as_json(self._transcribe.ActivatePrompt(request).prompt)
