"""Granian, in this process: one worker, N threads, bodies handed to the application as they arrive.

Granian's own supervisor would start a child process per worker; here the worker runs in a thread, so
that one process has one set of signals, one drain and one /metrics. Its thread worker is what granian
uses on free-threaded Python; it was measured to serve, stream both ways and stop in order under the GIL.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.server.mt import MTServer

from chassis.web.admission import admitting
from chassis.web.lingering import Wsgi, lingering
from chassis.web.places import Places

_HEADER_TIMEOUT_MS = 5_000
_BACKLOG = 256
_CONNECTIONS = 1024
"""Each costs a task of the runtime, no thread: requests beyond the places are refused, not left waiting."""
_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True)
class Listen:
    """Where and how wide. Port 0 takes a free one; `HttpServer.port` then tells which."""

    host: str
    port: int
    threads: int = 32


class HttpServer:
    """A Component (chassis.lifecycle) that serves the application which `factory` builds at start."""

    name = "http"

    def __init__(
        self, factory: Callable[[], Wsgi], listen: Listen, *, on_drain: Callable[[], None] = lambda: None
    ) -> None:
        self._factory = factory
        self._listen = listen
        self._on_drain = on_drain
        self._granian: _InProcess | None = None
        self.port = listen.port

    def start(self) -> None:
        """Binds and serves; raises OSError when the port is taken, which SO_REUSEPORT would hide."""
        application = admitting(lingering(self._factory()), Places(self._listen.threads))
        holder, self.port = _bind(self._listen)
        self._granian = _InProcess(self._listen, holder)
        self._granian.serve_in_thread(application)

    def stop(self, deadline_s: float) -> None:
        """Refuses new connections and lets running requests end, at most `deadline_s` seconds."""
        self._on_drain()
        if self._granian is not None:
            self._granian.stop(deadline_s)

    def alive(self) -> bool:
        return self._granian is not None and self._granian.serving()

    def ready(self) -> bool:
        return self.alive()


class _InProcess(MTServer):
    """The parts of granian's server that start and stop a worker, without its signal handling."""

    def __init__(self, listen: Listen, holder: SocketHolder) -> None:
        super().__init__(
            "application",
            address=listen.host,
            port=listen.port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=listen.threads,
            backpressure=_CONNECTIONS,
            runtime_mode=RuntimeModes.mt,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT_MS, max_buffer_size=_HEAD_BYTES),
            websockets=False,
            log_enabled=False,
        )
        cast(Any, self)._shd = holder

    def serve_in_thread(self, application: Wsgi) -> None:
        cast(Any, self)._spawn_workers(self._spawn_wsgi_worker, application)

    def serving(self) -> bool:
        return bool(self.wrks) and all(cast(Any, worker).is_alive() for worker in self.wrks)

    def stop(self, deadline_s: float) -> None:
        stopper = threading.Thread(target=self._stop_workers, name="http-stop", daemon=True)
        stopper.start()
        stopper.join(deadline_s)


def _bind(listen: Listen) -> tuple[SocketHolder, int]:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted connections inherit it. Head and body are two writes, which would cost 40 ms otherwise.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.bind((listen.host, listen.port))
        bound.listen(_BACKLOG)
    except OSError:
        bound.close()
        raise
    port = bound.getsockname()[1]
    # granian takes the descriptor over, and closes it with the worker.
    holder: SocketHolder = cast(Any, SocketHolder)(bound.detach(), False, _BACKLOG)
    return holder, port
