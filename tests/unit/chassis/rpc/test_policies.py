"""A method that nobody declared a policy for does not start."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.rpc import MethodPolicy, RpcService
from chassis.rpc.policies import Undeclared, methods_of
from tests.builders.rpc import POLICIES, Scripted

ANYONE = MethodPolicy(callers=frozenset({"ingest"}))


def exposed(**policies: MethodPolicy) -> RpcService:
    return RpcService(pb_grpc.add_AuthServiceServicer_to_server, Scripted(str), policies)


def test_each_method_is_found_with_its_policy() -> None:
    names = {method.name: method.policy for method in methods_of(exposed(**POLICIES))}
    assert names == {f"rostrum.auth.v1.AuthService/{name}": policy for name, policy in POLICIES.items()}


def test_a_method_without_a_policy_is_refused() -> None:
    declared = {name: policy for name, policy in POLICIES.items() if name != "CheckSession"}
    with pytest.raises(Undeclared, match="CheckSession has no policy"):
        methods_of(exposed(**declared))


def test_a_policy_without_a_method_is_refused() -> None:
    with pytest.raises(Undeclared, match="Chek"):
        methods_of(exposed(**POLICIES, Chek=ANYONE))


def test_a_method_that_streams_is_refused() -> None:
    def register(servicer: Callable[..., object], server: Any) -> None:  # noqa: ANN401  no stub tells this method
        handlers = {"Watch": grpc.unary_stream_rpc_method_handler(servicer)}
        server.add_registered_method_handlers("rostrum.test.v1.Streams", handlers)

    with pytest.raises(Undeclared, match="Watch streams"):
        methods_of(RpcService(register, iter, {"Watch": ANYONE}))
