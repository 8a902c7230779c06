"""The servers of a test run, from wheels."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.locks import FolderLock
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Child
from deploy.local.secret_files import SecretFiles
from deploy.local.servers.nats import NatsServer, NatsUser
from deploy.local.servers.postgres import SUPERUSER, PostgresServer


@dataclass
class RunningNats:
    """A NATS server; `child` lets a fault test kill and restart it (None in a container)."""

    url: str
    users: dict[str, str]
    child: Child | None = None
    monitor_url: str = ""

    def password(self, user: str) -> str:
        return self.users[user]


@dataclass
class RunningPostgres:
    """A PostgreSQL server and its superuser, for making databases."""

    host: str
    port: int
    user: str
    password: str
    child: Child | None = None

    def conninfo(self, database: str = "postgres") -> str:
        return (
            f"host={self.host} port={self.port} user={self.user} password={self.password} dbname={database}"
        )


@contextmanager
def nats_from_wheel(folder: Path, users: tuple[NatsUser, ...]) -> Iterator[RunningNats]:
    port, monitor_port = free_ports(2)
    lock = FolderLock(folder)
    server = NatsServer(
        folder, port, monitor_port, users, folder / "nats.log", max_file="4GB", lock_fd=lock.fd
    )
    child = Child(server.prepare())
    try:
        child.wait_ready()
        logins = {user.name: user.password for user in users}
        yield RunningNats(server.url, logins, child, f"http://{LOOPBACK}:{monitor_port}")
    finally:
        child.stop()
        lock.release()


@contextmanager
def postgres_from_wheel(folder: Path) -> Iterator[RunningPostgres]:
    (port,) = free_ports(1)
    lock = FolderLock(folder)
    password = SecretFiles(folder / "secrets").password("postgres")
    server = PostgresServer(folder, port, password, folder / "postgres.log", durable=False, lock_fd=lock.fd)
    child = Child(server.prepare())
    try:
        child.wait_ready()
        yield RunningPostgres(LOOPBACK, port, SUPERUSER, password, child)
    finally:
        child.stop()
        lock.release()
