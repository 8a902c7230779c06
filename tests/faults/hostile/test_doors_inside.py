"""The doors behind the proxy: databases, broker, gRPC ports and files of the running platform."""

from collections.abc import Iterator
from importlib import import_module

import grpc
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql
from pydantic import SecretStr

from chassis.clock import SystemClock, new_id
from chassis.identity import ServiceCredentials, private_key
from chassis.messaging import MessagingClient, WireMessage, list_dead_letters, to_wire
from chassis.settings import MessagingSettings
from deploy.local.broker import administrator
from deploy.local.platform import LocalPlatform
from deploy.local.ports import LOOPBACK
from deploy.local.topology import NATS_ADMIN, SERVICES
from tests.builders.events import an_event
from tests.builders.forged_tokens import FORGERIES
from tests.builders.identity import Issuer
from tests.builders.inspection import connect
from tests.builders.people import Person
from tests.builders.rpc import status_of
from tests.builders.waiting import eventually

OPEN_TABLES = """
    SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind = 'r' AND attname = 'tenant_id' AND NOT (relrowsecurity AND relforcerowsecurity)
"""
MIGHTY_ROLES = """
    SELECT rolname FROM pg_roles WHERE rolname ~ '_(app|relay)$'
    AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
         OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid))
"""
TENANT_TABLES = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'tenant_id'
"""
ONE_ROW = sql.SQL("SELECT 1 FROM {} LIMIT 1")
NOT_LET_IN = {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}


@pytest.mark.parametrize("service", SERVICES)
def test_the_database_keeps_tenants_apart(platform: LocalPlatform, visitor: Person, service: str) -> None:
    with connect(platform, service) as admin:
        assert admin.execute(OPEN_TABLES).fetchall() == []
        assert admin.execute(MIGHTY_ROLES).fetchall() == []
        tables = [name for (name,) in admin.execute(TENANT_TABLES).fetchall()]
    password = platform.plan.secrets.database_passwords(service)["app"]
    port = platform.plan.ports["postgres"]
    login = psycopg.conninfo.make_conninfo(
        host=LOOPBACK, port=port, user=f"{service}_app", password=password, dbname=service
    )
    assert tables
    with psycopg.connect(login, autocommit=True) as app:
        for table in tables:
            try:
                rows = app.execute(ONE_ROW.format(sql.Identifier(table))).fetchall()
            except psycopg.errors.InsufficientPrivilege:
                continue
            assert rows == [], table


def client(platform: LocalPlatform, user: str) -> MessagingClient:
    password = SecretStr(platform.plan.secrets.nats_password(user))
    return MessagingClient(MessagingSettings(nats_url=platform.nats_url, nats_password=password), user)


@pytest.mark.parametrize("user", [*(name for name in SERVICES if name != "auth"), "subscriber"])
def test_nobody_speaks_in_the_name_of_auth(platform: LocalPlatform, user: str) -> None:
    forged = to_wire(an_event(service="auth", name="user.deleted"))
    nats = client(platform, user)
    nats.start()
    try:
        assert nats.publish_groups([[forged]], deadline_s=0.7) == [0]
    finally:
        nats.stop(2)


def not_events() -> Iterator[WireMessage]:
    """Each with an id of its own: the broker drops what it has seen."""
    nameless, future, foreign = (to_wire(an_event()) for _ in range(3))
    yield to_wire(an_event(data=b"\xff\x00 no json"))
    yield to_wire(an_event(data=b'{"recording_id":"../../x","from_the_future":1}'))
    yield WireMessage(to_wire(an_event()).subject, {}, b"no headers")
    headers = {name: value for name, value in nameless.headers.items() if name != "ce-id"}
    yield WireMessage(nameless.subject, headers, nameless.data)
    yield WireMessage(future.subject, dict(future.headers) | {"ce-specversion": "9.0"}, b"{}")
    yield WireMessage(to_wire(an_event()).subject, foreign.headers, foreign.data)


def test_messages_that_are_no_events_are_dead_letters_at_once(platform: LocalPlatform) -> None:
    sent = list(not_events())
    ingest = client(platform, "ingest")
    ingest.start()
    try:
        assert ingest.publish_groups([[message] for message in sent]) == [1] * len(sent)
    finally:
        ingest.stop(2)
    subjects = {message.subject for message in sent}
    password = platform.plan.secrets.nats_password(NATS_ADMIN)
    with administrator(platform.nats_url, password) as admin:

        def letters() -> set[str]:
            found = list_dead_letters(admin, consumer="ingest-recording-received", limit=1000)
            assert all(letter.attempts == 1 for letter in found if letter.subject in subjects)
            return {letter.subject for letter in found}

        eventually(lambda: subjects <= letters())


def methods() -> Iterator[tuple[str, str]]:
    for service in SERVICES:
        module = import_module(f"rostrum.{service}.v1.{service}_service_pb2")
        for described in module.DESCRIPTOR.services_by_name.values():
            for method in described.methods:
                yield service, f"/{described.full_name}/{method.name}"


def outcome(
    platform: LocalPlatform, service: str, method: str, *metadata: tuple[str, str], timeout: float | None = 5
) -> grpc.StatusCode:
    with grpc.insecure_channel(f"{LOOPBACK}:{platform.plan.ports[f'{service}-rpc']}") as channel:
        call = channel.unary_unary(method, bytes, bytes)
        try:
            call(b"", timeout=timeout, metadata=metadata)
        except grpc.RpcError as error:
            return status_of(error)
    return grpc.StatusCode.OK


def credential(platform: LocalPlatform, caller: str, audience: str) -> tuple[str, str]:
    pem = platform.plan.secrets.of(caller).folder / "service_key"
    issued = ServiceCredentials(caller, private_key(pem.read_text()), SystemClock()).issue(audience)
    return "rostrum-service", issued


@pytest.mark.parametrize(("service", "method"), list(methods()))
def test_no_method_lets_a_stranger_in(platform: LocalPlatform, service: str, method: str) -> None:
    tenant = ("rostrum-tenant", str(new_id()))
    own_key = ServiceCredentials("ingest", Ed25519PrivateKey.generate(), SystemClock()).issue(service)
    callers = (
        (),
        (("rostrum-service", "hunter2"),),
        (("rostrum-service", own_key),),
        (credential(platform, "report", "nobody"),),
        (credential(platform, "auth", service),),
    )
    for caller in callers:
        assert outcome(platform, service, method, *caller, tenant) in NOT_LET_IN
    assert outcome(platform, service, method, tenant, timeout=None) is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(("service", "method"), [pair for pair in methods() if pair[0] != "auth"])
def test_forged_tokens_are_refused_at_every_port(
    platform: LocalPlatform, visitor: Person, service: str, method: str
) -> None:
    caller = "ingest" if service != "ingest" else "report"
    entry = credential(platform, caller, service)
    let_in = []
    for name, token in forged(platform, visitor):
        metadata = (entry, ("rostrum-tenant", visitor.tenant_id), ("authorization", f"Bearer {token}"))
        if outcome(platform, service, method, *metadata) is not grpc.StatusCode.UNAUTHENTICATED:
            let_in.append(name)
    assert let_in == []


@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/users/me"])
def test_forged_tokens_are_refused_at_the_edge(platform: LocalPlatform, visitor: Person, path: str) -> None:
    answers = {
        name: visitor.http.get(path, headers={"Authorization": f"Bearer {token}"}).status_code
        for name, token in forged(platform, visitor)
    }
    assert {name: status for name, status in answers.items() if status != 401} == {}


def forged(platform: LocalPlatform, visitor: Person) -> Iterator[tuple[str, str]]:
    """Signed by the platform's own key for a session that is open: only what is wrong with them is wrong."""
    key = private_key((platform.plan.secrets.of("auth").folder / "signing_key").read_text())
    issuer = Issuer(SystemClock(), key, visitor.claims())
    assert visitor.http.get("/v1/users/me", headers=bearer(issuer.token())).status_code == 200
    for name, forge in FORGERIES.items():
        yield name, forge(issuer)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_objects_are_for_their_owner_only(platform: LocalPlatform, visitor: Person) -> None:
    paths = list(platform.folder.objects.rglob("*"))
    wrong = [path for path in paths if path.stat().st_mode & 0o077]
    assert wrong == []
