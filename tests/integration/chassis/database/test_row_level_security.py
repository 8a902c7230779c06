"""No tenant sees another's rows, whatever the code forgets."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.operations import Operations

from chassis.clock import new_id
from chassis.database import Database
from chassis.database.rls import grant_relay
from tests.builders.chassis_database import create_notes, migrate, opened
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.fixtures import MakeDatabase

INSERT = sa.text("INSERT INTO notes (id, tenant_id, text) VALUES (:id, :tenant, :text)")
COUNT = sa.text("SELECT count(*) FROM notes")


@pytest.fixture
def target(make_database: MakeDatabase) -> ServiceDatabase:
    made = make_database("ingest", migrate=False)
    migrate(made, create_notes)
    return made


@pytest.fixture
def database(target: ServiceDatabase) -> Iterator[Database]:
    with opened(target, "app", pool_size=1) as database:
        yield database


def _insert(database: Database, tenant: object, owner: object | None = None) -> None:
    with database.transaction(tenant) as connection:  # type: ignore[arg-type]
        connection.execute(INSERT, {"id": new_id(), "tenant": owner or tenant, "text": "x"})


def _count(database: Database, tenant: object) -> int:
    with database.transaction(tenant) as connection:  # type: ignore[arg-type]
        return int(connection.execute(COUNT).scalar_one())


def test_each_tenant_sees_its_own_rows_only(database: Database) -> None:
    ours, theirs = new_id(), new_id()
    _insert(database, ours)
    assert (_count(database, ours), _count(database, theirs)) == (1, 0)


def test_without_a_tenant_nothing_is_seen_before_and_after_one_was_set(database: Database) -> None:
    tenant = new_id()
    assert _count(database, None) == 0
    _insert(database, tenant)
    assert _count(database, None) == 0


def test_nobody_writes_for_another_tenant(database: Database) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        _insert(database, new_id(), owner=new_id())


def test_nobody_changes_another_tenants_rows(database: Database) -> None:
    ours, theirs = new_id(), new_id()
    _insert(database, theirs)
    with database.transaction(ours) as connection:
        assert connection.execute(sa.text("UPDATE notes SET text = 'y'")).rowcount == 0
        assert connection.execute(sa.text("DELETE FROM notes")).rowcount == 0
    assert _count(database, theirs) == 1


def test_the_owner_is_bound_too(target: ServiceDatabase, database: Database) -> None:
    _insert(database, new_id())
    with opened(target, "owner") as owner:
        assert _count(owner, None) == 0


def test_the_relay_role_has_nothing_but_what_was_granted(target: ServiceDatabase, database: Database) -> None:
    _insert(database, new_id())
    with opened(target, "relay") as relay:
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            _count(relay, None)
        migrate(target, _let_relay_read)
        assert _count(relay, None) == 1
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            _insert(relay, None, owner=new_id())


def test_the_application_roles_own_nothing_and_bypass_nothing(target: ServiceDatabase) -> None:
    with opened(target, "owner") as owner, owner.transaction(None) as connection:
        roles = connection.execute(
            sa.text(
                "SELECT count(*) FROM pg_roles r WHERE rolname IN ('ingest_app', 'ingest_relay')"
                " AND (rolbypassrls OR rolsuper OR EXISTS"
                " (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid))"
            )
        )
        assert roles.scalar_one() == 0
        unforced = sa.text("SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relforcerowsecurity")
        tables = connection.execute(sa.text(f"{unforced} AND relnamespace = 'public'::regnamespace"))
        assert tables.scalars().all() == []


def _let_relay_read(op: Operations) -> None:
    grant_relay(op, "notes", ["SELECT"])
