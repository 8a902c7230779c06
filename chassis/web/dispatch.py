"""From a request to an answer: the same steps for every operation, in one place."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from flask import Request, Response, g, request
from opentelemetry.trace import SpanKind, StatusCode
from pydantic import TypeAdapter, ValidationError
from werkzeug.exceptions import HTTPException

from chassis.deadlines import within
from chassis.errors import LimitReached, Malformed, NotFound, RostrumError, Standing, UnsupportedMedia
from chassis.idempotency import IdempotencyStore, Scope
from chassis.observability import extract, span, trace_ids
from chassis.web import incoming, prefer, problems, strict_json
from chassis.web.authentication import TokenVerifier, authenticated
from chassis.web.calls import Call, Caller, Reply
from chassis.web.conditional import not_modified
from chassis.web.idempotency import ANONYMOUS_TENANT, IdempotentCall, Replayed
from chassis.web.limits import Limits, headers
from chassis.web.operations import Operation, signature
from chassis.web.schema import Body, Query, invalid
from chassis.web.site import LOCAL, Site
from chassis.web.streams import StreamSlots

ANSWER_S = 6.0
"""For a prompt operation; what is under way at its end takes another second or two."""
_UUID = TypeAdapter(UUID)
_log = structlog.get_logger("chassis.web")


def _nobody(_caller: Caller, _token: str) -> AbstractContextManager[Any]:
    return nullcontext()


@dataclass(frozen=True)
class Edge:
    """What all operations of an application share.

    `secret` keys the fingerprints of Idempotency-Keys. `acting_for` surrounds each handler of a known
    user, so that outgoing calls carry the user's tenant and token (chassis.rpc.on_behalf).
    """

    verifier: TokenVerifier
    new_id: Callable[[], UUID]
    slots: StreamSlots
    secret: bytes
    limits: Limits
    idempotency: IdempotencyStore | None = None
    trusted_proxies: Sequence[incoming.Network] = ()
    acting_for: Callable[[Caller, str], AbstractContextManager[Any]] = _nobody
    site: Site = LOCAL


class Endpoint:
    """The view function of one operation."""

    def __init__(self, operation: Operation, edge: Edge) -> None:
        self._operation = operation
        self._edge = edge
        self._signature = signature(operation)

    def __call__(self, **path: str) -> Response:
        g.operation = self._operation.name
        name = f"{self._operation.method} {self._operation.path}"
        parent = extract({header.lower(): value for header, value in request.headers})
        route = {"http.route": self._operation.path}
        with span(name, kind=SpanKind.SERVER, parent=parent, attributes=route) as current:
            structlog.contextvars.bind_contextvars(**trace_ids())
            response = self._respond(path)
            current.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                current.set_status(StatusCode.ERROR)
        return response

    def _respond(self, path: dict[str, str]) -> Response:
        request.max_content_length = self._operation.max_body
        standings: Sequence[Standing] = ()
        try:
            with self._in_time():
                call, standings = self._admit()
                response = self._run(call, self._path_arguments(path))
        except Replayed as replayed:
            response = replayed.to_response()
        except RostrumError as error:
            standings = [*standings, *(error.standings if isinstance(error, LimitReached) else ())]
            response = self._refusal(error)
        except HTTPException as error:
            response = problems.from_http(error, g.request_id)
        response.headers.update(headers(standings))
        return response

    def _in_time(self) -> AbstractContextManager[None]:
        waits = prefer.wait_s(request.headers.get("Prefer")) is not None
        return within(ANSWER_S) if self._operation.is_prompt and not waits else nullcontext()

    def _refusal(self, error: RostrumError) -> Response:
        if error.status >= 500:
            _log.warning("not_served", operation=self._operation.name, code=error.code, reason=error.detail)
        return problems.from_error(error, g.request_id)

    def _admit(self) -> tuple[Call, Sequence[Standing]]:
        """Who calls, and may they, now?"""
        peer = incoming.peer(request, self._edge.trusted_proxies)
        call = Call(request, g.request_id, peer, self._edge.slots, self._edge.new_id)
        call = authenticated(call, self._operation, self._edge.verifier, self._edge.site)
        standings = self._edge.limits.take(call, self._operation)
        incoming.check_encodings(request)
        return call, standings

    def _run(self, call: Call, arguments: dict[str, Any]) -> Response:
        content = None if self._operation.uploads else self._content(arguments)
        self._query(arguments)
        if self._operation.uploads:
            _check_media(request, self._operation.uploads)
        if call.principal is None or call.token is None:
            return self._once(call, arguments, content)
        with self._edge.acting_for(call.principal, call.token):
            return self._once(call, arguments, content)

    def _once(self, call: Call, arguments: dict[str, Any], content: bytes | None) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None or not self._operation.idempotent or self._edge.idempotency is None:
            return self._handle(call, arguments)
        tenant_id = call.principal.tenant_id if call.principal else ANONYMOUS_TENANT
        user = call.principal.user_id if call.principal else "anonymous"
        scope = Scope(tenant_id, f"{user}:{self._operation.name}")
        claim = IdempotentCall.begin(
            self._edge.idempotency, key, scope, secret=self._edge.secret, content=content
        )
        return self._claimed(replace(call, idempotency=claim), claim, arguments)

    def _claimed(self, call: Call, claim: IdempotentCall, arguments: dict[str, Any]) -> Response:
        try:
            response = self._handle(call, arguments)
        except Replayed:
            raise
        except Exception as error:
            # A refusal made nothing. After anything else the resource may exist: its id is kept.
            refused = isinstance(error, RostrumError | HTTPException) and _status(error) < 500
            claim.release(forget=refused)
            raise
        if response.is_streamed or response.status_code >= 500:
            claim.release(forget=False)  # nothing to give again; a repetition finds what this one has made
        else:
            claim.complete(response)
        return response

    def _handle(self, call: Call, arguments: dict[str, Any]) -> Response:
        result = self._operation.handler(call, **arguments)
        response = result.to_response() if isinstance(result, Reply) else result
        return not_modified(request, response)

    def _path_arguments(self, path: dict[str, str]) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        for name, kind in self._signature.path.items():
            try:
                arguments[name] = _UUID.validate_python(path[name]) if kind is UUID else path[name]
            except ValidationError:
                raise NotFound("There is nothing with this id.") from None
        return arguments

    def _content(self, arguments: dict[str, Any]) -> bytes:
        if self._signature.body is None:
            return b""
        name, model = self._signature.body
        _check_media(request, ("application/json",))
        raw = request.get_data(cache=False)
        arguments[name] = _body(model, raw)
        return raw

    def _query(self, arguments: dict[str, Any]) -> None:
        if self._signature.query:
            name, model = self._signature.query
            arguments[name] = _query_model(model, request)


def _status(error: Exception) -> int:
    return error.status if isinstance(error, RostrumError) else getattr(error, "code", 500) or 500


def _check_media(request: Request, accepted: Sequence[str]) -> None:
    """`audio/*` accepts every subtype; parameters other than a UTF-8 charset are the handler's business.

    A body of no declared type is application/octet-stream (RFC 9110 8.3).
    """
    sent = request.mimetype or "application/octet-stream"
    if not any(sent == kind or (kind.endswith("/*") and sent.startswith(kind[:-1])) for kind in accepted):
        raise UnsupportedMedia(f"Send the body as {' or '.join(accepted)}.")
    if sent == "application/json" and request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMedia("JSON is sent as UTF-8.")


def _body(model: type[Body], raw: bytes) -> Body:
    strict_json.parse_object(raw)
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise invalid(error) from None


def _query_model(model: type[Query], request: Request) -> Query:
    values: dict[str, str] = {}
    for name, value in request.args.items(multi=True):
        if name in values:
            raise Malformed(f"The query parameter {name[:50]!r} is given twice.")
        strict_json.check_text(name + value)
        values[name] = value
    try:
        return model.model_validate_strings(values)
    except ValidationError as error:
        raise invalid(error, where="query") from None
