"""The methods about prompts; their policies let administrators in."""

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from services.transcribe.adapters.inbound.grpc.requests import choice
from services.transcribe.application import Application
from services.transcribe.domain.prompts import Prompt, PromptKind


class PromptMethods(wire_grpc.TranscribeServiceServicer):
    """Each parses, calls one use case, presents."""

    application: Application

    def ListPrompts(
        self, request: wire.ListPromptsRequest, context: grpc.ServicerContext
    ) -> wire.ListPromptsResponse:
        del context
        kind = choice(PromptKind, request.kind, "kind") if request.kind else None
        listed = self.application.manage_prompts.listed(kind)
        return wire.ListPromptsResponse(prompts=[_to_wire(prompt) for prompt in listed])

    def CreatePrompt(
        self, request: wire.CreatePromptRequest, context: grpc.ServicerContext
    ) -> wire.CreatePromptResponse:
        del context
        created = self.application.manage_prompts.create(
            choice(PromptKind, request.kind, "kind"), request.text
        )
        return wire.CreatePromptResponse(prompt=_to_wire(created))

    def ActivatePrompt(
        self, request: wire.ActivatePromptRequest, context: grpc.ServicerContext
    ) -> wire.ActivatePromptResponse:
        del context
        activated = self.application.manage_prompts.activate(
            choice(PromptKind, request.kind, "kind"), request.version
        )
        return wire.ActivatePromptResponse(prompt=_to_wire(activated))


def _to_wire(prompt: Prompt) -> wire.Prompt:
    message = wire.Prompt(kind=prompt.kind, version=prompt.version, text=prompt.text, active=prompt.active)
    message.created_at.FromDatetime(prompt.created_at)
    return message
