"""T2: the database itself keeps tenants apart, whatever the code forgets."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import sqlalchemy as sa

from chassis.errors import Unavailable
from services.auth.domain.email import EmailAddress
from tests.builders.chassis_database import opened
from tests.integration.auth.conftest import AuthDoor

TENANTS_TABLES = sa.text(
    "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
    " WHERE relkind = 'r' AND attname = 'tenant_id' AND has_table_privilege(pg_class.oid, 'SELECT')"
    " AND NOT relname = ANY(:shared)"
)
OF_NOBODY_TOO = ["idempotency_keys"]
"""Registrations keep theirs under the tenant of nobody."""
HELD = {"tenants", "users", "logins", "sessions", "refresh_tokens", "outbox", "audit_acts"}
"""What a log-in leaves rows in: of these the test must have seen some."""
THREADS, ASKED_BY_EACH = 4, 2500


def tables(door: AuthDoor) -> Sequence[str]:
    with door.database.transaction(None) as connection:
        return connection.execute(TENANTS_TABLES, {"shared": OF_NOBODY_TOO}).scalars().all()


def tenant_of(door: AuthDoor, email: str) -> UUID:
    login = door.application.log_in.accounts.find_login(EmailAddress(email))
    assert login is not None
    return login.tenant_id


def test_without_a_tenant_there_is_nothing(door: AuthDoor) -> None:
    door.tokens()
    with door.database.transaction(None) as connection:
        for table in tables(door):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table


def test_with_a_tenant_there_is_only_its_own(door: AuthDoor) -> None:
    door.tokens("ada@example.org")
    door.tokens("eve@example.org")
    own = tenant_of(door, "ada@example.org")
    seen = set()
    with door.database.transaction(own) as connection:
        for table in tables(door):
            owners = connection.execute(sa.text(f"SELECT DISTINCT tenant_id FROM {table}")).scalars().all()
            assert set(owners) <= {own}, table
            seen |= {table} if owners else set()
    assert seen >= HELD


def test_a_small_pool_never_mixes_tenants_up(door: AuthDoor) -> None:
    """10,000 transactions of two tenants and of none, in turns, on two connections.

    Who waits too long for one is refused, and asks again.
    """
    emails = ("ada@example.org", "eve@example.org")
    for email in emails:
        door.tokens(email)
    tenants = [*(tenant_of(door, email) for email in emails), None]
    names = sa.text("SELECT tenant_id FROM users")

    def seen_by(tenant_id: UUID | None) -> Sequence[UUID]:
        while True:
            with suppress(Unavailable), pool.transaction(tenant_id) as connection:
                return connection.execute(names).scalars().all()

    def ask(offset: int) -> int:
        crossings = 0
        for number in range(ASKED_BY_EACH):
            tenant_id = tenants[(number + offset) % len(tenants)]
            crossings += seen_by(tenant_id) != ([tenant_id] if tenant_id else [])
        return crossings

    with opened(door.target, "app", pool_size=2) as pool, ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(ask, range(THREADS))) == 0


def test_naming_one_address_shows_one_login(door: AuthDoor) -> None:
    door.tokens("ada@example.org")
    door.tokens("eve@example.org")
    with door.database.transaction(None) as connection:
        connection.execute(sa.text("SELECT set_config('app.email', 'eve@example.org', true)"))
        emails = connection.execute(sa.text("SELECT email FROM logins")).scalars().all()
        deleted = connection.execute(sa.text("DELETE FROM logins")).rowcount
    assert (emails, deleted) == (["eve@example.org"], 0)


def test_every_table_with_a_tenant_forces_its_policy(door: AuthDoor) -> None:
    unprotected = sa.text(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relkind = 'r' AND attname = 'tenant_id'"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    privileged = sa.text(
        "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    )
    owned = sa.text("SELECT relname FROM pg_class WHERE relowner = current_user::regrole AND relkind = 'r'")
    with door.database.transaction(None) as connection:
        assert connection.execute(unprotected).scalars().all() == []
        assert connection.execute(privileged).scalars().all() == []
        assert connection.execute(owned).scalars().all() == []


def test_no_secret_is_stored_readably(door: AuthDoor) -> None:
    tokens = door.tokens()
    secrets = ("correct horse", tokens["refresh_token"], tokens["access_token"])
    with opened(door.target, "owner") as owner, owner.transaction(None) as connection:
        for table in (*tables(door), *OF_NOBODY_TOO):
            connection.execute(sa.text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            rows = connection.execute(sa.text(f"SELECT t::text FROM {table} t")).scalars().all()
            assert not [row for row in rows for secret in secrets if secret in row]
