"""RELIABILITY.md 2.4 rows 41 to 44 and 49, 2.5 A2 and A7: straight at every gRPC port."""

from uuid import UUID

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import SystemClock, new_id
from chassis.identity import ServiceCredentials
from deploy.local.platform import LocalPlatform
from tests.builders.forged_sessions import forgeries_of
from tests.builders.people import Person
from tests.builders.rpc_doors import Metadata, Outcome, RpcDoors, about, methods

METHODS = list(methods())
FOR_USERS = [pair for pair in METHODS if pair[0] != "auth"]
"""The services that act for a user. Auth is asked by services only, and takes no user's token."""
NOT_LET_IN = {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}
BAD_UTF_8 = b"\x0a\x02\xff\xfe"
OVER_4_MB = b"\x0a\xc0\x96\xb1\x02" + b"a" * 5_000_000


@pytest.fixture(scope="module")
def doors(platform: LocalPlatform) -> RpcDoors:
    return RpcDoors(platform)


def of(tenant_id: str | UUID) -> Metadata:
    return "rostrum-tenant", str(tenant_id)


def bearer(token: str) -> Metadata:
    return "authorization", f"Bearer {token}"


@pytest.mark.parametrize(("service", "method"), METHODS)
def test_no_method_lets_a_stranger_in(doors: RpcDoors, service: str, method: str) -> None:
    tenant = of(new_id())
    own_key = ServiceCredentials("ingest", Ed25519PrivateKey.generate(), SystemClock()).issue(service)
    callers = (
        (),
        (("rostrum-service", "hunter2"),),
        (("rostrum-service", own_key),),
        (doors.credential("report", "nobody"),),
        (doors.credential("auth", service),),
    )
    for caller in callers:
        assert doors.call(service, method, *caller, tenant).status in NOT_LET_IN
    without_deadline = doors.call(service, method, doors.peer(service), tenant, timeout=None)
    assert without_deadline == (grpc.StatusCode.INVALID_ARGUMENT, "deadline_required")


@pytest.mark.parametrize(("service", "method"), FOR_USERS)
def test_a_forged_token_is_what_a_call_is_refused_for(
    platform: LocalPlatform, doors: RpcDoors, visitor: Person, finished: str, service: str, method: str
) -> None:
    entry = (doors.peer(service), of(visitor.tenant_id))

    def outcome(token: str) -> Outcome:
        return doors.call(service, method, *entry, bearer(token), request=about(finished))

    valid, forged = forgeries_of(platform, visitor)
    assert outcome(valid) == outcome(visitor.tokens["access_token"]) == (grpc.StatusCode.OK, "")
    outcomes = {name: outcome(token) for name, token in forged.items()}
    refused = (grpc.StatusCode.UNAUTHENTICATED, "invalid_token")
    assert {name: found for name, found in outcomes.items() if found != refused} == {}
    assert outcome(valid).status is grpc.StatusCode.OK


@pytest.mark.parametrize(("service", "method"), [pair for pair in METHODS if pair[0] == "auth"])
def test_auth_takes_no_users_token_from_a_service(
    doors: RpcDoors, visitor: Person, service: str, method: str
) -> None:
    entry = doors.peer(service)
    assert doors.call(service, method, entry).status not in NOT_LET_IN
    with_token = doors.call(service, method, entry, bearer(visitor.tokens["access_token"]))
    assert with_token == (grpc.StatusCode.UNAUTHENTICATED, "invalid_token")


@pytest.mark.parametrize(("service", "method"), FOR_USERS)
def test_a_recording_is_found_in_its_own_tenant_only(
    doors: RpcDoors, visitor: Person, finished: str, service: str, method: str
) -> None:
    entry, request = doors.peer(service), about(finished)
    assert doors.call(service, method, entry, of(visitor.tenant_id), request=request).status is (
        grpc.StatusCode.OK
    )
    unknown = doors.call(service, method, entry, of(new_id()), request=request)
    assert unknown.status is grpc.StatusCode.NOT_FOUND
    no_id = doors.call(service, method, entry, of("' OR 1=1"), request=request)
    assert no_id == (grpc.StatusCode.INVALID_ARGUMENT, "tenant_invalid")
    assert doors.call(service, method, entry, request=request).reason == "tenant_required"
    token = bearer(visitor.tokens["access_token"])
    other = doors.call(service, method, entry, of(new_id()), token, request=request)
    assert other == (grpc.StatusCode.PERMISSION_DENIED, "tenant_mismatch")


@pytest.mark.parametrize(("service", "method"), METHODS)
def test_messages_that_are_none_are_refused(
    doors: RpcDoors, visitor: Person, service: str, method: str
) -> None:
    entry = (doors.peer(service), of(visitor.tenant_id))
    huge = doors.call(service, method, *entry, request=OVER_4_MB)
    assert huge.status is grpc.StatusCode.RESOURCE_EXHAUSTED
    broken = doors.call(service, method, *entry, request=b"\x0a\xff")
    assert broken == (grpc.StatusCode.INVALID_ARGUMENT, "message_invalid")
    if not method.endswith("/GetSigningKeys"):  # it has no field that could hold a text
        bad = doors.call(service, method, *entry, request=BAD_UTF_8)
        assert bad == (grpc.StatusCode.INVALID_ARGUMENT, "message_invalid")
