"""Who may call what: declared per method beside the servicer, refused where nothing is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc


@dataclass(frozen=True)
class MethodPolicy:
    """`callers` are names of services. `writes` says that the method changes something. `role` is one that
    the user, who is then required, must have. `scope` is one that an API token must have: without one no
    user of an API token enters."""

    callers: frozenset[str]
    tenant: bool = True
    user_required: bool = False
    writes: bool = False
    role: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class RpcService:
    """A servicer, the generated function that registers it, and the policy of each of its methods."""

    register: Callable[[Any, Any], None]
    servicer: object
    policies: Mapping[str, MethodPolicy]


@dataclass(frozen=True)
class Method:
    """One method as it is served. `name` is package.Service/Method."""

    service: str
    name: str
    handler: "grpc.RpcMethodHandler[Any, Any]"
    policy: MethodPolicy


class Undeclared(Exception):
    """A method without a policy, a policy without a method, or a method that streams."""


def methods_of(exposed: RpcService) -> list[Method]:
    """The methods that the generated code would register, each with its policy."""
    seen = _Recorder()
    exposed.register(exposed.servicer, seen)
    methods = [
        _method(service, name, handler, exposed.policies)
        for service, handlers in seen.services.items()
        for name, handler in handlers.items()
    ]
    unknown = set(exposed.policies) - {method.name.rpartition("/")[2] for method in methods}
    if unknown:
        raise Undeclared(f"policies for methods that do not exist: {', '.join(sorted(unknown))}")
    return methods


def _method(
    service: str,
    name: str,
    handler: "grpc.RpcMethodHandler[Any, Any]",
    policies: Mapping[str, MethodPolicy],
) -> Method:
    if name not in policies:
        raise Undeclared(f"{service}/{name} has no policy")
    if handler.unary_unary is None:
        raise Undeclared(f"{service}/{name} streams; calls between services are unary")
    return Method(service, f"{service}/{name}", handler, policies[name])


class _Recorder:
    """Stands in for a server, to learn what generated code registers."""

    def __init__(self) -> None:
        self.services: dict[str, Mapping[str, grpc.RpcMethodHandler[Any, Any]]] = {}

    def add_generic_rpc_handlers(self, handlers: object) -> None:
        """Holds the same methods as the registered ones, in a form that can't be listed."""

    def add_registered_method_handlers(
        self, service: str, handlers: "Mapping[str, grpc.RpcMethodHandler[Any, Any]]"
    ) -> None:
        self.services[service] = handlers
