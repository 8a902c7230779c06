"""`make restore FROM=folder`: an empty data folder becomes what the copy was, ready for `make up`.

The broker begins empty. All that it still has to say is in the outboxes, which say it again; consumers know
by its id what they have handled. docs/runbooks/restore.md argues it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from deploy.local.backup import ORDER, Backup, PostgresTools, copy_objects, stored_objects
from deploy.local.faults import LocalPlatformError
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.locks import FolderLock
from deploy.local.ports import free_ports
from deploy.local.processes import Child
from deploy.local.servers.postgres import PostgresServer
from deploy.local.servers.postgres_roles import Provisioner
from deploy.local.terminal import Progress

STOP_S = 30.0
SAY_AGAIN = "UPDATE outbox SET published_at = NULL WHERE published_at IS NOT NULL"
NOBODY_IS_LOGGED_IN = (
    "UPDATE sessions SET revoked_at = now(), revoked_reason = 'restored' WHERE revoked_at IS NULL",
    "DELETE FROM account_tokens",
)
"""The copy does not know which sessions were ended after it, nor which codes of mails were used."""


def restore(path: Path, source: Path) -> int:
    """The exit code."""
    folder, copy = DataFolder(path.absolute()), Backup(source.absolute())
    _check(folder, copy)
    folder.create()
    lock = FolderLock(folder.path)
    progress = Progress(f"Restoring {copy.path} in {folder.path}")
    try:
        with _database(folder) as server:
            for service in ORDER:
                _restore_database(server, folder, copy, service)
                progress.step(f"database {service}")
        count = copy_objects(copy.objects, stored_objects(folder))
        progress.step(f"{count} objects")
    finally:
        lock.release()
    progress.done("Everything is back; `make up` starts it. Everybody has to log in again.")
    return 0


def _check(folder: DataFolder, copy: Backup) -> None:
    if not copy.note.exists():
        raise LocalPlatformError(
            f"there is no complete backup in {copy.path}", "make one: `make backup TO=…`"
        )
    if any(place.exists() for place in (folder.postgres, folder.nats, stored_objects(folder))):
        raise LocalPlatformError(f"{folder.path} has a platform's data", "move it away, all but its secrets")
    if not (folder.secrets / "auth" / "vault_master_key").exists():
        raise LocalPlatformError(
            f"the secrets that belong to the backup are not in {folder.secrets}",
            "copy them there; what is sealed in the databases can't be read without them",
        )


@contextmanager
def _database(folder: DataFolder) -> Iterator[PostgresServer]:
    lock = FolderLock(folder.postgres)
    (port,) = free_ports(1)
    server = PostgresServer(
        folder=folder.postgres,
        port=port,
        password=PlatformSecrets(folder.secrets).platform.password("postgres_password"),
        log_file=folder.log_of("postgres"),
        lock_fd=lock.fd,
    )
    try:
        process = Child(server.prepare())
        try:
            process.wait_ready()
            yield server
        finally:
            process.stop(STOP_S)
    finally:
        lock.release()


def _restore_database(server: PostgresServer, folder: DataFolder, copy: Backup, service: str) -> None:
    """With the roles and their passwords of this folder's secrets."""
    Provisioner(server.conninfo).ensure(service, PlatformSecrets(folder.secrets).database_passwords(service))
    tools = PostgresTools(server.port, server.password)
    tools.run("pg_restore", service, "--exit-on-error", "--single-transaction", str(copy.database(service)))
    with psycopg.connect(server.conninfo(service)) as connection:
        connection.execute(SAY_AGAIN)
        for statement in NOBODY_IS_LOGGED_IN if service == "auth" else ():
            connection.execute(statement)
