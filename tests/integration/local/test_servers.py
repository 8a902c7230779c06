"""The servers from wheels, as the launcher and all tests run them."""

import asyncio
import json
import os
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import nats
import psycopg
import pytest

from chassis.errors import Unavailable
from chassis.messaging import STREAMS
from deploy.local.ports import free_ports
from deploy.local.processes import Child
from deploy.local.servers.nats import NatsServer, NatsUser
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected
from tests.infrastructure.fixtures import MakeDatabase
from tests.infrastructure.servers import RunningNats, RunningPostgres

NO_LARGE_FILES = ("sh", "-c", 'trap "" XFSZ && ulimit -f 2 && exec "$@"', "sh")
"""Runs a program for which no file may have more than a kilobyte or two: like a full disk, without one."""


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


def test_nats_that_could_not_write_says_that_it_is_broken(tmp_path: Path) -> None:
    users = tuple(NatsUser(name, "only-for-tests") for name in ("admin", "ingest"))
    server = NatsServer(tmp_path, *free_ports(2), users, tmp_path / "nats.log", max_file="2GB")
    child = Child(replace(server.prepare(), prefix=NO_LARGE_FILES, log_file=Path(os.devnull)))
    try:
        child.wait_ready()
        running = RunningNats(server.url, {user.name: user.password for user in users})
        with connected(running, "admin") as admin, connected(running) as client:
            admin.provision(STREAMS, ())
            assert not server.broken()
            with pytest.raises(Unavailable):
                list(map(client.publish, [an_event() for _ in range(20)]))
            assert server.broken()
    finally:
        child.stop()


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
