"""RELIABILITY.md 2.4 rows 41 to 44 and 49, 2.5 A2 and A7: straight at every gRPC port."""

from collections.abc import Iterator
from uuid import UUID

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import SystemClock, new_id
from chassis.identity import ServiceCredentials
from chassis.rpc.statuses import SERVICE_REFUSALS
from deploy.local.platform import LocalPlatform
from services.auth.domain.scopes import SCOPES
from tests.builders.forged_sessions import forgeries_of, issuer_of
from tests.builders.forged_tokens import API_TOKEN_FORGERIES
from tests.builders.machines import Machine
from tests.builders.people import Person
from tests.builders.rpc_doors import Metadata, Outcome, RpcDoors, about, methods, policies

METHODS = list(methods())
FOR_USERS = [pair for pair in METHODS if pair[0] != "auth"]
"""The services that act for a user. Auth is asked by services only, and takes no user's token."""
READS_A_RECORDING = [
    pair
    for pair in METHODS
    if pair[1].rpartition("/")[2]
    in {
        "GetRecording",
        "GetTranscript",
        "ListRecognizedPieces",
        "ListTranscriptVersions",
        "GetRawAnswers",
        "ExportTranscript",
        "GetAnalysis",
        "ExportReport",
    }
]
"""They find what `about` asks for where it is the tenant's."""
FOR_ADMINS = [pair for pair in METHODS if policies()[pair[1]].role == "admin"]
WITH_A_USER = [pair for pair in METHODS if policies()[pair[1]].user_required]
HOLD_NO_TEXT = ("GetSigningKeys", "GetSpending", "ListEngines", "ListMetrics", "ListProviderKeys")
NOT_LET_IN = {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}
BAD_UTF_8 = b"\x0a\x02\xff\xfe"
OVER_THE_LIMIT = b"\x0a\xc0\xcc\x8d\x08" + b"a" * 17_000_000


@pytest.fixture(scope="module")
def doors(platform: LocalPlatform) -> RpcDoors:
    return RpcDoors(platform)


@pytest.fixture(scope="module")
def machine(platform: LocalPlatform, visitor: Person) -> Iterator[Machine]:
    with Machine(platform, visitor, "ports", *SCOPES) as made:
        yield made


def of(tenant_id: str | UUID) -> Metadata:
    return "rostrum-tenant", str(tenant_id)


def bearer(token: str) -> Metadata:
    return "authorization", f"Bearer {token}"


@pytest.mark.hostile(49)
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
    without_deadline = doors.call(service, method, doors.peer(service, method), tenant, timeout=None)
    assert without_deadline == (grpc.StatusCode.INVALID_ARGUMENT, "deadline_required")


@pytest.mark.hostile(41, 42, 43)
@pytest.mark.parametrize(("service", "method"), FOR_USERS)
def test_a_forged_token_is_what_a_call_is_refused_for(
    platform: LocalPlatform, doors: RpcDoors, visitor: Person, finished: str, service: str, method: str
) -> None:
    entry = (doors.peer(service, method), of(visitor.tenant_id))

    def outcome(token: str) -> Outcome:
        return doors.call(service, method, *entry, bearer(token), request=about(finished))

    valid, forged = forgeries_of(platform, visitor)
    entered = outcome(valid)
    assert entered == outcome(visitor.tokens["access_token"])
    assert entered.status is not grpc.StatusCode.UNAUTHENTICATED
    assert (entered.reason == "role_required") is ((service, method) in FOR_ADMINS)
    outcomes = {name: outcome(token) for name, token in forged.items()}
    refused = (grpc.StatusCode.UNAUTHENTICATED, "invalid_token")
    assert {name: found for name, found in outcomes.items() if found != refused} == {}
    assert outcome(valid) == entered


@pytest.mark.parametrize(("service", "method"), [pair for pair in METHODS if pair[0] == "auth"])
def test_auth_takes_no_users_token_from_a_service(
    doors: RpcDoors, visitor: Person, service: str, method: str
) -> None:
    entry = doors.peer(service, method), of(visitor.tenant_id)
    assert doors.call(service, method, *entry).reason not in SERVICE_REFUSALS
    with_token = doors.call(service, method, *entry, bearer(visitor.tokens["access_token"]))
    assert with_token == (grpc.StatusCode.UNAUTHENTICATED, "invalid_token")


