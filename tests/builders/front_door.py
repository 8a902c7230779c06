"""Caddy as the platform runs it, with small stand-ins for the services behind it."""

import http.client
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Child
from deploy.local.servers.caddy import CaddyServer

AT_ONCE = 16
"""Lasting requests; of the others an eighth."""


class Echo(BaseHTTPRequestHandler):
    """Answers with its server's name and the request it saw; /events and /slow stream without an end."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return None

    def do_GET(self) -> None:
        if self.path.endswith(("/events", "/slow")):
            return self._stream()
        body = json.dumps({"service": self.server.name, "path": self.path, "headers": dict(self.headers)})
        self.send_response(503 if self.path.endswith("/refused") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")  # or a closed server would go on answering
        self.end_headers()
        self.wfile.write(body.encode())
        return None

    def do_PUT(self) -> None:
        self.server.first_byte.set() if self.rfile.read(1) else None
        self.rfile.read(int(self.headers["Content-Length"]) - 1)
        self.do_GET()

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"7\r\n: ping\n\r\n")
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            self.server.client_left.set()


class Upstream(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.first_byte = threading.Event()
        self.client_left = threading.Event()
        super().__init__((LOOPBACK, port), Echo)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, *_: object) -> None:
        return None

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class Front:
    """Caddy and what is behind it."""

    def __init__(self, folder: Path) -> None:
        *self.ports, lobby, self.port = free_ports(5)
        self.upstreams = {
            name: Upstream(name, port)
            for name, port in zip(("auth", "ingest", "health"), self.ports, strict=True)
        }
        addresses = {name: f"{LOOPBACK}:{upstream.server_port}" for name, upstream in self.upstreams.items()}
        addresses["lobby"] = f"{LOOPBACK}:{lobby}"
        server = CaddyServer(folder, self.port, addresses, folder / "caddy.log", at_once=AT_ONCE)
        self.child = Child(server.prepare())
        self.child.wait_ready()

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, object]]:
        connection = self.connection()
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = json.load(answer)
        connection.close()
        return answer.status, body

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(LOOPBACK, self.port, timeout=20)

    def close(self) -> None:
        self.child.stop()
        for upstream in self.upstreams.values():
            upstream.close()
