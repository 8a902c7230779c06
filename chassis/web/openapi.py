"""The OpenAPI 3.1 document, made from the same declarations that route and check the requests."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chassis.web.operations import IF_NONE_MATCH, Content, Operation, Signature, signature
from chassis.web.problems import ErrorShape

Json = dict[str, Any]
ShapeOf = Callable[[str], ErrorShape]
"""How errors are told at a path."""
_MODE = Literal["validation", "serialization"]
_PROBLEMS: Mapping[int, str] = {
    400: "The request could not be read.",
    401: "A valid access token is required.",
    403: "The caller may not do this.",
    404: "There is no such thing, or it is not the caller's.",
    409: "The request does not fit the present state.",
    412: "If-Match names another version.",
    413: "The body is too large.",
    415: "The body's media type is not accepted.",
    416: "The range lies outside the content.",
    422: "The input is well formed and not acceptable; `errors` says where.",
    429: "Too many requests; see Retry-After.",
    503: "Unavailable just now; see Retry-After.",
}
_STATUS: Mapping[int, str] = {
    200: "Done.",
    201: "Created.",
    202: "Accepted; the work goes on.",
    204: "Done; there is nothing to say.",
    206: "A part of the content.",
}
_SECURITY_SCHEMES: Json = {
    "access_token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of a session. It lives for ten minutes.",
    },
    "session_cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-rostrum_access",
        "description": "The same token in a browser: log in with `session: cookie`. What is no GET or HEAD "
        "needs the header X-CSRF-Token beside it. Over plain http the name has no prefix.",
    },
    "api_token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "rst_...",
        "description": "A token for machines. It needs the scope that the operation names.",
    },
}
_LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
_TEMPLATE = "#/components/schemas/{model}"
_IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes a repeated request safe: within 24 hours the first answer is given again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


@dataclass(frozen=True)
class Info:
    """What the document is about."""

    title: str
    version: str
    summary: str


def build_document(about: Info, operations: Sequence[Operation], shape_of: ShapeOf) -> Json:
    """The whole document; equal declarations make an equal document."""
    refs, schemas = models_json_schema(
        sorted(_models(operations, shape_of), key=lambda pair: (pair[0].__name__, pair[1])),
        ref_template=_TEMPLATE,
    )
    writer = _Writer(refs, shape_of)
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = writer.operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "version": about.version,
            "description": about.summary,
            "license": _LICENCE,
        },
        "paths": paths,
        "components": {
            "schemas": dict(sorted((schemas.get("$defs", {}) | writer.query_schemas).items())),
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def _models(operations: Sequence[Operation], shape_of: ShapeOf) -> set[tuple[type[BaseModel], _MODE]]:
    found: set[tuple[type[BaseModel], _MODE]] = set()
    for operation in operations:
        found.add((shape_of(operation.path).view, "serialization"))
        asked = signature(operation)
        if asked.body:
            found.add((asked.body[1], "validation"))
        if operation.upload_form:
            found.add((operation.upload_form, "validation"))
        for answer in operation.responses.values():
            views = answer.views if isinstance(answer, Content) else (answer,) if answer else ()
            found |= {(view, "serialization") for view in views}
    return found


class _Writer:
    def __init__(self, refs: Mapping[Any, Json], shape_of: ShapeOf) -> None:
        self._refs = refs
        self._shape_of = shape_of
        self.query_schemas: Json = {}
        """What the parameters of queries refer to."""

    def operation(self, operation: Operation) -> Json:
        asked = signature(operation)
        summary, _, text = (inspect.getdoc(operation.handler) or "").partition("\n")
        written: Json = {
            "operationId": operation.name,
            "tags": [operation.tag],
            "summary": summary.rstrip("."),
            "description": text.strip(),
            "parameters": [*_path_parameters(asked), *self._query_parameters(asked), *_headers(operation)],
            "responses": dict(self._responses(operation, asked)),
            "security": list(_security(operation)),
            "x-policy": operation.policy,
        }
        if asked.body or operation.uploads:
            written["requestBody"] = {"required": True, "content": self._request(operation, asked)}
        return written

    def _query_parameters(self, asked: Signature) -> Iterator[Json]:
        if not asked.query:
            return
        query = asked.query[1].model_json_schema(ref_template=_TEMPLATE)
        self.query_schemas |= query.get("$defs", {})
        for name, described in query.get("properties", {}).items():
            schema = _without_null(described)
            text = {"description": schema.pop("description")} if "description" in schema else {}
            required = name in query.get("required", ())
            yield {"name": name, "in": "query", "required": required, **text, "schema": schema}

    def _request(self, operation: Operation, asked: Signature) -> Json:
        if asked.body:
            return {"application/json": {"schema": self._refs[asked.body[1], "validation"]}}
        content: Json = {}
        for media_type in operation.uploads:
            binary: Json = {"type": "string", "contentMediaType": media_type}
            form = operation.upload_form
            is_form = form is not None and media_type == "multipart/form-data"
            content[media_type] = {"schema": self._refs[form, "validation"] if is_form else binary}
        return content

    def _responses(self, operation: Operation, asked: Signature) -> Iterator[tuple[str, Json]]:
        for status, answer in sorted(operation.responses.items()):
            yield str(status), self._success(status, answer)
        if IF_NONE_MATCH in operation.headers:
            yield "304", {"description": "What If-None-Match names is still the present version."}
        shape = self._shape_of(operation.path)
        content = {shape.media_type: {"schema": self._refs[shape.view, "serialization"]}}
        for status in sorted({shape.status(status) for status in _problem_statuses(operation, asked)}):
            yield str(status), {"description": _PROBLEMS[status], "content": content}
        yield "default", {"description": "Any other problem.", "content": content}

    def _success(self, status: int, content: type[BaseModel] | Content | None) -> Json:
        described: Json = {"description": _STATUS.get(status, "Done.")}
        if isinstance(content, Content):
            described["description"] = content.description or described["description"]
            described["content"] = {kind: {} for kind in content.media_types} | self._views(content)
        elif content is not None:
            described["content"] = {"application/json": {"schema": self._refs[content, "serialization"]}}
        return described

    def _views(self, content: Content) -> Json:
        any_of = [self._refs[view, "serialization"] for view in content.views]
        return {"application/json": {"schema": {"anyOf": any_of}}} if any_of else {}


def _problem_statuses(operation: Operation, asked: Signature) -> set[int]:
    statuses = set(operation.problems)
    if operation.policy != "anonymous":
        statuses |= {401, 403, 429}
    if asked.body or operation.uploads:
        statuses |= {400, 413, 415, 422}
    if asked.query:
        statuses |= {400, 422}
    if asked.path:
        statuses.add(404)
    if operation.limits:
        statuses.add(429)
    if operation.idempotent:
        statuses.add(409)
    return statuses


def _security(operation: Operation) -> Iterator[Json]:
    """Each entry is a way in."""
    if operation.policy == "anonymous":
        return
    yield from ({"access_token": []}, {"session_cookie": []})
    if operation.scope:
        yield {"api_token": [operation.scope]}


def _path_parameters(asked: Signature) -> Iterator[Json]:
    for name, kind in asked.path.items():
        schema: Json = {"type": "string", "format": "uuid"} if kind is UUID else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _headers(operation: Operation) -> Iterator[Json]:
    if operation.idempotent:
        yield _IDEMPOTENCY_KEY
    for header in operation.headers:
        schema = {"type": "string", "examples": [header.example]}
        yield {
            "name": header.name,
            "in": "header",
            "required": False,
            "description": header.description,
            "schema": schema,
        }


def _without_null(described: Json) -> Json:
    """A parameter that is left out is not sent as null: no `null` in its type, no default of null."""
    schema = {name: value for name, value in described.items() if (name, value) != ("default", None)}
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    return {**kinds[0], **schema} if len(kinds) == 1 else {**schema, **({"anyOf": kinds} if kinds else {})}
