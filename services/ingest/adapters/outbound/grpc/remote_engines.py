"""The engines port: transcribe asked by gRPC, and its answer kept for a while."""

from collections.abc import Sequence

import grpc
import structlog
from rostrum.transcribe.v1.transcribe_service_pb2 import EngineDescription, ListEnginesRequest
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from chassis.errors import RostrumError
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.transcription import Engine

_KEPT_S = 30.0
"""Also for an answer that did not come: a transcribe that hangs holds up one upload in half a minute."""
_log = structlog.get_logger(__name__)


class RemoteEngines:
    """Engines are the same for every tenant, so one answer serves all."""

    def __init__(self, channel: grpc.Channel, clock: Clock) -> None:
        self._transcribe = TranscribeServiceStub(channel)
        self._clock = clock
        self._answer: Sequence[Engine] | None = None
        self._kept_until = float("-inf")

    def known(self) -> Sequence[Engine] | None:
        if self._clock.monotonic() >= self._kept_until:
            self._answer = self._ask()
            self._kept_until = self._clock.monotonic() + _KEPT_S
        return self._answer

    def _ask(self) -> Sequence[Engine] | None:
        try:
            answer = self._transcribe.ListEngines(ListEnginesRequest())
        except RostrumError as error:
            _log.warning("engines_not_listed", reason=error.detail)
            return None
        return [_engine(described) for described in answer.engines]


def _engine(described: EngineDescription) -> Engine:
    missing = described.missing or "it is switched off."
    return Engine(
        name=described.name,
        models=tuple(described.models),
        languages=tuple(described.languages),
        missing="" if described.available else missing,
        translates=described.translates,
        speakers=described.speakers,
        detects_language=described.detects_language,
        preferred=described.preferred,
    )
