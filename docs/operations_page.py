"""The tables of docs/identity/operations.md: who may call each operation and method, as they declare it.

The doors are built as in production, on nothing: no request is answered, only what they declare is read.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask
from structlog.testing import capture_logs

from chassis.clock import new_id
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.rpc.policies import Method, RpcService, methods_of
from chassis.web import Edge, Limits, StreamSlots
from services.analyze.adapters.inbound.grpc.analyze_servicer import analyze_service
from services.auth.adapters.inbound.grpc.auth_servicer import auth_service
from services.auth.adapters.inbound.grpc.vault_servicer import vault_service
from services.auth.adapters.inbound.http.door import create_door
from services.auth.adapters.inbound.http.sessions_door import DoorLimits
from services.ingest.adapters.inbound.grpc.ingest_servicer import exposed
from services.ingest.bootstrap.edge import web_application
from services.ingest.config import UploadSettings
from services.report.adapters.inbound.grpc.report_servicer import report_service
from services.transcribe.adapters.inbound.grpc.transcribe_service import transcribe_service

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
OPENAPI = ("/v1/auth/openapi.json", "/v1/openapi.json")
"""Where the documents are served: by auth, and by ingest."""


class _Nothing:
    """Stands where a door expects the application, and has every attribute."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a door asks for
        if name.startswith("__"):
            raise AttributeError(name)
        return self


_NOTHING: Any = _Nothing()


def http_documents() -> Sequence[dict[str, Any]]:
    """The OpenAPI documents of the doors, as they serve them."""
    edge = Edge(_NOTHING, new_id, StreamSlots(4), b"-" * 32, Limits(MemoryRateLimiter()))
    uploads = UploadSettings.model_construct()
    doors = (create_door(_NOTHING, edge, DoorLimits()), web_application(_NOTHING, edge, _NOTHING, uploads))
    return [_document(door, path) for door, path in zip(doors, OPENAPI, strict=True)]


def _document(door: Flask, path: str) -> dict[str, Any]:
    with capture_logs():  # of the request, which is none of a client's
        answer = door.test_client().get(path)
    document: dict[str, Any] = answer.get_json()
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each method and path of a document, with what it says of them."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def scope_of(operation: dict[str, Any]) -> str | None:
    """What an API token needs; None where none may call."""
    named = [scheme["api_token"][0] for scheme in operation["security"] if "api_token" in scheme]
    return named[0] if named else None


def rpc_methods() -> list[Method]:
    """The methods of all services, each with its policy."""
    services: list[RpcService] = [
        auth_service(_NOTHING),
        vault_service(_NOTHING),
        exposed(_NOTHING),
        transcribe_service(_NOTHING),
        analyze_service(_NOTHING),
        report_service(_NOTHING),
    ]
    return [method for service in services for method in methods_of(service)]


def operations_tables() -> str:
    """One table for the doors over HTTP and one for the calls between services."""
    return "\n".join([*_http_table(), "", *_rpc_table()]) + "\n"


def _http_table() -> Iterator[str]:
    yield "| operation | who | scope of an API token |"
    yield "|---|---|---|"
    for document in http_documents():
        for method, path, operation in operations(document):
            scope = scope_of(operation)
            needs = f"`{scope}`" if scope else "-"
            yield f"| `{method} {path}` | {operation['x-policy']} | {needs} |"


def _rpc_table() -> Iterator[str]:
    yield "| method | callers | tenant | user | scope of an API token's user |"
    yield "|---|---|---|---|---|"
    for method in rpc_methods():
        policy = method.policy
        name = method.name.removeprefix("rostrum.")
        user = policy.role or ("required" if policy.user_required else "may be")
        scope = f"`{policy.scope}`" if policy.scope else "-"
        tenant = "required" if policy.tenant else "-"
        yield f"| `{name}` | {', '.join(sorted(policy.callers))} | {tenant} | {user} | {scope} |"
