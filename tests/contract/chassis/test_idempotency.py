"""What every IdempotencyStore does, in memory and in Postgres."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from chassis.clock import new_id
from chassis.database import Database
from chassis.idempotency import IdempotencyStore, Scope, StoredResponse
from chassis.idempotency.postgres import PostgresIdempotency, create_idempotency
from chassis.settings import DatabaseSettings, load
from tests.fakes.idempotency import FakeIdempotency
from tests.infrastructure.fixtures import MakeDatabase

ANSWER = StoredResponse(201, {"Location": "/v1/things/1"}, b'{"id":"1"}')
MakeStore = Callable[..., IdempotencyStore]


class Ticks:
    """Moves on its own: two looks are never at the same moment, as on a real clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1e-6
        return self.now


def load_database(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> tuple[DatabaseSettings, DatabaseSettings]:
    """Settings of the app's and of the owner's processes."""
    made = make_database("ingest", migrate=False)
    found = []
    for migration in (False, True):
        for name, value in made.environment(migration=migration).items():
            monkeypatch.setenv(name, value)
        found.append(load(DatabaseSettings))
    return found[0], found[1]


@pytest.fixture
def postgres(make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    app_settings, owner_settings = load_database(make_database, monkeypatch)
    owner = Database(owner_settings, role="owner", service="ingest")
    with owner.engine.begin() as connection:
        create_idempotency(Operations(MigrationContext.configure(connection)))
    owner.close()
    app = Database(app_settings, role="app", service="ingest")
    yield app
    app.close()


@pytest.fixture(params=["memory", "postgres"])
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    if request.param == "memory":
        return lambda **times: FakeIdempotency(Ticks(), **times)
    database = request.getfixturevalue("postgres")
    return lambda **times: PostgresIdempotency(database, new_id, **times)


def scope(tenant_id: UUID | None = None) -> Scope:
    return Scope(tenant_id or new_id(), "user:create")


def test_a_claim_is_new_then_running_then_done(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, "print")
    assert (first.state, first.attempt) == ("new", 1)
    assert store.claim("key", mine, "print").state == "running"
    store.complete(first, "print", ANSWER)
    done = store.claim("key", mine, "print")
    assert (done.state, done.response, done.fingerprint) == ("done", ANSWER, "print")
    assert done.resource_id == first.resource_id


def test_another_fingerprint_is_a_mismatch_running_or_done(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, "print")
    assert store.claim("key", mine, "other").state == "mismatch"
    store.complete(first, "print", ANSWER)
    assert store.claim("key", mine, "other").state == "mismatch"


def test_other_keys_scopes_and_tenants_are_apart(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    store.claim("key", mine, "print")
    for key, other in (("key2", mine), ("key", Scope(mine.tenant_id, "user:other")), ("key", scope())):
        assert store.claim(key, other, "print").state == "new"


def test_an_unknown_fingerprint_is_told_when_complete(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, None)
    assert store.claim("key", mine, None).state == "running"
    store.complete(first, "print-of-the-body", ANSWER)
    done = store.claim("key", mine, None)
    assert (done.state, done.fingerprint) == ("done", "print-of-the-body")


def test_a_claim_left_behind_is_taken_over_with_its_resource(make_store: MakeStore) -> None:
    store, mine = make_store(lease_s=0), scope()
    first = store.claim("key", mine, "print")
    second = store.claim("key", mine, "print")
    assert (second.state, second.attempt, second.resource_id) == ("new", 2, first.resource_id)


def test_the_one_who_was_overtaken_changes_nothing(make_store: MakeStore) -> None:
    store, mine = make_store(lease_s=0), scope()
    first = store.claim("key", mine, "print")
    second = store.claim("key", mine, "print")
    store.complete(first, "print", StoredResponse(500, {}, b"late"))
    store.release(first, forget=True)
    store.complete(second, "print", ANSWER)
    assert store.claim("key", mine, "print").response == ANSWER


def test_released_claims_are_free_at_once(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, "print")
    store.release(first, forget=False)
    again = store.claim("key", mine, "print")
    assert (again.state, again.resource_id) == ("new", first.resource_id)
    store.release(again, forget=True)
    fresh = store.claim("key", mine, "another print")
    assert (fresh.state, fresh.attempt) == ("new", 1)
    assert fresh.resource_id != first.resource_id


def test_a_renewed_claim_stays_held(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, "print")
    store.release(first, forget=False)
    assert store.renew(first)
    assert store.claim("key", mine, "print").state == "running"


def test_a_claim_that_was_taken_over_is_not_renewed(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, "print")
    store.release(first, forget=False)
    second = store.claim("key", mine, "print")
    assert not store.renew(first)
    assert store.renew(second)


def test_what_is_complete_is_not_released(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    first = store.claim("key", mine, "print")
    store.complete(first, "print", ANSWER)
    store.release(first, forget=True)
    assert store.claim("key", mine, "print").state == "done"


def test_old_keys_are_forgotten(make_store: MakeStore) -> None:
    store, mine = make_store(keep_s=0), scope()
    first = store.claim("key", mine, "print")
    store.complete(first, "print", ANSWER)
    assert store.claim("key", mine, "print").state == "new"


def test_of_many_at_once_one_is_new(make_store: MakeStore) -> None:
    store, mine = make_store(), scope()
    with ThreadPoolExecutor(10) as pool:
        claims = list(pool.map(lambda _: store.claim("key", mine, "print"), range(20)))
    assert sorted(claim.state for claim in claims) == ["new"] + ["running"] * 19
    assert len({claim.resource_id for claim in claims}) == 1
