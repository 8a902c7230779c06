"""One call from bytes to bytes: trace, measure, deadline, admission, parsing, the servicer, its errors."""

from contextlib import ExitStack
from typing import Any

import grpc
import structlog
from google.protobuf.message import DecodeError
from opentelemetry.trace import SpanKind, StatusCode

from chassis.clock import new_id
from chassis.deadlines import within
from chassis.errors import InvalidInput, RostrumError
from chassis.observability import extract, span
from chassis.rpc.admission import Admission, text_metadata
from chassis.rpc.calls import Call, answering
from chassis.rpc.metrics import SERVED, measured
from chassis.rpc.policies import Method
from chassis.rpc.statuses import code_of, family_of, internal_status, to_status

_LONGEST_DEADLINE_S = 3600.0
"""gRPC tells a missing deadline as one in the far future."""

logger = structlog.stdlib.get_logger(__name__)


class Answerer:
    """Answers the calls of one method."""

    def __init__(self, method: Method, admission: Admission) -> None:
        self._method = method
        self._admission = admission

    def handler(self) -> "grpc.RpcMethodHandler[Any, Any]":
        # Without a deserializer here, nothing is parsed before its sender is known.
        serializer = self._method.handler.response_serializer
        return grpc.unary_unary_rpc_method_handler(self, response_serializer=serializer)

    def __call__(self, request: bytes, context: grpc.ServicerContext) -> object:
        pairs = context.invocation_metadata() or ()
        parent = extract({name: value for name, value in pairs if isinstance(value, str)})
        with (
            span(self._method.name, kind=SpanKind.SERVER, parent=parent) as current,
            measured(SERVED, self._method.name) as outcome,
        ):
            response, failure, outcome.code = self._attempt(request, context)
            if failure is not None:
                current.set_status(StatusCode.ERROR, outcome.code.name)
        if failure is not None:
            context.abort_with_status(failure)
        return response

    def _attempt(
        self, request: bytes, context: grpc.ServicerContext
    ) -> tuple[object, grpc.Status | None, grpc.StatusCode]:
        try:
            return self._answer(request, context), None, grpc.StatusCode.OK
        except RostrumError as error:
            return None, self._refusal(error), code_of(error)
        except Exception as error:
            error_id = new_id()
            logger.exception("rpc_failed", method=self._method.name, error_id=str(error_id))
            return None, internal_status(error_id), code_of(error)

    def _answer(self, request: bytes, context: grpc.ServicerContext) -> object:
        remaining = context.time_remaining()
        if remaining is None or remaining > _LONGEST_DEADLINE_S:
            raise InvalidInput("A call needs a deadline.", code="deadline_required")
        with ExitStack() as around:
            around.enter_context(within(remaining))  # the admission may have to ask another service
            call = self._admission.admit(self._method, text_metadata(context.invocation_metadata() or ()))
            around.enter_context(structlog.contextvars.bound_contextvars(**_for_logs(call)))
            around.enter_context(answering(call))
            behave = self._method.handler.unary_unary
            assert behave is not None
            return behave(self._parse(request), context)

    def _parse(self, request: bytes) -> object:
        deserialize = self._method.handler.request_deserializer
        try:
            return deserialize(request) if deserialize else request
        except DecodeError:
            raise InvalidInput("The message is not of the method's type.", code="message_invalid") from None

    def _refusal(self, error: RostrumError) -> grpc.Status:
        family = family_of(error)
        if family is not None:
            logger.info("rpc_refused", method=self._method.name, code=error.code)
            return to_status(error, family)
        error_id = new_id()
        logger.error("rpc_failed", method=self._method.name, error_id=str(error_id), exc_info=error)
        return internal_status(error_id)


def _for_logs(call: Call) -> dict[str, str]:
    names = {"caller": call.caller, "tenant_id": str(call.tenant) if call.tenant else ""}
    if call.principal:
        names["user_id"] = str(call.principal.user_id)
    return {name: value for name, value in names.items() if value}
