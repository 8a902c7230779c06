"""auth's stores, in memory and in Postgres, behind the same names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_api_tokens import PostgresApiTokens
from services.auth.adapters.outbound.postgres.postgres_devices import PostgresDevices
from services.auth.adapters.outbound.postgres.postgres_erasures import PostgresErasures
from services.auth.adapters.outbound.postgres.postgres_roles import PostgresRoles
from services.auth.adapters.outbound.postgres.postgres_sessions import PostgresSessions
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.application.ports.devices import Devices
from services.auth.application.ports.erasures import Erasures
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.sessions import Sessions
from tests.builders.auth_care import Care, care_in_memory, care_in_postgres
from tests.builders.chassis_database import opened
from tests.fakes.auth_api_tokens import FakeApiTokens
from tests.fakes.auth_devices import FakeDevices
from tests.fakes.auth_erasures import FakeErasures
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeRoles, FakeSessions
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase

_TYPES = sa.text("SELECT headers ->> 'ce-type' FROM outbox ORDER BY position")


@dataclass(frozen=True)
class Stores:
    """`announced` tells the kinds of what was stored for publication, in order."""

    accounts: Accounts
    roles: Roles
    sessions: Sessions
    api_tokens: ApiTokens
    devices: Devices
    erasures: Erasures
    announced: Callable[[], Sequence[str]]


@pytest.fixture(params=["memory", "postgres"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        yield _in_memory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    target = make_database("auth")
    with opened(target, "app") as database:
        facts = FactWriter(WireEvents(new_id), new_id)
        yield Stores(
            PostgresAccounts(database, facts),
            PostgresRoles(database),
            PostgresSessions(database, facts),
            PostgresApiTokens(database, facts),
            PostgresDevices(database, facts),
            PostgresErasures(database, facts),
            lambda: _stored(target),
        )


def _in_memory() -> Stores:
    state = AuthState()
    names = {
        "UserRegistered": "user.registered",
        "UserDeleted": "user.deleted",
        "SessionRevoked": "session.revoked",
        "TenantPurged": "tenant.purged",
    }
    return Stores(
        FakeAccounts(state),
        FakeRoles(state),
        FakeSessions(state),
        FakeApiTokens(state),
        FakeDevices(state),
        FakeErasures(state),
        lambda: [names[type(event).__name__] for event in state.events],
    )


def _stored(target: ServiceDatabase) -> Sequence[str]:
    with opened(target, "relay") as database, database.transaction(None) as connection:
        types = connection.execute(_TYPES).scalars().all()
    return [str(each).removeprefix("dev.rostrum.auth.").removesuffix(".v1") for each in types]


@pytest.fixture(params=["memory", "postgres"])
def care(request: pytest.FixtureRequest) -> Iterator[Care]:
    if request.param == "memory":
        yield care_in_memory()
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with care_in_postgres(make_database("auth")) as kept:
        yield kept
