"""What an HTTP operation is: declared as data, so that routes, policies and OpenAPI can't disagree."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from chassis.rate_limits import Limit
from chassis.web.schema import Body, Query
from chassis.web.strict_json import MAX_BYTES

Policy = Literal["anonymous", "user", "coach", "admin"]
"""Anybody, any user, or a user with the role of that name."""
Method = Literal["GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"]
_ROLES = frozenset({"coach", "admin"})
_PARAMETER = re.compile(r"{(\w+)}")
_LASTING = ("text/event-stream", "audio/")
_LAST = re.compile(r"<(\w+)>$")


@dataclass(frozen=True)
class Content:
    """A response that is no JSON model, or is one of several: its media types, and what it is."""

    media_types: tuple[str, ...]
    description: str = ""
    views: tuple[type[BaseModel], ...] = ()
    """Those that it may be as application/json."""


@dataclass(frozen=True)
class Header:
    """A request header that the handler honours, for the documentation."""

    name: str
    description: str
    example: str


IF_MATCH = Header("If-Match", "The `ETag` that was read: another version is answered with 412.", '"v7"')
IF_NONE_MATCH = Header("If-None-Match", "The `ETag` that was read: the same version is a 304.", '"v7"')


@dataclass(frozen=True)
class Operation:
    """One method on one path.

    `handler` takes the Call first and then, by annotation, at most one Body (JSON), at most one Query,
    and the path's parameters by name (`UUID` or `str`). Its docstring is the operation's documentation.
    `policy` says who may call; an operation without one stops the application from being built.
    `uploads` names the media types of a body that the handler streams itself, up to `max_body` bytes.
    `idempotent` marks a creating POST that honours Idempotency-Key; a handler that streams its body
    calls `call.idempotency` itself, once it knows the body's hash.
    `slashes` says that the parameter at the end of the path may hold some.
    `scope` is what an API token needs; without one no API token may, as for matters of the account.
    `takes` names limits of the caller's role of which it takes one, beside `requests`.
    """

    method: Method
    path: str
    handler: Callable[..., Any]
    tag: str
    policy: Policy | None = None
    responses: Mapping[int, type[BaseModel] | Content | None] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    max_body: int = MAX_BYTES
    uploads: tuple[str, ...] = ()
    upload_form: type[BaseModel] | None = None
    idempotent: bool = False
    problems: tuple[int, ...] = ()
    headers: tuple[Header, ...] = ()
    slashes: bool = False
    scope: str | None = None
    takes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The operation id: unique, stable, and the label of its metrics and spans."""
        return self.handler.__name__

    @property
    def is_prompt(self) -> bool:
        """Takes no upload and sends no stream or audio: its answer is there within seconds."""
        contents = [sent for sent in self.responses.values() if isinstance(sent, Content)]
        lasts = any(kind.startswith(_LASTING) for content in contents for kind in content.media_types)
        return not self.uploads and not lasts

    @property
    def role(self) -> str | None:
        """The role that the policy asks for."""
        return self.policy if self.policy in _ROLES else None

    @property
    def rule(self) -> str:
        rule = _PARAMETER.sub(r"<\1>", self.path)
        return _LAST.sub(r"<path:\1>", rule) if self.slashes else rule

    @property
    def path_parameters(self) -> tuple[str, ...]:
        return tuple(_PARAMETER.findall(self.path))


@dataclass(frozen=True)
class Signature:
    """What a handler's annotations ask for."""

    body: tuple[str, type[Body]] | None
    query: tuple[str, type[Query]] | None
    path: Mapping[str, type[UUID] | type[str]]


class WrongOperation(Exception):
    """An operation is declared in a way that can't be served; raised while the application is built."""


def signature(operation: Operation) -> Signature:
    """Reads the handler's annotations once, while the application is built."""
    hints = get_type_hints(operation.handler)
    names = list(inspect.signature(operation.handler).parameters)[1:]
    bodies = [(name, hints[name]) for name in names if _is(hints[name], Body)]
    queries = [(name, hints[name]) for name in names if _is(hints[name], Query)]
    path = {name: hints[name] for name in names if hints[name] in (UUID, str)}
    _check(operation, names, bodies, queries, path)
    return Signature(bodies[0] if bodies else None, queries[0] if queries else None, path)


def _is(hint: object, base: type[BaseModel]) -> bool:
    return isinstance(hint, type) and issubclass(hint, base)


def _check(
    operation: Operation, names: list[str], bodies: list[Any], queries: list[Any], path: Mapping[str, Any]
) -> None:
    if len(bodies) > 1 or len(queries) > 1 or len(bodies) + len(queries) + len(path) != len(names):
        raise WrongOperation(f"{operation.name}: one Body, one Query and UUID or str parameters at most")
    if set(path) != set(operation.path_parameters):
        raise WrongOperation(f"{operation.name}: the path's parameters and the handler's differ")
    if bodies and operation.uploads:
        raise WrongOperation(f"{operation.name}: a JSON body and an upload exclude each other")
    if operation.policy is None:
        raise WrongOperation(f"{operation.name}: no policy is declared")
    if operation.scope is not None and operation.policy == "anonymous":
        raise WrongOperation(f"{operation.name}: a scope where anybody may call")