@pytest.mark.parametrize(("service", "method"), FOR_USERS)
def test_no_port_takes_an_api_token(
    doors: RpcDoors, visitor: Person, machine: Machine, service: str, method: str
) -> None:
    """Behind the edge there are access tokens alone: one that was never exchanged is no token."""
    entry = doors.peer(service, method), of(visitor.tenant_id)
    tokens = [machine.token, *(forge(machine.token) for forge in API_TOKEN_FORGERIES.values())]
    outcomes = {doors.call(service, method, *entry, bearer(token)) for token in tokens if len(token) < 4096}
    assert outcomes == {(grpc.StatusCode.UNAUTHENTICATED, "invalid_token")}


@pytest.mark.parametrize(("service", "method"), FOR_USERS)
def test_the_user_of_an_api_token_needs_the_scope_at_the_port(
    platform: LocalPlatform, doors: RpcDoors, visitor: Person, service: str, method: str
) -> None:
    entry = doors.peer(service, method), of(visitor.tenant_id)
    others = " ".join(sorted(set(SCOPES) - {str(policies()[method].scope)}))
    lacking = bearer(issuer_of(platform, visitor).token({"scope": others}))
    refused = doors.call(service, method, *entry, lacking)
    assert refused == (grpc.StatusCode.PERMISSION_DENIED, "scope_required")
    holding = bearer(issuer_of(platform, visitor).token({"scope": policies()[method].scope}))
    assert doors.call(service, method, *entry, holding).reason != "scope_required"


@pytest.mark.parametrize(("service", "method"), WITH_A_USER)
def test_a_service_alone_does_not_enter_where_a_user_is_due(
    doors: RpcDoors, visitor: Person, service: str, method: str
) -> None:
    outcome = doors.call(service, method, doors.peer(service, method), of(visitor.tenant_id))
    assert outcome.status is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize(("service", "method"), READS_A_RECORDING)
def test_a_recording_is_found_in_its_own_tenant_only(
    platform: LocalPlatform, doors: RpcDoors, visitor: Person, finished: str, service: str, method: str
) -> None:
    def found_by(person: Person) -> grpc.StatusCode:
        token = bearer(person.tokens["access_token"])
        return doors.call(
            service, method, doors.peer(service, method), of(person.tenant_id), token, request=about(finished)
        ).status

    assert found_by(visitor) is grpc.StatusCode.OK
    with Person(platform) as somebody_else:
        assert found_by(somebody_else) is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(("service", "method"), FOR_USERS)
def test_a_call_names_its_own_tenant(
    doors: RpcDoors, visitor: Person, finished: str, service: str, method: str
) -> None:
    entry, request = (doors.peer(service, method), bearer(visitor.tokens["access_token"])), about(finished)
    no_id = doors.call(service, method, *entry, of("' OR 1=1"), request=request)
    assert no_id.reason in ("tenant_invalid", "role_required")
    assert doors.call(service, method, *entry, request=request).reason in ("tenant_required", "role_required")
    other = doors.call(service, method, *entry, of(new_id()), request=request)
    assert other.status is grpc.StatusCode.PERMISSION_DENIED
    assert other.reason in ("tenant_mismatch", "role_required")


@pytest.mark.hostile(49)
@pytest.mark.parametrize(("service", "method"), [pair for pair in METHODS if pair not in FOR_ADMINS])
def test_messages_that_are_none_are_refused(
    doors: RpcDoors, visitor: Person, service: str, method: str
) -> None:
    token = () if service == "auth" else (bearer(visitor.tokens["access_token"]),)
    entry = (doors.peer(service, method), of(visitor.tenant_id), *token)
    huge = doors.call(service, method, *entry, request=OVER_THE_LIMIT)
    assert huge.status is grpc.StatusCode.RESOURCE_EXHAUSTED
    broken = doors.call(service, method, *entry, request=b"\x0a\xff")
    assert broken == (grpc.StatusCode.INVALID_ARGUMENT, "message_invalid")
    if method.rpartition("/")[2] not in HOLD_NO_TEXT:
        bad = doors.call(service, method, *entry, request=BAD_UTF_8)
        assert bad == (grpc.StatusCode.INVALID_ARGUMENT, "message_invalid")
