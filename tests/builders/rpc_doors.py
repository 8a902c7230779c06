"""The gRPC ports of a running platform, called as anybody on the network can."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from rostrum.report.v1 import report_service_pb2

from chassis.clock import SystemClock
from chassis.identity import ServiceCredentials, private_key
from chassis.rpc import MethodPolicy
from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK
from deploy.local.topology import SERVICES
from docs.operations_page import rpc_methods

Metadata = tuple[str, str]


class Outcome(NamedTuple):
    """How a call ended, and the stable code of our own error, if it is one."""

    status: grpc.StatusCode
    reason: str = ""


class RpcDoors:
    """All methods of all services, in bytes: nothing on this side checks what is sent."""

    def __init__(self, platform: LocalPlatform) -> None:
        self._platform = platform

    def call(
        self, service: str, method: str, *metadata: Metadata, request: bytes = b"", timeout: float | None = 5
    ) -> Outcome:
        port = self._platform.plan.ports[f"{service}-rpc"]
        with grpc.insecure_channel(f"{LOOPBACK}:{port}") as channel:
            stub = channel.unary_unary(method, bytes, bytes)
            try:
                stub(request, timeout=timeout, metadata=metadata)
            except grpc.RpcError as error:
                return _refusal(error)
        return Outcome(grpc.StatusCode.OK)

    def credential(self, caller: str, audience: str) -> Metadata:
        """What the service `caller` itself would show."""
        pem = (self._platform.plan.secrets.of(caller).folder / "service_key").read_text()
        return "rostrum-service", ServiceCredentials(caller, private_key(pem), SystemClock()).issue(audience)

    def peer(self, service: str, method: str) -> Metadata:
        """The credential of a service that may call this method."""
        return self.credential(min(policies()[method].callers), service)


def methods() -> Iterator[tuple[str, str]]:
    """Each service with the full name of each of its methods."""
    for service in SERVICES:
        package = import_module(f"rostrum.{service}.v1")
        for found in iter_modules(package.__path__, f"{package.__name__}."):
            if found.name.endswith("_service_pb2"):
                yield from ((service, name) for name in _methods_in(found.name))


def _methods_in(module: str) -> Iterator[str]:
    for described in import_module(module).DESCRIPTOR.services_by_name.values():
        yield from (f"/{described.full_name}/{method.name}" for method in described.methods)


@cache
def policies() -> Mapping[str, MethodPolicy]:
    """What each method declares, by its full name."""
    return {f"/{method.name}": method.policy for method in rpc_methods()}


def about(recording_id: str) -> bytes:
    """A request that every method about a recording understands: the id is the first field of them all."""
    request = report_service_pb2.ExportReportRequest(recording_id=recording_id, format="json")
    return request.SerializeToString()


def _refusal(error: Any) -> Outcome:  # noqa: ANN401  gRPC's errors are calls, which no type says
    assert isinstance(error, grpc.Call)
    status = rpc_status.from_call(error)
    info = error_details_pb2.ErrorInfo()
    if status is not None:
        any(detail.Unpack(info) for detail in status.details)
    return Outcome(error.code(), info.reason)
