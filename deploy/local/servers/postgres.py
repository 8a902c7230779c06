"""PostgreSQL from a wheel's binaries, started by ourselves: SCRAM, TCP on loopback, commits on disk.

The wheel's own launcher is not used: it trusts every local process, opens up the permissions of parent
folders and takes a stale pid file for a running server.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from deploy.local.faults import AlreadyRunning, LocalPlatformError
from deploy.local.ports import LOOPBACK
from deploy.local.process_table import command_line, exists
from deploy.local.processes import Program
from deploy.local.servers.postgres_account import Account
from deploy.local.wheels import postgres_binaries

SUPERUSER = "rostrum_admin"
CONNECT_TIMEOUT_S = 2
INITDB_TIMEOUT_S = 120

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "client_connection_check_interval": "5s",
    "log_min_messages": "warning",
    "logging_collector": "off",
}
# For tests only, and chosen by them: a power cut may lose anything, a killed process still nothing.
WITHOUT_DISK_WAITS = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class PostgresServer:
    """A cluster in `folder`, which its caller has locked."""

    folder: Path
    port: int
    password: str
    log_file: Path
    durable: bool = True
    lock_fd: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def prepare(self) -> Program:
        """Create the cluster on first use, clear what a crash left, and say how to run it."""
        binaries = postgres_binaries()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        account = Account.able_to_run(binaries / "postgres", self.folder)
        if not self.data.exists():
            self._create(binaries, account)
        account.give(self.data)
        self._clear_stale_pid()
        return Program(
            name="postgres",
            command=(
                str(binaries / "postgres"),
                "-D",
                str(self.data),
                "-p",
                str(self.port),
                *self._options(),
            ),
            environment={**self.environment, "LC_ALL": "C"},
            log_file=self.log_file,
            ready=self.ready,
            stop_signal=signal.SIGINT,  # "fast": ends connections, loses nothing
            death_signal=signal.SIGINT,
            prefix=account.prefix,
            user=account.uid,
            keep_open=() if self.lock_fd is None else (self.lock_fd,),
        )

    def conninfo(self, database: str = "postgres") -> str:
        """How the superuser connects; for provisioning only."""
        return psycopg.conninfo.make_conninfo(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            connect_timeout=CONNECT_TIMEOUT_S,
        )

    def ready(self) -> bool:
        """Only a real connection proves it: a pid file may be stale and still say `ready`."""
        try:
            psycopg.connect(self.conninfo()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _options(self) -> list[str]:
        settings = SETTINGS | ({} if self.durable else WITHOUT_DISK_WAITS)
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _create(self, binaries: Path, account: Account) -> None:
        """Beside the final place, then renamed: a half-made cluster is never mistaken for one."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        account.give(fresh)
        with tempfile.NamedTemporaryFile("w", dir=self.folder, prefix=".password-") as password_file:
            password_file.write(self.password)
            password_file.flush()
            account.give(Path(password_file.name))
            self._initdb(binaries, account, fresh, password_file.name)
        fresh.rename(self.data)

    def _initdb(self, binaries: Path, account: Account, fresh: Path, password_file: str) -> None:
        options = ["-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8"]
        options += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        options += [] if self.durable else ["--no-sync"]
        result = subprocess.run(
            [*account.prefix, str(binaries / "initdb"), "-D", str(fresh), *options],
            env={"LC_ALL": "C", "PATH": os.defpath},
            capture_output=True,
            text=True,
            timeout=INITDB_TIMEOUT_S,
            check=False,
            user=account.uid,
            group=account.uid,
            extra_groups=None if account.uid is None else [],
        )
        if result.returncode != 0:
            raise LocalPlatformError(
                f"PostgreSQL could not create its cluster in {fresh}:\n{result.stderr.strip()}"
            )

    def _clear_stale_pid(self) -> None:
        """After a crash the pid in the file may belong to anyone; postgres would refuse to start if it lives.

        The folder's lock is held, so only a postgres of this very folder could be a server of ours.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0] or 0)
        command = command_line(pid)
        if "postgres" in command and str(self.data) in command:
            raise AlreadyRunning(
                f"PostgreSQL runs on {self.data} as process {pid}", f"end it: kill -INT {pid}"
            )
        if exists(pid):  # a dead pid is left to postgres, which then also looks for orphans of that server
            pid_file.unlink()
