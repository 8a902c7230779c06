"""A foreign HTTP service on loopback: a protocol that a test gives it, and faults that come before it."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = "application/json"


@dataclass(frozen=True)
class Received:
    """What a client sent."""

    method: str
    path: str
    headers: Message
    body: bytes
    at: float = field(default_factory=time.monotonic)

    def json(self) -> dict[str, object]:
        document: dict[str, object] = json.loads(self.body)
        return document


@dataclass(frozen=True)
class Reply:
    """What is sent back."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_s: float = 0.0
    """Between one byte and the next, headers included; 0 sends all at once."""
    hang: bool = False
    """Says nothing until the test is over."""
    promised: int | None = None
    """The length that is announced, where it is not the true one: the connection ends too early."""

    @classmethod
    def of(cls, document: object, status: int = 200, **headers: str) -> "Reply":
        return cls(status, json.dumps(document).encode(), headers=headers)


def error(status: int, retry_after: str | None = None) -> Reply:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Reply(status, b'{"error": {"message": "as the test wants it"}}', headers=headers)


NONSENSE = {
    "html": Reply(body=b"<!doctype html><title>Bad gateway</title>", content_type="text/html"),
    "html-as-json": Reply(body=b"<!doctype html><title>Bad gateway</title>"),
    "cut-json": Reply(body=b'{"text": "good mor'),
    "cut-connection": Reply(body=b'{"text": "good mor', promised=4000),
    "nothing": Reply(body=b""),
    "deep": Reply(body=b"[" * 100_000),
    "long": Reply(body=b'{"text": "' + b"a" * 50 * 1024 * 1024 + b'"}'),
    "scalar": Reply(body=b"42"),
    "null": Reply(body=b"null"),
    "list": Reply(body=b"[]"),
    "wrong-schema": Reply.of({"text": 5, "words": "none"}),
    "compressed": Reply(body=b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"}),
}
"""Answers that no service that works gives, whatever was asked."""

HANG = Reply(hang=True)
DRIP = Reply(body=b'{"text": "' + b"a" * 10_000 + b'"}', drip_s=0.1)

Protocol = Callable[[Received], Reply]


@dataclass
class RemoteServer:
    """`faults` are answered first, one each; while `broken` is set, nothing else is."""

    protocol: Protocol
    faults: list[Reply] = field(default_factory=list)
    broken: Reply | None = None
    received: list[Received] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def reply(self, received: Received) -> Reply:
        self.received.append(received)
        if self.broken is not None:
            return self.broken
        return self.faults.pop(0) if self.faults else self.protocol(received)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: RemoteServer

    def do_GET(self) -> None:
        reply = self.state.reply(Received(self.command, self.path, self.headers, self._body()))
        if reply.hang:
            self.state.over.wait()
            self.close_connection = True
            return
        with suppress(OSError):
            self._send(self._head(reply) + (b"" if self.command == "HEAD" else reply.body), reply.drip_s)

    def do_POST(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Tests say what went wrong themselves."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _head(self, reply: Reply) -> bytes:
        length = len(reply.body) if reply.promised is None else reply.promised
        self.close_connection = reply.promised is not None
        own = {"Content-Type": reply.content_type, "Content-Length": str(length)}
        lines = [f"{name}: {value}" for name, value in {**own, **reply.headers}.items()]
        return "\r\n".join([f"HTTP/1.1 {reply.status} As it is", *lines, "", ""]).encode()

    def _send(self, message: bytes, drip_s: float) -> None:
        step = 1 if drip_s else len(message)
        for start in range(0, len(message), step):
            self.wfile.write(message[start : start + step])
            if drip_s and self.state.over.wait(drip_s):
                return


@contextmanager
def serving(protocol: Protocol) -> Iterator[RemoteServer]:
    state = RemoteServer(protocol)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
