"""The gRPC server of a process."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from chassis.rpc.admission import Admission
from chassis.rpc.answering import Answerer
from chassis.rpc.policies import Method, RpcService, methods_of
from chassis.rpc.statuses import MAX_METADATA_BYTES
from chassis.settings import RpcServerSettings

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
"""Every word of four hours of quick speech, three times over."""
THREADS = 8
MAX_CONCURRENT_RPCS = 16
"""Beyond it calls are refused at once: in an unbounded queue all time out and the work is for nobody."""
_DRAIN_MARGIN_S = 0.5

_OPTIONS: tuple[tuple[str, int], ...] = (
    ("grpc.so_reuseport", 0),  # a second server on the port fails instead of taking half the calls
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_metadata_size", MAX_METADATA_BYTES),
    ("grpc.absolute_max_metadata_size", 2 * MAX_METADATA_BYTES),
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),  # lets the clients ping every 20 s
)

logger = structlog.stdlib.get_logger(__name__)


class RpcServer:
    """Serves what it is given, with gRPC's health service and, by setting, reflection.

    Health tells only whether the server takes calls: it stops doing so when the drain begins.
    """

    name = "rpc"

    def __init__(
        self, settings: RpcServerSettings, admission: Admission, services: Sequence[RpcService]
    ) -> None:
        self._settings = settings
        self._admission = admission
        self._methods = [method for exposed in services for method in methods_of(exposed)]
        self._health: health.HealthServicer | None = None
        self._server: grpc.Server | None = None
        self.port = settings.rpc_port

    def start(self) -> None:
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="rpc")
        server = grpc.server(pool, options=_OPTIONS, maximum_concurrent_rpcs=MAX_CONCURRENT_RPCS)
        names = self._register(server)
        self._health = health.HealthServicer(experimental_non_blocking=True, experimental_thread_pool=pool)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if self._settings.rpc_reflection:
            _reflect(server, names)
        self.port = server.add_insecure_port(f"{self._settings.rpc_host}:{self._settings.rpc_port}")
        server.start()
        for name in ("", *names):
            self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        self._server = server
        logger.info("rpc_listening", port=self.port, services=names)

    def stop(self, deadline_s: float) -> None:
        """Refuse new calls, let the running ones end, and cancel what is left at the deadline."""
        server, self._server = self._server, None
        if server is None or self._health is None:
            return
        self._health.enter_graceful_shutdown()
        server.stop(max(0.0, deadline_s - _DRAIN_MARGIN_S)).wait(deadline_s)

    def alive(self) -> bool:
        return self._server is not None

    def ready(self) -> bool:
        return self._server is not None

    def _register(self, server: grpc.Server) -> list[str]:
        names = []
        for service, methods in groupby(self._methods, key=_service):
            handlers = {_short(method): Answerer(method, self._admission).handler() for method in methods}
            server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, handlers)])
            names.append(service)
        return names


def _service(method: Method) -> str:
    return method.service


def _short(method: Method) -> str:
    return method.name.rpartition("/")[2]


def _reflect(server: grpc.Server, services: Sequence[str]) -> None:
    from grpc_reflection.v1alpha import reflection

    reflection.enable_server_reflection((*services, reflection.SERVICE_NAME, health.SERVICE_NAME), server)
