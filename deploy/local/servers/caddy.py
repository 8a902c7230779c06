"""Caddy, the one public port: limits what reaches us, strips what clients must not claim, routes by path."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from chassis.errors import PROBLEM_TYPE_BASE
from deploy.local.ports import LOOPBACK
from deploy.local.probes import ask
from deploy.local.processes import Program
from deploy.local.servers.caddyfile import CADDYFILE
from deploy.local.wheels import program

AUTH_PATHS = (
    "/v1/auth /v1/auth/* /v1/users /v1/users/* /v1/admin/* /v1/usage /.well-known/*"
    " /v1/organisations /v1/organisations/* /v1/invitations /v1/invitations/* /v1/coaches"
)
INGEST_PATHS = "/v1/users/me/limits"
"""Of those, what is ingest's all the same."""
SOON = 8
"""This part of a service's threads is asked at a time (chassis.web.places)."""
LASTING_PATHS = (
    *("/v1/audio/*", "/asr", "/detect-language", "*/events", "*/audio", "/v1/uploads*"),
    *("*/transcript", "*/transcript/*", "*/analysis", "*/report"),
)
LASTING = " || ".join(
    (
        f"path({', '.join(map(repr, LASTING_PATHS))})",
        "header({'Prefer': '*'})",
        "header({'Accept': '*text/event-stream*'})",
        "header_regexp('Content-Length', '^[0-9]{6,}$')",
        "(!method('GET', 'HEAD', 'DELETE') && !header({'Content-Length': '*'}))",
    )
)
"""What may take as long as its client likes: long bodies, audio, events, awaited and long answers."""
RUNTIME = {"GOMEMLIMIT": "384MiB", "GOGC": "400", "GOMAXPROCS": "1"}
"""Garbage is collected when four times as much has gathered as is in use, and near the limit more often. One
processor is enough to pass on and refuse ten times what the services of one machine can serve; with more,
Caddy's threads take theirs from them."""
HTTP_THREADS = 256
"""Of a service, where it is not told another number."""
GATHERED_BYTES = 64 * 1024
"""Of a body, before a service hears of it: chassis.web.lingering counts on it."""


def _problem(status: HTTPStatus, code: str, detail: str) -> str:
    """The shape that the services' own problem documents have, but for `instance`.

    In it the path would be a part of the JSON that the client chooses.
    """
    return json.dumps(
        {
            "type": PROBLEM_TYPE_BASE + code,
            "title": status.phrase,
            "status": status.value,
            "detail": detail,
            "code": code,
            "request_id": "{http.request.uuid}",
            "retryable": status is HTTPStatus.SERVICE_UNAVAILABLE,
        }
    )


_OTHER = (
    '{"type":"about:blank","title":"{err.status_text}","status":{err.status_code},'
    '"request_id":"{http.request.uuid}"}'
)
"""Of an error that has no words of its own here: RFC 9457, section 4.2.1."""


PROBLEMS = {
    "too_long": _problem(
        HTTPStatus.REQUEST_URI_TOO_LONG, "uri_too_long", "A request line may have 4096 characters."
    ),
    "not_found": _problem(HTTPStatus.NOT_FOUND, "not_found", "There is nothing here."),
    "malformed": _problem(
        HTTPStatus.BAD_REQUEST, "malformed_request", "The body is not framed as HTTP/1.1 asks for."
    ),
    "unavailable": _problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "A service is not up at the moment; try again."
    ),
    "overloaded": _problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "overloaded",
        "More is being asked than can be answered just now; try again shortly.",
    ),
    "other": _OTHER,
}


@dataclass(frozen=True)
class CaddyServer:
    """`upstreams` gives host:port of `auth` and `ingest` (HTTP) and `health` (ingest's admin port).

    At `lobby` it listens itself. `at_once` is how many requests a service is asked at a time.
    """

    folder: Path
    port: int
    upstreams: Mapping[str, str]
    log_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    at_once: int = HTTP_THREADS

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def prepare(self) -> Program:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        caddyfile = self.folder / "Caddyfile"
        caddyfile.write_text(self._configuration())
        return Program(
            name="caddy",
            command=(program("caddy"), "run", "--config", str(caddyfile), "--adapter", "caddyfile"),
            environment={
                **self.environment,
                **RUNTIME,
                "HOME": str(self.folder),
                "XDG_DATA_HOME": str(self.folder),
            },
            log_file=self.log_file,
            ready=self.ready,
        )

    def ready(self) -> bool:
        """It answers, whatever it says: the services behind it are asked on their own admin ports."""
        try:
            return ask(f"{self.url}/livez").status == HTTPStatus.NOT_FOUND
        except OSError:
            return False

    def _configuration(self) -> str:
        return CADDYFILE.format(
            host=LOOPBACK,
            port=self.port,
            storage=f'"{self.folder}"',
            auth_paths=AUTH_PATHS,
            ingest_paths=INGEST_PATHS,
            gathered=GATHERED_BYTES,
            at_once=self.at_once,
            soon=max(1, self.at_once // SOON),
            lasting=LASTING,
            lobby_port=self.upstreams["lobby"].rpartition(":")[2],
            **PROBLEMS,
            **self.upstreams,
        )
