"""The database itself keeps names, tokens and mails from who has not named the one that they hold."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from services.auth.adapters.outbound.postgres.postgres_mail import sweep_account_tokens, sweep_mails
from services.auth.domain.account_tokens import KINDS
from services.auth.domain.email import EmailAddress
from services.auth.domain.erasure import OTHER_SERVICES
from services.auth.domain.username import Username
from tests.builders.chassis_database import opened
from tests.builders.mail_room import real_mail_room, token_of
from tests.integration.auth.conftest import AuthDoor

ADA = EmailAddress("ada@example.org")
TABLES = ("usernames", "account_tokens", "avatars", "scheduled_deletions")


@pytest.fixture
def token(door: AuthDoor) -> str:
    """Of Ada, who has a username; Eve has one, too, and a token that is open."""
    with opened(door.target, "relay") as relay:
        room = real_mail_room(door.database, relay, door.clock)
        for name in ("ada", "eve"):
            door.register(f"{name}@example.org", username=name)
            door.client.post("/v1/auth/email/verify", json={"token": room.token()})
        for name in ("ada", "eve"):
            door.client.post("/v1/auth/password/forgotten", json={"email": f"{name}@example.org"})
        tokens = {letter.to: token_of(letter) for letter in room.deliver()}
    return tokens[ADA]


def seen(door: AuthDoor, table: str, setting: str, value: str) -> list[object]:
    with door.database.transaction(None) as connection:
        connection.execute(sa.text(f"SELECT set_config('app.{setting}', :value, true)"), {"value": value})
        return list(connection.execute(sa.text(f"SELECT * FROM {table}")).all())


@pytest.mark.parametrize("table", TABLES)
def test_without_a_tenant_there_is_nothing(door: AuthDoor, token: str, table: str) -> None:
    assert seen(door, table, "nothing", "") == []


def test_naming_one_username_or_token_shows_that_one(door: AuthDoor, token: str) -> None:
    parsed = KINDS["password_reset"].parse(token)
    assert parsed is not None
    assert len(seen(door, "usernames", "username", Username("ada").skeleton)) == 1
    assert len(seen(door, "account_tokens", "account_token", parsed.digest.hex())) == 1
    assert seen(door, "account_tokens", "account_token", (b"\0" * 32).hex()) == []


def test_the_application_reads_no_mails(door: AuthDoor, token: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError), door.database.transaction(None) as connection:
        connection.execute(sa.text("SELECT * FROM mails"))


def test_no_token_and_no_address_of_a_sent_mail_is_stored(door: AuthDoor, token: str) -> None:
    parsed = KINDS["password_reset"].parse(token)
    assert parsed is not None
    with opened(door.target, "relay") as relay, relay.transaction(None) as connection:
        for table in ("mails", "account_tokens"):
            rows = connection.execute(sa.text(f"SELECT t::text FROM {table} t")).scalars().all()
            assert rows
            assert not [row for row in rows if token in row or parsed.secret.hex() in row]
        addresses = connection.execute(sa.text("SELECT DISTINCT address FROM mails")).scalars().all()
    assert addresses == [None]


def test_s3_of_an_erased_account_nothing_is_left(door: AuthDoor, token: str) -> None:
    login = door.application.log_in.accounts.find_login(ADA)
    assert login is not None
    own = door.log_in().json
    assert own is not None
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    door.application.accounts.avatar.store(login.tenant_id, login.user_id, written.getvalue())
    door.call("DELETE", "/v1/users/me?when=in_30_days", own["access_token"])
    door.call("DELETE", "/v1/users/me", own["access_token"])
    for service in OTHER_SERVICES:
        door.application.confirm_erasure(login.tenant_id, service, 1)
    with opened(door.target, "owner") as owner, owner.transaction(None) as connection:
        for table in ("users", "logins", "mails", *TABLES):
            connection.execute(sa.text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            rows = connection.execute(sa.text(f"SELECT t::text FROM {table} t")).scalars().all()
            assert not [row for row in rows if str(login.tenant_id) in row or str(login.user_id) in row]


def test_what_is_kept_of_sent_mails_and_old_tokens_is_swept(door: AuthDoor, token: str) -> None:
    """By the database's clock, which is far ahead of that of the test."""
    sent = sa.text("UPDATE mails SET sent_at = clock_timestamp() - make_interval(mins => :ago)")
    with opened(door.target, "relay") as relay, relay.transaction(None) as connection:
        mails = connection.execute(sent, {"ago": 59}).rowcount
        assert mails > 0
        assert sweep_mails(connection) == 0
        connection.execute(sent, {"ago": 61})
        assert sweep_mails(connection) == mails
        assert sweep_account_tokens(connection) == 2
        assert sweep_account_tokens(connection) == 0
