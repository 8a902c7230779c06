"""Whatever can be called says who may call it; A1: what declares nothing does not get through the build."""

import pytest

from chassis.rpc.policies import Method
from docs.operations_page import http_documents, operations, rpc_methods, scope_of
from services.auth.domain.scopes import SCOPES
from tests.builders.rpc_doors import methods

OPERATIONS = {
    f"{method} {path}": described
    for document in http_documents()
    for method, path, described in operations(document)
}
RPC = {method.name: method for method in rpc_methods()}
NO_USERS = "rostrum.auth.v1."
"""Auth's port takes no user's token, so none of its methods has a use for a scope."""


@pytest.mark.parametrize("described", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_declares_its_policy_and_its_ways_in(described: dict[str, object]) -> None:
    assert described["x-policy"] in {"anonymous", "user", "coach", "admin"}
    assert (described["security"] == []) is (described["x-policy"] == "anonymous")


@pytest.mark.parametrize("described", OPERATIONS.values(), ids=OPERATIONS)
def test_what_an_operation_names_is_granted_by_auth(described: dict[str, object]) -> None:
    scope = scope_of(described)
    assert scope is None or scope in SCOPES
    if described["x-policy"] == "admin":
        assert scope in {None, "admin"}


@pytest.mark.parametrize("method", RPC.values(), ids=RPC)
def test_every_method_names_its_callers_and_a_scope_that_auth_grants(method: Method) -> None:
    assert method.policy.callers
    assert (method.policy.scope is None) is method.name.startswith(NO_USERS)
    assert method.policy.scope is None or method.policy.scope in SCOPES
    assert (method.policy.role == "admin") is (method.policy.scope == "admin")


def test_every_method_of_the_contracts_is_served() -> None:
    assert {f"/{name}" for name in RPC} == {name for _, name in methods()}


def test_every_scope_opens_something() -> None:
    opened = {scope_of(described) for described in OPERATIONS.values()}
    assert opened >= set(SCOPES)
