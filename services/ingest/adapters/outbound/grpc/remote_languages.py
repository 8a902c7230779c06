"""The language detector port: transcribe asked by gRPC."""

import grpc
from rostrum.transcribe.v1.transcribe_service_pb2 import DetectLanguageRequest
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from services.ingest.application.ports.languages import SpokenLanguage

_HEARING_S = 60.0
"""An engine may have to load its model first."""


class RemoteLanguages:
    def __init__(self, channel: grpc.Channel) -> None:
        self._transcribe = TranscribeServiceStub(channel)

    def detect(self, audio_key: str) -> SpokenLanguage:
        answer = self._transcribe.DetectLanguage(
            DetectLanguageRequest(audio_key=audio_key), timeout=_HEARING_S
        )
        return SpokenLanguage(answer.language, answer.confidence)
