"""PostgreSQL after crashes: nothing stale is believed, nothing committed is lost, nobody else gets in."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.faults import AlreadyRunning
from deploy.local.locks import FolderLock
from deploy.local.ports import free_ports
from deploy.local.processes import Child
from deploy.local.servers.postgres import PostgresServer
from deploy.local.servers.postgres_roles import Provisioner


class Cluster:
    """A server of its own that a test may mistreat."""

    def __init__(self, folder: Path) -> None:
        self.lock = FolderLock(folder)
        (port,) = free_ports(1)
        self.server = PostgresServer(
            folder, port, "pass-word", folder / "postgres.log", durable=False, lock_fd=self.lock.fd
        )
        self.child = self.start()

    def start(self) -> Child:
        self.child = Child(self.server.prepare())
        self.child.wait_ready()
        return self.child

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.server.conninfo()) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        self.child.stop()
        self.lock.release()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    cluster.execute("CREATE TABLE kept (n int)")
    yield cluster
    cluster.close()


def test_what_was_committed_survives_kill_9(cluster: Cluster) -> None:
    cluster.execute("INSERT INTO kept VALUES (1)")
    os.kill(cluster.child.pid, signal.SIGKILL)
    assert cluster.child.wait(10)
    cluster.start()
    assert (1,) in cluster.execute("SELECT n FROM kept")


def test_a_stale_pid_of_somebody_else_does_not_prevent_a_start(cluster: Cluster) -> None:
    pid_file = cluster.server.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    cluster.child.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert not cluster.server.ready()
        cluster.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_running_server_of_this_folder_is_not_taken_for_stale(cluster: Cluster) -> None:
    with pytest.raises(AlreadyRunning, match=f"process {cluster.child.pid}"):
        cluster.server.prepare()
    assert cluster.server.ready()


def test_a_second_launcher_is_refused(cluster: Cluster) -> None:
    with pytest.raises(AlreadyRunning):
        FolderLock(cluster.server.folder)


def test_the_folder_stays_locked_while_the_server_lives(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    cluster.lock.release()
    with pytest.raises(AlreadyRunning):
        FolderLock(tmp_path)
    cluster.child.stop()
    FolderLock(tmp_path).release()


def test_a_cluster_that_was_half_made_is_made_again(tmp_path: Path) -> None:
    half = tmp_path / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    cluster = Cluster(tmp_path)
    assert cluster.execute("SELECT 1") == [(1,)]
    cluster.close()


def test_a_database_that_was_half_made_is_made_again(cluster: Cluster) -> None:
    provisioner = Provisioner(cluster.server.conninfo)
    passwords = {"owner": "a-word", "app": "b-word", "relay": "c-word"}
    with psycopg.connect(cluster.server.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE report_unfinished")
    assert provisioner.ensure("report", passwords) is True
    assert provisioner.ensure("report", passwords) is False
    login = psycopg.conninfo.make_conninfo(
        cluster.server.conninfo("report"), user="report_app", password="b-word"
    )
    with psycopg.connect(login) as connection:
        assert connection.execute("SELECT has_schema_privilege('public', 'usage')").fetchone() == (True,)
