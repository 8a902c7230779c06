"""Nobody enters a gRPC port without a service's credential, and nobody's tenant is taken on trust."""

from collections.abc import Iterator
from uuid import uuid4

import grpc
import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb
from rostrum.auth.v1.auth_service_pb2_grpc import AuthServiceServicer

from chassis.errors import PermissionDenied, Unauthenticated
from chassis.rpc import MethodPolicy, PeerFailed, current_call, on_behalf
from tests.builders.forged_tokens import FORGERIES, Forgery
from tests.builders.rpc import Peer, every_method, running_peer, status_of

INGEST = frozenset({"ingest"})
POLICIES = every_method(AuthServiceServicer, MethodPolicy(INGEST)) | {
    "GetSigningKeys": MethodPolicy(INGEST, tenant=False),
    "CheckSession": MethodPolicy(INGEST, user_required=True),
}
TENANT = uuid4()


def tell_who(_: str) -> str:
    call = current_call()
    return f"{call.caller} {call.tenant} {call.principal.tenant_id if call.principal else None}"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with running_peer(tell_who, POLICIES) as running:
        yield running


def ask(peer: Peer, **metadata: str) -> str:
    """A bare call with just this metadata; dashes for underscores in names."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in metadata.items())
    with peer.bare_stub() as stub:
        return stub.GetSigningKeys(pb.GetSigningKeysRequest(), timeout=5, metadata=pairs).jwks_json


def refused(peer: Peer, **metadata: str) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as caught:
        ask(peer, **metadata)
    return status_of(caught.value)


def credential(peer: Peer, caller: str = "ingest", audience: str = "auth") -> str:
    return peer.services.credentials(caller).issue(audience)


def test_a_stranger_is_refused(peer: Peer) -> None:
    assert refused(peer) is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize("token", ["hunter2", "a.b.c", ""])
def test_a_made_up_credential_is_refused(peer: Peer, token: str) -> None:
    assert refused(peer, rostrum_service=token) is grpc.StatusCode.UNAUTHENTICATED


def test_a_credential_for_another_service_is_refused(peer: Peer) -> None:
    token = credential(peer, audience="report")
    assert refused(peer, rostrum_service=token) is grpc.StatusCode.UNAUTHENTICATED


def test_a_service_that_is_not_declared_may_not_call(peer: Peer) -> None:
    token = credential(peer, caller="report")
    assert refused(peer, rostrum_service=token) is grpc.StatusCode.PERMISSION_DENIED


def test_a_refused_service_learns_of_it_as_a_failure_of_its_own(peer: Peer) -> None:
    with peer.stub(caller="report") as stub, pytest.raises(PeerFailed):
        stub.GetSigningKeys(pb.GetSigningKeysRequest())


def test_a_declared_service_enters_without_tenant_where_the_policy_says_so(peer: Peer) -> None:
    assert ask(peer, rostrum_service=credential(peer)) == "ingest None None"


def test_a_tenant_alone_is_accepted_from_a_service(peer: Peer) -> None:
    told = ask(peer, rostrum_service=credential(peer), rostrum_tenant=str(TENANT))
    assert told == f"ingest {TENANT} None"


def test_a_tenant_that_is_no_id_is_refused(peer: Peer) -> None:
    code = refused(peer, rostrum_service=credential(peer), rostrum_tenant="all")
    assert code is grpc.StatusCode.INVALID_ARGUMENT


def test_a_users_token_must_be_of_the_same_tenant(peer: Peer) -> None:
    token = peer.issuer.token({"tid": str(TENANT)})
    with peer.stub() as stub:
        with on_behalf(tenant_id=TENANT, user_token=token):
            told = stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json
        assert told == f"ingest {TENANT} {TENANT}"
        with on_behalf(tenant_id=uuid4(), user_token=token), pytest.raises(PermissionDenied):
            stub.GetSigningKeys(pb.GetSigningKeysRequest())


def test_a_method_that_needs_a_user_is_not_called_without(peer: Peer) -> None:
    with peer.stub() as stub, on_behalf(tenant_id=TENANT), pytest.raises(Unauthenticated):
        stub.CheckSession(pb.CheckSessionRequest(session_id="s"))


def test_a_method_that_needs_a_tenant_is_not_called_without() -> None:
    policies = {**POLICIES, "CheckSession": MethodPolicy(INGEST)}
    with running_peer(tell_who, policies) as peer, peer.stub() as stub, pytest.raises(PermissionDenied):
        stub.CheckSession(pb.CheckSessionRequest(session_id="s"))


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_access_token_is_refused_at_the_port(peer: Peer, forge: Forgery) -> None:
    token = forge(peer.issuer)
    with (
        peer.stub() as stub,
        on_behalf(tenant_id=TENANT, user_token=token),
        pytest.raises(Unauthenticated) as caught,
    ):
        stub.CheckSession(pb.CheckSessionRequest(session_id="s"))
    assert caught.value.code == "invalid_token"


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "Token"])
def test_only_bearer_tokens_are_understood(peer: Peer, scheme: str) -> None:
    value = f"{scheme} {peer.issuer.token()}"
    code = refused(peer, rostrum_service=credential(peer), authorization=value)
    assert code is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize("name", ["authorization", "rostrum-tenant", "rostrum-service"])
def test_what_decides_may_not_be_given_twice(peer: Peer, name: str) -> None:
    values = {
        "rostrum-service": credential(peer),
        "rostrum-tenant": str(TENANT),
        "authorization": f"Bearer {peer.issuer.token({'tid': str(TENANT)})}",
    }
    pairs = (*values.items(), (name, values[name]))
    with peer.bare_stub() as stub, pytest.raises(grpc.RpcError) as caught:
        stub.GetSigningKeys(pb.GetSigningKeysRequest(), timeout=5, metadata=pairs)
    assert status_of(caught.value) is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(("roles", "enters"), [([], False), (["editor"], False), (["admin"], True)])
def test_a_method_for_a_role_lets_nobody_else_in(roles: list[str], enters: bool) -> None:
    policies = POLICIES | {"GetSigningKeys": MethodPolicy(INGEST, user_required=True, role="admin")}
    with running_peer(tell_who, policies) as strict, strict.stub(caller="ingest") as stub:
        token = strict.issuer.token({"tid": str(TENANT), "roles": roles})
        with on_behalf(tenant_id=TENANT, user_token=token):
            if enters:
                assert stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json
                return
            with pytest.raises(PermissionDenied) as refused:
                stub.GetSigningKeys(pb.GetSigningKeysRequest())
    assert refused.value.code == "role_required"


@pytest.mark.parametrize(
    ("scope", "declared", "code"),
    [
        ("things:read", "things:read", None),
        ("things:write", "things:read", "scope_required"),
        ("things:read", None, "session_required"),
        (None, None, None),
    ],
)
def test_a_token_with_scopes_enters_only_where_one_is_declared(
    scope: str | None, declared: str | None, code: str | None
) -> None:
    policies = POLICIES | {"GetSigningKeys": MethodPolicy(INGEST, user_required=True, scope=declared)}
    with running_peer(tell_who, policies) as strict, strict.stub(caller="ingest") as stub:
        token = strict.issuer.token({"tid": str(TENANT), "scope": scope})
        with on_behalf(tenant_id=TENANT, user_token=token):
            if code is None:
                assert stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json
                return
            with pytest.raises(PermissionDenied) as refused:
                stub.GetSigningKeys(pb.GetSigningKeysRequest())
    assert refused.value.code == code


def test_a_method_for_a_role_needs_a_user() -> None:
    policies = POLICIES | {"GetSigningKeys": MethodPolicy(INGEST, role="admin")}
    with (
        running_peer(tell_who, policies) as strict,
        strict.stub(caller="ingest") as stub,
        on_behalf(tenant_id=TENANT),
        pytest.raises(Unauthenticated),
    ):
        stub.GetSigningKeys(pb.GetSigningKeysRequest())
