"""The engines port: transcribe asked by gRPC, and its answer kept for a while."""

from collections.abc import Sequence
from uuid import UUID

import grpc
import structlog
from rostrum.transcribe.v1.transcribe_service_pb2 import EngineDescription, ListEnginesRequest
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from chassis.errors import RostrumError
from chassis.rpc import acting_for
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.transcription import Engine

_KEPT_S = 3.0
"""Whoever leaves a key for an engine can use it soon after."""
_SILENCE_KEPT_S = 30.0
"""A transcribe that hangs holds up one upload in half a minute."""
_MOST_KEPT = 10_000
_log = structlog.get_logger(__name__)


class RemoteEngines:
    """Each tenant has its own answer: keys of theirs may open engines."""

    def __init__(self, channel: grpc.Channel, clock: Clock) -> None:
        self._transcribe = TranscribeServiceStub(channel)
        self._clock = clock
        self._answers: dict[UUID | None, tuple[float, Sequence[Engine] | None]] = {}

    def known(self) -> Sequence[Engine] | None:
        acting = acting_for()
        tenant_id = acting.tenant_id if acting else None
        kept_until, answer = self._answers.get(tenant_id, (float("-inf"), None))
        if self._clock.monotonic() >= kept_until:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            answer = self._ask()
            kept_s = _SILENCE_KEPT_S if answer is None else _KEPT_S
            self._answers[tenant_id] = (self._clock.monotonic() + kept_s, answer)
        return answer

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
        own_key=described.own_key,
    )
