"""The admin port of a process: /livez, /readyz and /metrics.

Live is not ready. /livez looks at the process's own loops, so that a restart can help; /readyz also at
the dependencies, so that no work is sent while they are down. Answers of /readyz are cached, so that
probes don't load a dependency that is already in trouble.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import structlog

from chassis.lifecycle import Component

READY_CACHE_S = 5.0
_REQUEST_TIMEOUT_S = 5.0
_STOP_POLL_S = 0.1
_JSON = "application/json"

logger = structlog.stdlib.get_logger(__name__)


class AdminServer:
    """Serves the probes and the metrics of one process. Port 0 takes a free port, told by `port`."""

    name = "admin"

    def __init__(self, port: int, components: Sequence[Component], *, host: str = "127.0.0.1") -> None:
        self._address = (host, port)
        self._components = tuple(components)
        self._readiness = _Readiness(self._components)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return self._server.server_address[1] if self._server else self._address[1]

    def start(self) -> None:
        self._server = _Server(
            self._address, {"/livez": self._livez, "/readyz": self._readiness.answer, "/metrics": _metrics}
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_STOP_POLL_S,), name="admin", daemon=True
        )
        self._thread.start()

    def announce(self, *, serving: bool) -> None:
        """Whether the process takes work: false before it has started and while it drains."""
        self._readiness.serving = serving

    def stop(self, deadline_s: float) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(deadline_s)

    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def ready(self) -> bool:
        return True

    def _livez(self) -> "_Answer":
        return _verdict({component.name: _holds(component, "alive") for component in self._components})


@dataclass(frozen=True)
class _Answer:
    status: HTTPStatus
    content_type: str
    body: bytes


class _Readiness:
    def __init__(self, components: Sequence[Component]) -> None:
        self.serving = False
        self._components = components
        self._lock = threading.Lock()
        self._states: dict[str, bool] = {}
        self._asked_at = float("-inf")

    def answer(self) -> _Answer:
        if not self.serving:
            return _verdict({"serving": False})
        with self._lock:
            if time.monotonic() - self._asked_at >= READY_CACHE_S:
                self._states = {c.name: _holds(c, "ready") for c in self._components}
                self._asked_at = time.monotonic()
            return _verdict(self._states)


def _holds(component: Component, probe: str) -> bool:
    try:
        return component.alive() if probe == "alive" else component.ready()
    except Exception:  # whatever a dependency raises, the answer is no
        logger.warning("probe_failed", component=component.name, probe=probe, exc_info=True)
        return False


def _verdict(states: dict[str, bool]) -> _Answer:
    good = all(states.values())
    body = json.dumps({"status": "ok" if good else "failing", "components": states}).encode()
    return _Answer(HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE, _JSON, body)


def _metrics() -> _Answer:
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return _Answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # the 5 of the base class are gone with one burst of probes

    def __init__(self, address: tuple[str, int], pages: dict[str, Callable[[], _Answer]]) -> None:
        self.pages = pages
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout: ClassVar[float] = _REQUEST_TIMEOUT_S
    server_version = "rostrum"
    sys_version = ""

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.partition("?")[0])
        answer = page() if page else _Answer(HTTPStatus.NOT_FOUND, _JSON, b'{"status":"no such page"}')
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        """Probes every few seconds are not worth a line each."""
