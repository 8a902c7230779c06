"""The error family as google.rpc.Status, and back.

`ErrorInfo` carries the error's code and its class in the family, `BadRequest` its faults, `RetryInfo`
when to come back. What is not of the family crosses as INTERNAL with an id for the log and no detail.
"""

from collections.abc import Mapping
from uuid import UUID

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from chassis import errors
from chassis.errors import Fault, RostrumError, Unavailable

DOMAIN = "rostrum.dev"
SERVICE_REFUSALS = frozenset({"service_unauthenticated", "caller_not_allowed", "deadline_required"})
"""Codes of a server that refuses the calling service itself: nothing that the user can mend."""

MAX_METADATA_BYTES = 32 * 1024
"""gRPC's own 8 KB would turn an error with many faults into one about its size."""
_MAX_DETAIL = 512
_MAX_FAULTS = 16
_MAX_FAULT_TEXT = 160
"""Together they keep a status well below MAX_METADATA_BYTES, in any script."""

_CODES: Mapping[type[RostrumError], grpc.StatusCode] = {
    errors.InvalidInput: grpc.StatusCode.INVALID_ARGUMENT,
    errors.Malformed: grpc.StatusCode.INVALID_ARGUMENT,
    errors.UnsupportedMedia: grpc.StatusCode.INVALID_ARGUMENT,
    errors.RangeNotSatisfiable: grpc.StatusCode.OUT_OF_RANGE,
    errors.Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    errors.PermissionDenied: grpc.StatusCode.PERMISSION_DENIED,
    errors.NotFound: grpc.StatusCode.NOT_FOUND,
    errors.Conflict: grpc.StatusCode.FAILED_PRECONDITION,
    errors.PreconditionFailed: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TooLarge: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.RateLimited: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.Unavailable: grpc.StatusCode.UNAVAILABLE,
}
_PASSING = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,  # the peer's limit of concurrent calls
    }
)
"""What gRPC itself answers, without details, where the same call may succeed later."""


class PeerFailed(RostrumError):
    """Another service failed, or refused us, in a way that it does not expect: its fault or ours."""

    status = 502
    title = "Bad gateway"
    default_code = "peer_failed"


def family_of(error: Exception) -> type[RostrumError] | None:
    """The nearest class that may cross the wire; None for what stays inside."""
    known = set(errors.FAMILY.values())
    return next((kind for kind in type(error).__mro__ if kind in known), None)


def code_of(error: Exception) -> grpc.StatusCode:
    family = family_of(error)
    return _CODES[family] if family else grpc.StatusCode.INTERNAL


def to_status(error: RostrumError, family: type[RostrumError]) -> grpc.Status:
    """An error of the family as the status that ends a call."""
    status = status_pb2.Status(code=_CODES[family].value[0], message=error.detail[:_MAX_DETAIL])
    info = error_details_pb2.ErrorInfo(reason=error.code, domain=DOMAIN)
    info.metadata["family"] = family.default_code
    status.details.add().Pack(info)
    if error.faults:
        status.details.add().Pack(_bad_request(error))
    if error.retry_after_s is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromNanoseconds(int(error.retry_after_s * 1e9))
        status.details.add().Pack(retry)
    return rpc_status.to_status(status)


def internal_status(error_id: UUID) -> grpc.Status:
    """What the caller learns of an unexpected exception: where to find it in the log."""
    status = status_pb2.Status(code=grpc.StatusCode.INTERNAL.value[0], message="Internal error.")
    info = error_details_pb2.ErrorInfo(reason=RostrumError.default_code, domain=DOMAIN)
    info.metadata["error_id"] = str(error_id)
    status.details.add().Pack(info)
    return rpc_status.to_status(status)


def from_call(call: grpc.Call, peer: str) -> RostrumError:
    """The error that the peer raised in a call that failed, or what its silence means."""
    status = _rich_status(call)
    if status is None:
        return _without_details(call.code(), call.details() or "", peer)
    info = error_details_pb2.ErrorInfo()
    _unpack(status, info)
    family = errors.FAMILY.get(info.metadata.get("family", ""))
    if family is None or info.domain != DOMAIN or info.reason in SERVICE_REFUSALS:
        return PeerFailed(f"The call to {peer} failed.")
    return family(
        status.message, code=info.reason, faults=_faults(status), retry_after_s=_retry_after_s(status)
    )


def _unpack(status: status_pb2.Status, target: Message) -> bool:
    return any(detail.Unpack(target) for detail in status.details)


def _faults(status: status_pb2.Status) -> list[Fault]:
    request = error_details_pb2.BadRequest()
    _unpack(status, request)
    return [Fault(entry.field, entry.description) for entry in request.field_violations]


def _retry_after_s(status: status_pb2.Status) -> float | None:
    retry = error_details_pb2.RetryInfo()
    return retry.retry_delay.ToNanoseconds() / 1e9 if _unpack(status, retry) else None


def _bad_request(error: RostrumError) -> error_details_pb2.BadRequest:
    request = error_details_pb2.BadRequest()
    for fault in error.faults[:_MAX_FAULTS]:
        request.field_violations.add(
            field=fault.pointer[:_MAX_FAULT_TEXT], description=fault.detail[:_MAX_FAULT_TEXT]
        )
    return request


def _rich_status(call: grpc.Call) -> status_pb2.Status | None:
    try:
        return rpc_status.from_call(call)
    except ValueError:  # its two copies of code and message differ: not made by us
        return None


def _without_details(code: grpc.StatusCode, message: str, peer: str) -> RostrumError:
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and "larger than max" in message:
        return errors.TooLarge(f"The message to or from {peer} is larger than 16 MB.")
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return Unavailable(f"{peer} did not answer in time.", code="deadline_exceeded")
    if code in _PASSING:
        return Unavailable(f"{peer} can't be reached just now.")
    return PeerFailed(f"The call to {peer} failed.")
