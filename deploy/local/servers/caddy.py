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
from deploy.local.wheels import program

# The header time-out cures slow-header attacks; the body time-out bounds a dripping upload, and is longer
# than an event stream may live (what takes longer to send comes in pieces, by tus). A body that comes at less
# than 1 KiB/s, or a client that takes nothing, holds a thread no longer than the idle time-outs say; a small
# body holds none before all of it is here. How much a body may hold is for the services to say, each for its
# own addresses. A negative flush interval is not set: it would keep
# requests alive upstream whose client has left, and event streams are flushed at once without it.
# `lb_try_duration` bridges the restart of a service: only connections that were never made are tried again.
# Full duplex lets a refusal reach a client that is still sending: without it the rest is waited for, and the
# refusal cut off. Such a connection must end with the refusal, or the rest of the body would be read as the
# next request. One without a body goes on: in an overload new connections would cost more than the refusals.
# A service is asked no more at a time than it has threads. What comes beyond goes to the second upstream, the
# one here that refuses: without it the first would be waited for, as long as for one that restarts.
# 499 is what somebody hears whose body came too slowly, past all other handling.
# What Go can't read as a request never gets to `handle_errors`: its bare 400, 431, 501 and 505 are text.
CADDYFILE = """\
{{
	admin off
	auto_https off
	persist_config off
	storage file_system {storage}
	log {{
		output stderr
		format json
		level WARN
	}}
	servers {{
		protocols h1
		enable_full_duplex
		max_header_size 8KB
		timeouts {{
			read_header 5s
			read_body 30m
			read_body_idle 20s 1024
			write_idle 20s
			idle 2m
		}}
	}}
}}

(ending_with_a_body) {{
	@body {{
		not {{
			method GET HEAD
			not header Content-Length *
		}}
	}}
	header @body Connection close
}}

(upstream) {{
	lb_policy first
	unhealthy_request_count {at_once}
	lb_try_duration 8s
	lb_try_interval 100ms
	request_buffers {gathered}
	transport http {{
		dial_timeout 2s
		keepalive 30s
		keepalive_idle_conns_per_host 128
		compression off
	}}
	@refused status 4xx 5xx
	handle_response @refused {{
		import ending_with_a_body
		copy_response
	}}
}}

(problem) {{
	header Content-Type application/problem+json
	header Cache-Control no-store
	header X-Content-Type-Options nosniff
	header X-Request-Id {{http.request.uuid}}
	header -Server
	import ending_with_a_body
}}

http://:{refusals_port} {{
	bind {host}
	import problem
	header Retry-After 2
	respond `{overloaded}` 503
}}

http://:{port} {{
	bind {host}
	header {{
		-Server
		defer
	}}
	header {{
		match status 499
		Connection close
		defer
	}}

	request_header -X-Forwarded-*
	request_header -X-Real-IP
	request_header -Forwarded
	request_header -X-User-*
	request_header -X-Tenant*
	request_header -Rostrum-*

	@long_line expression `{{http.request.uri}}.size() > 4096`
	handle @long_line {{
		import problem
		respond `{too_long}` 414
	}}

	handle /healthz {{
		reverse_proxy {health} {{
			method GET
			rewrite /readyz
			@ready status 200
			handle_response @ready {{
				header Content-Type application/json
				header Cache-Control no-store
				respond `{{"status":"ok"}}` 200
			}}
			handle_response {{
				import problem
				respond `{unavailable}` 503
			}}
		}}
	}}

	@internal path /livez* /readyz* /metrics*
	handle @internal {{
		import problem
		respond `{not_found}` 404
	}}

	@auth {{
		path {auth_paths}
		not path {ingest_paths}
	}}
	handle @auth {{
		reverse_proxy {auth} {refusals} {{
			import upstream
		}}
	}}

	handle {{
		reverse_proxy {ingest} {refusals} {{
			import upstream
		}}
	}}

	handle_errors {{
		import problem
		header Connection close
		@framing expression `{{err.message}}.matches("chunk|malformed MIME header|header line too long")`
		handle @framing {{
			respond `{malformed}` 400
		}}
		@unreachable expression `{{err.status_code}} in [502, 503, 504]`
		handle @unreachable {{
			header Retry-After 2
			respond `{unavailable}` 503
		}}
		respond `{other}` {{err.status_code}}
	}}
}}
"""

AUTH_PATHS = (
    "/v1/auth /v1/auth/* /v1/users /v1/users/* /v1/admin/* /v1/usage /.well-known/*"
    " /v1/organisations /v1/organisations/* /v1/invitations /v1/invitations/* /v1/coaches"
)
INGEST_PATHS = "/v1/users/me/limits"
"""Of those, what is ingest's all the same."""
MEMORY = {"GOMEMLIMIT": "384MiB"}
"""Near it garbage is collected more often."""
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

    At `refusals` it listens itself. `at_once` is how many requests a service is asked at a time.
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
                **MEMORY,
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
            refusals_port=self.upstreams["refusals"].rpartition(":")[2],
            **PROBLEMS,
            **self.upstreams,
        )
