"""The servers from wheels, as the launcher and all tests run them."""

import asyncio
import json
import socket
from urllib.parse import urlsplit
from urllib.request import urlopen

import nats
import psycopg
import pytest

from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.servers import RunningNats, RunningPostgres


def test_nats_syncs_every_message(nats_server: RunningNats) -> None:
    with urlopen(f"{nats_server.monitor_url}/jsz?config=1") as answer:
        assert json.load(answer)["config"]["sync_always"] is True


def test_each_user_logs_in_with_its_own_password(nats_server: RunningNats) -> None:
    async def scenario() -> None:
        for user, password in nats_server.users.items():
            client = await nats.connect(nats_server.url, user=user, password=password, allow_reconnect=False)
            await client.close()

    asyncio.run(scenario())


def test_a_wrong_password_is_refused(nats_server: RunningNats) -> None:
    address = urlsplit(nats_server.url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        stream = connection.makefile("rwb")
        stream.readline()
        stream.write(b'CONNECT {"user": "auth", "pass": "wrong", "verbose": false}\r\nPING\r\n')
        stream.flush()
        assert b"Authorization Violation" in stream.readline()
        stream.close()


def test_postgres_refuses_a_wrong_password(postgres_server: RunningPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgres_server.conninfo(), password="wrong")


def test_a_fresh_database_belongs_to_its_service_alone(make_database: MakeDatabase) -> None:
    ours = make_database("report", migrate=False)
    other = make_database("analyze", migrate=False)
    with psycopg.connect(ours.conninfo("owner")) as connection:
        connection.execute("CREATE TABLE note (text text)")
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(ours.conninfo("app")) as connection, refused:
        connection.execute("SELECT * FROM note")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(other.conninfo("app"), dbname=ours.name)


def test_no_role_of_a_service_passes_row_level_security(
    make_database: MakeDatabase, postgres_server: RunningPostgres
) -> None:
    make_database("report", migrate=False)
    with psycopg.connect(postgres_server.conninfo()) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles "
            "WHERE rolname LIKE 'report%' AND (rolbypassrls OR rolsuper OR rolcreatedb)"
        ).fetchall()
    assert rows == []
