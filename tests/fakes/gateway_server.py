"""A small gateway on loopback that answers as Rostrum's does, with faults where a test wants them."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from tests.fakes import gateway_usage as usage
from tests.fakes.gateway_keys import GatewayKeys
from tests.fakes.gateway_recordings import ID, all_stages, recording
from tests.fakes.gateway_shares import GatewayShares
from tests.fakes.gateway_tokens import PATH as TOKENS
from tests.fakes.gateway_tokens import GatewayTokens

JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    missing_bytes: int = 0
    """Announced and never sent: the connection ends in the middle of the answer."""

    @classmethod
    def of(cls, status: int, document: object, **headers: str) -> "Answer":
        return cls(status, json.dumps(document).encode(), headers=headers)

    @classmethod
    def problem(cls, status: int, code: str, detail: str, **extra: object) -> "Answer":
        document = {"title": code, "status": status, "code": code, "detail": detail, "request_id": "req-1"}
        return cls(status, json.dumps(document | extra).encode(), PROBLEM)


@dataclass
class Gateway:
    """The state of the server; tests set it and look at it."""

    url: str = ""
    users: dict[str, str] = field(default_factory=dict)
    access: str = ""
    refresh: str = ""
    issued: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    audio: bytes = b""
    filename: str = ""
    keys: list[str] = field(default_factory=list)
    submissions: set[str] = field(default_factory=set)
    steps: list[dict[str, object]] = field(default_factory=list)
    report: str = "{}"
    markdown: str = "# Report\n"
    transcript: list[str] = field(default_factory=lambda: ["Hello their."])
    asked: list[str] = field(default_factory=list)
    changes: list[dict[str, object]] = field(default_factory=list)
    deleted: bool = False
    api_tokens: GatewayTokens = field(default_factory=GatewayTokens)
    shares: GatewayShares = field(default_factory=GatewayShares)
    provider_keys: GatewayKeys = field(default_factory=GatewayKeys)
    faults: list[tuple[str, Answer | None]] = field(default_factory=list)
    events_for_one_stream: int = 1000
    has_streams: bool = True
    resumed_after: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    step: int = 0

    def tokens(self) -> dict[str, object]:
        self.issued += 1
        self.access, self.refresh = f"access-{self.issued}", f"refresh-{self.issued}"
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "token_type": "Bearer",
            "expires_in": 600,
        }

    def expire(self) -> None:
        """The access token runs out; the refresh token still holds."""
        self.access = "expired"

    def fault_for(self, path: str) -> tuple[bool, Answer | None]:
        """The next fault planned for this path; None as an answer means the connection is cut."""
        for index, (prefix, answer) in enumerate(self.faults):
            if path.startswith(prefix):
                del self.faults[index]
                return True, answer
        return False, None


class _Handler(BaseHTTPRequestHandler):
    protocol_version: ClassVar[str] = "HTTP/1.1"
    gateway: ClassVar[Gateway]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Tests look at `Gateway.requests`."""

    def answer(self) -> None:
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.gateway.requests.append(f"{self.command} {path}")
        is_faulty, fault = self.gateway.fault_for(path)
        if is_faulty and fault is None:
            self.close_connection = True
        elif fault is not None:
            self._send(fault)
        elif path.startswith("/v1/auth"):
            self._send(self._auth(path, body))
        elif not self._is_let_in():
            self._send(Answer.problem(401, "unauthenticated", "The access token is not valid."))
        elif kept := self._kept(path, body):
            self._send(kept)
        elif path.endswith("/events"):
            self._stream()
        else:
            self._send(self._resource(path, body))

    def _kept(self, path: str, body: bytes) -> Answer | None:
        """Of the parts that have a module of their own."""
        if path.startswith(TOKENS):
            return Answer.of(*self.gateway.api_tokens.answer(self.command, path, body))
        if self.gateway.provider_keys.serves(path):
            return Answer.of(*self.gateway.provider_keys.answer(self.command, path, body))
        if self.gateway.shares.serves(path) and not path.endswith("/report"):
            return Answer.of(*self.gateway.shares.answer(self.command, self.path, body))
        return None

    def _is_let_in(self) -> bool:
        bearer = self.headers.get("Authorization", "")
        return bearer == f"Bearer {self.gateway.access}" or self.gateway.api_tokens.knows(bearer)

    def _auth(self, path: str, body: bytes) -> Answer:
        given = json.loads(body or b"{}")
        if path.endswith("/register"):
            self.gateway.users.setdefault(given["email"], given["password"])
            return Answer.of(202, {})
        if path.endswith("/login"):
            if self.gateway.users.get(given["email"]) != given["password"]:
                return Answer.problem(401, "wrong_credentials", "E-mail or password is not right.")
            return Answer.of(200, self.gateway.tokens())
        if path.endswith("/refresh"):
            if given["refresh_token"] != self.gateway.refresh:
                return Answer.problem(401, "refresh_invalid", "The refresh token is not valid.")
            return Answer.of(200, self.gateway.tokens())
        self.gateway.access = self.gateway.refresh = "logged out"
        return Answer(204)

    def _resource(self, path: str, body: bytes) -> Answer:
        if path == "/v1/users/me":
            return Answer.of(200, {"id": ID, "email": next(iter(self.gateway.users))})
        if path == "/v1/recordings":
            return self._submit(body) if self.command == "POST" else self._list()
        if path in ("/v1/transcripts", *usage.PATHS):
            return self._search() if path == "/v1/transcripts" else Answer.of(200, usage.answer(self.path))
        if self.gateway.deleted or ID not in path:
            return Answer.problem(404, "not_found", "There is no such recording.")
        if self.command == "DELETE":
            self.gateway.deleted = True
            return Answer(204)
        return self._made(path, body)

    def _made(self, path: str, body: bytes) -> Answer:
        if "/transcript" in path:
            return self._transcript(path, body)
        if "/analys" in path:
            return self._analysis(body)
        if "/compare/" in path:
            return Answer.of(200, {"changes": self.gateway.changes})
        return self._report() if path.endswith("/report") else Answer.of(200, self._next())

    def _transcript(self, path: str, body: bytes) -> Answer:
        """Every edit makes the first edit's text the whole transcript; a file says how it was asked for."""
        texts = self.gateway.transcript
        if self.command == "PATCH":
            wanted = self.headers.get("If-Match", f'"v{len(texts)}"')
            if wanted != f'"v{len(texts)}"':
                return Answer.problem(412, "precondition_failed", "The resource has changed.")
            texts.append(json.loads(body)["edits"][0]["text"])
        if path.endswith("/proofread"):
            return Answer(202)
        if path.endswith("/versions"):
            return Answer.of(200, {"versions": [{"version": n} for n in range(len(texts), 0, -1)]})
        query = dict(parse_qsl(urlsplit(self.path).query))
        if "format" in query:
            return Answer(200, f"{query['format']} {query['text']}".encode(), "text/plain; charset=utf-8")
        version = int(query.get("version", len(texts)))
        return Answer.of(200, {"version": version, "clean": texts[version - 1]})

    def _analysis(self, body: bytes) -> Answer:
        """A wish is answered with itself as the next version."""
        if self.command == "POST":
            return Answer.of(200, {"version": 2, "wish": json.loads(body), "wait": self.headers["Prefer"]})
        return Answer.of(200, {"version": int(dict(parse_qsl(urlsplit(self.path).query)).get("version", 1))})

    def _search(self) -> Answer:
        """Two pages, a hit each."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        self.gateway.asked.append(query["query"])
        number = 2 if query.get("cursor") else 1
        hit = {"recording_id": ID, "segment_id": number, "text": f"cheese {number}", "word_ids": [1]}
        times = {"start_s": 61.0 * number, "end_s": 62.0 * number}
        return Answer.of(200, {"items": [hit | times], "next_cursor": "c2" if number == 1 else None})

    def _submit(self, body: bytes) -> Answer:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        for part in BytesParser().parsebytes(head + body).walk():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if name == "file" and isinstance(content, bytes):
                self.gateway.audio, self.gateway.filename = content, part.get_filename() or ""
            elif isinstance(name, str) and isinstance(content, bytes):
                self.gateway.fields[name] = content.decode()
        self.gateway.keys.append(self.headers["Idempotency-Key"])
        self.gateway.submissions.add(self.headers["Idempotency-Key"])
        return Answer.of(202, recording("received"), Location=f"/v1/recordings/{ID}")

    def _list(self) -> Answer:
        items = [] if self.gateway.deleted else [recording("completed", 3, 1.0)]
        return Answer.of(200, {"items": items, "next_cursor": None})

    def _report(self) -> Answer:
        if "markdown" in self.headers.get("Accept", ""):
            return Answer(200, self.gateway.markdown.encode(), "text/markdown; charset=utf-8")
        return Answer(200, self.gateway.report.encode())

    def _next(self) -> dict[str, object]:
        """Each question finds the work one step further."""
        steps = self.gateway.steps or all_stages()
        step = steps[min(self.gateway.step, len(steps) - 1)]
        self.gateway.step += 1
        return step

    def _stream(self) -> None:
        if not self.gateway.has_streams:
            self._send(Answer.problem(503, "streams_full", "No slot for a stream is free."))
            return
        self.gateway.resumed_after.append(self.headers.get("Last-Event-ID", ""))
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 3000\n: ping\n\n")
        for _ in range(self.gateway.events_for_one_stream):
            step = self._next()
            kind = "done" if step["status"] == "completed" else "progress"
            self.wfile.write(f"id: {self.gateway.step}\nevent: {kind}\n".encode())
            self.wfile.write(f"data: {json.dumps(step)}\n\n".encode())
            if step["status"] in {"completed", "failed", "cancelled"}:
                return

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body) + answer.missing_bytes))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = self.close_connection or answer.missing_bytes > 0


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    """On a free port of loopback."""
    gateway = Gateway()
    methods = {f"do_{method}": _Handler.answer for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    handler = type("Handler", (_Handler,), methods | {"gateway": gateway})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
