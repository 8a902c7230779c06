"""The database itself keeps tenants apart, whatever the code forgets."""

import pytest
import sqlalchemy as sa

from services.auth.domain.email import EmailAddress
from tests.builders.chassis_database import opened
from tests.integration.auth.conftest import AuthDoor

TABLES = ("tenants", "users", "logins", "sessions", "refresh_tokens", "outbox")


@pytest.mark.parametrize("table", TABLES)
def test_without_a_tenant_there_is_nothing(door: AuthDoor, table: str) -> None:
    door.tokens()
    with door.database.transaction(None) as connection:
        assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize("table", TABLES)
def test_with_a_tenant_there_is_only_its_own(door: AuthDoor, table: str) -> None:
    door.tokens("ada@example.org")
    door.tokens("eve@example.org")
    login = door.application.log_in.accounts.find_login(EmailAddress("ada@example.org"))
    assert login is not None
    with door.database.transaction(login.tenant_id) as connection:
        owners = connection.execute(sa.text(f"SELECT DISTINCT tenant_id FROM {table}")).scalars().all()
    assert owners == [login.tenant_id]


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
        for table in (*TABLES, "idempotency_keys"):
            connection.execute(sa.text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            rows = connection.execute(sa.text(f"SELECT t::text FROM {table} t")).scalars().all()
            assert not [row for row in rows for secret in secrets if secret in row]
