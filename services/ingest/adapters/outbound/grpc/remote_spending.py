"""The spending port: transcribe asked by gRPC, on the caller's behalf."""

import grpc
import structlog
from rostrum.transcribe.v1.transcribe_service_pb2 import GetSpendingRequest
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from chassis.errors import RostrumError
from services.ingest.application.ports.spending import Spending

_log = structlog.get_logger(__name__)


class RemoteSpending:
    def __init__(self, channel: grpc.Channel) -> None:
        self._transcribe = TranscribeServiceStub(channel)

    def today(self) -> Spending | None:
        try:
            answer = self._transcribe.GetSpending(GetSpendingRequest())
        except RostrumError as error:
            _log.warning("spending_not_told", reason=error.detail)
            return None
        return Spending(answer.spent_usd, answer.cap_usd, answer.resets_in_s)
