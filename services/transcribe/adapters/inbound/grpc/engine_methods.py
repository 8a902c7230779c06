"""The methods about engines."""

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.rpc import current_call
from services.transcribe.application import Application
from services.transcribe.domain.engines import EngineDescription


class EngineMethods(wire_grpc.TranscribeServiceServicer):
    """Each parses, calls one use case, presents."""

    application: Application

    def ListEngines(
        self, request: wire.ListEnginesRequest, context: grpc.ServicerContext
    ) -> wire.ListEnginesResponse:
        del request, context  # it asks for everything; deadline and identity are the interceptors' business
        engines = self.application.list_engines(current_call().tenant_id)
        return wire.ListEnginesResponse(engines=[_to_wire(engine) for engine in engines])

    def GetSpending(
        self, request: wire.GetSpendingRequest, context: grpc.ServicerContext
    ) -> wire.GetSpendingResponse:
        del request, context
        today = self.application.read_spending(current_call().tenant_id)
        return wire.GetSpendingResponse(
            spent_usd=today.spent_usd, cap_usd=today.cap_usd, resets_in_s=today.resets_in_s
        )

    def DetectLanguage(
        self, request: wire.DetectLanguageRequest, context: grpc.ServicerContext
    ) -> wire.DetectLanguageResponse:
        del context
        spoken = self.application.detect_language(current_call().tenant_id, request.audio_key)
        return wire.DetectLanguageResponse(language=spoken.language, confidence=spoken.confidence)


def _to_wire(engine: EngineDescription) -> wire.EngineDescription:
    able = engine.capabilities
    return wire.EngineDescription(
        name=engine.name,
        models=engine.models,
        available=engine.available,
        missing=engine.missing,
        word_times=able.word_times,
        verbatim=able.verbatim,
        speakers=able.speakers,
        streaming=able.streaming,
        translates=able.translates,
        detects_language=able.detects_language,
        calibrated_confidence=able.calibrated_confidence,
        languages=able.languages,
        longest_s=able.longest_s or 0.0,
        largest_bytes=able.largest_bytes or 0,
        preferred=engine.preferred,
        own_key=engine.own_key,
    )
