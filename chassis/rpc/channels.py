"""Channels to other services."""

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import grpc
from opentelemetry.trace import SpanKind

from chassis.deadlines import remaining_s
from chassis.errors import Unavailable
from chassis.identity import ServiceCredentials
from chassis.observability import inject, span
from chassis.rpc.calls import AUTHORIZATION_KEY, SERVICE_KEY, TENANT_KEY, acting_for
from chassis.rpc.metrics import MADE, measured
from chassis.rpc.server import MAX_MESSAGE_BYTES
from chassis.rpc.statuses import MAX_METADATA_BYTES, from_call

READ_DEADLINE_S = 2.0
WRITE_DEADLINE_S = 5.0
_MARGIN_S = 0.1
"""Kept back from an inherited deadline, to tell our own caller how it ended."""

_RETRY = {
    "maxAttempts": 3,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}


def channel(
    target: str, *, audience: str, credentials: ServiceCredentials, reads: Sequence[str] = ()
) -> grpc.Channel:
    """A channel to the service `audience` at host:port, for generated stubs.

    `reads` names what is safe to repeat, as package.Service or package.Service/Method: those calls get
    2 s and are tried again while the peer is unavailable; all others get 5 s and one try. A call made
    inside another ends before it does. Refused calls raise the error that the peer raised.
    """
    plain = grpc.insecure_channel(target, options=_options(reads))
    return grpc.intercept_channel(plain, _Outgoing(audience, credentials, frozenset(reads)))


def _options(reads: Sequence[str]) -> list[tuple[str, Any]]:
    return [
        ("grpc.service_config", _service_config(reads)),
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_metadata_size", MAX_METADATA_BYTES),
        ("grpc.absolute_max_metadata_size", 2 * MAX_METADATA_BYTES),
        ("grpc.keepalive_time_ms", 20_000),
        ("grpc.keepalive_timeout_ms", 5_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 500),
    ]


def _service_config(reads: Sequence[str]) -> str:
    """No `timeout` in it: gRPC fires that one 1 to 2 s early (grpc/grpc #34547)."""
    config: dict[str, object] = {
        "loadBalancingConfig": [{"round_robin": {}}],
        "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
    }
    if reads:
        names = [_method_name(read) for read in reads]
        config["methodConfig"] = [{"name": names, "retryPolicy": _RETRY}]
    return json.dumps(config)


def _method_name(read: str) -> dict[str, str]:
    service, _, method = read.partition("/")
    return {"service": service, "method": method} if method else {"service": service}


class _Details(NamedTuple):
    method: str
    timeout: float | None
    metadata: Sequence[tuple[str, str | bytes]] | None
    credentials: grpc.CallCredentials | None
    wait_for_ready: bool | None
    compression: grpc.Compression | None


class _Outgoing(grpc.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]
    """Adds to each call what the other side asks for; waits for its end."""

    def __init__(self, audience: str, credentials: ServiceCredentials, reads: frozenset[str]) -> None:
        self._audience = audience
        self._credentials = credentials
        self._reads = reads

    def intercept_unary_unary(
        self,
        continuation: Callable[[Any, Any], Any],
        client_call_details: grpc.ClientCallDetails,
        request: object,
    ) -> Any:  # noqa: ANN401  gRPC's own type for it is private
        method = client_call_details.method.lstrip("/")
        with (
            span(method, kind=SpanKind.CLIENT, attributes={"rpc.peer": self._audience}),
            measured(MADE, method) as outcome,
        ):
            answer = continuation(self._completed(client_call_details, method), request)
            error = answer.exception()
            if error is None:
                outcome.code = grpc.StatusCode.OK
                return answer
            if not isinstance(error, grpc.Call):
                raise error  # not from the wire: a request of the wrong type, say
            outcome.code = error.code()
            raise from_call(error, self._audience)

    def _completed(self, details: grpc.ClientCallDetails, method: str) -> _Details:
        return _Details(
            method=details.method,
            timeout=self._timeout(details.timeout, method),
            metadata=(*(details.metadata or ()), *self._metadata().items()),
            credentials=details.credentials,
            wait_for_ready=details.wait_for_ready,
            compression=details.compression,
        )

    def _timeout(self, asked: float | None, method: str) -> float:
        is_read = method in self._reads or method.partition("/")[0] in self._reads
        own = asked if asked is not None else (READ_DEADLINE_S if is_read else WRITE_DEADLINE_S)
        inherited = remaining_s()
        if inherited is None:
            return own
        if inherited <= _MARGIN_S:
            raise Unavailable("No time is left for this request.", code="deadline_exceeded")
        return min(own, inherited - _MARGIN_S)

    def _metadata(self) -> dict[str, str]:
        metadata = {SERVICE_KEY: self._credentials.issue(self._audience)}
        behalf = acting_for()
        if behalf is not None:
            metadata[TENANT_KEY] = str(behalf.tenant_id)
            if behalf.user_token:
                metadata[AUTHORIZATION_KEY] = f"Bearer {behalf.user_token}"
        inject(metadata)
        return metadata
