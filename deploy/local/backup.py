"""`make backup TO=folder`: what can't be made again, copied while the platform runs.

Databases first, the one that others follow last, and then the objects: so a row that was copied has its
object, and what one service knows of the work of another, that one knows as well (docs/runbooks/restore.md).
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.faults import LocalPlatformError
from deploy.local.keys import PlatformSecrets
from deploy.local.layout import DataFolder
from deploy.local.ports import LOOPBACK
from deploy.local.secret_files import write_private
from deploy.local.servers.postgres import SUPERUSER
from deploy.local.terminal import Progress
from deploy.local.wheels import postgres_binaries

ORDER = ("report", "analyze", "transcribe", "ingest", "auth")
"""Work flows the other way: from auth's users to the reports."""
TOOL_TIMEOUT_S = 3_600.0


@dataclass(frozen=True)
class Backup:
    """What is where in a folder that `make backup` has made. Without the note it is half a one."""

    path: Path

    @property
    def objects(self) -> Path:
        return self.path / "objects"

    @property
    def note(self) -> Path:
        return self.path / "backup.json"

    def database(self, service: str) -> Path:
        return self.path / f"{service}.dump"


@dataclass(frozen=True)
class PostgresTools:
    """pg_dump and pg_restore, as the superuser: row-level security hides rows from the tables' owners too."""

    port: int
    password: str

    def run(self, tool: str, database: str, *arguments: str) -> None:
        with self._password_file() as password_file:
            connection = f"host={LOOPBACK} port={self.port} user={SUPERUSER} dbname={database}"
            result = subprocess.run(
                [str(postgres_binaries() / tool), f"--dbname={connection}", *arguments],
                env={"LC_ALL": "C", "PATH": os.defpath, "PGPASSFILE": password_file},
                capture_output=True,
                text=True,
                timeout=TOOL_TIMEOUT_S,
                check=False,
            )
        if result.returncode != 0:
            raise LocalPlatformError(f"{tool} failed for the database {database}:\n{result.stderr.strip()}")

    @contextmanager
    def _password_file(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pgpass"
            write_private(file, f"*:*:*:*:{self.password}\n")
            yield str(file)


def backup(path: Path, to: Path) -> int:
    """The platform goes on meanwhile; the exit code."""
    folder, target = DataFolder(path.absolute()), Backup(to.absolute())
    port = folder.running_port("postgres")
    tools = PostgresTools(port, PlatformSecrets(folder.secrets).platform.password("postgres_password"))
    _make_empty(target.path)
    progress = Progress(f"Copying {folder.path} to {target.path}")
    began = datetime.now(UTC)
    for service in ORDER:
        options = ("--format=custom", "--no-unlogged-table-data", f"--file={target.database(service)}")
        tools.run("pg_dump", service, *options)
        progress.step(f"database {service}")
    count = copy_objects(stored_objects(folder), target.objects)
    progress.step(f"{count} objects")
    write_private(target.note, json.dumps({"began": began.isoformat(), "objects": count}, indent=2))
    progress.done("The copy is complete.")
    progress.say(f"  The secrets in {folder.secrets} are not in it. Keep a copy of them in another place.")
    return 0


def stored_objects(folder: DataFolder) -> Path:
    """Where the object store has what is complete; empty where objects are in a bucket."""
    return folder.objects / "objects"


def copy_objects(source: Path, target: Path) -> int:
    """How many. One that is deleted meanwhile is left out."""
    count = 0
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place, _, names in os.walk(source):
        here = target / Path(place).relative_to(source)
        here.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in names:
            with suppress(FileNotFoundError):
                shutil.copyfile(Path(place) / name, here / name)
                count += 1
    os.sync()
    return count


def _make_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise LocalPlatformError(f"{folder} is not empty", "give another folder: TO=…")
