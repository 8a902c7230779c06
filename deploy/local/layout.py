"""What is where in a data folder."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.faults import LocalPlatformError
from deploy.local.ports import free_ports, is_free
from deploy.local.secret_files import write_private

LONGEST_SCRATCH = 70
LOG_LIMIT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class DataFolder:
    """`.rostrum/` of `make up`, or any other folder; private to its owner."""

    path: Path

    def create(self) -> None:
        for folder in (self.path, self.secrets, self.logs, self.traces, self.objects):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def traces(self) -> Path:
        return self.path / "traces"

    @property
    def objects(self) -> Path:
        return self.path / "objects"

    @property
    def mails(self) -> Path:
        """Where mails are kept instead of sent, until a mail server is configured."""
        return self.path / "mails"

    @property
    def nats(self) -> Path:
        return self.path / "nats"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def caddy(self) -> Path:
        return self.path / "caddy"

    @property
    def port_file(self) -> Path:
        return self.path / "ports.json"

    def make_scratch(self) -> Path:
        """An empty folder for temporary files, so that killed processes leave theirs where they are cleared.

        Sockets are made in it, whose paths may have some 100 characters, of which they need 32.
        """
        scratch = self.path / "tmp"
        if len(str(scratch)) > LONGEST_SCRATCH:
            return Path(tempfile.mkdtemp(prefix="rostrum-"))
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700, exist_ok=True)  # it stays where it is a disk of its own
        return scratch

    def log_of(self, name: str) -> Path:
        """The log of one process; what a long earlier life left is moved aside once."""
        log = self.logs / f"{name}.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        return log

    def running_port(self, name: str) -> int:
        """Where a server of the platform that runs in this folder listens."""
        try:
            port = int(json.loads(self.port_file.read_text())[name])
        except (OSError, KeyError, ValueError):
            raise LocalPlatformError(f"there is no platform in {self.path}", "run `make up`") from None
        if is_free(port):
            raise LocalPlatformError(f"the platform in {self.path} is not running", "run `make up`")
        return port

    def ports(self, names: tuple[str, ...], preferred: dict[str, int]) -> dict[str, int]:
        """A port for each name: the preferred one, else the one it had last time, else any that is free."""
        file = self.port_file
        earlier = json.loads(file.read_text()) if file.exists() else {}
        wanted = preferred | {name: port for name, port in earlier.items() if name not in preferred}
        kept = _free_ones({name: port for name, port in wanted.items() if name in names})
        spare = iter([port for port in free_ports(2 * len(names)) if port not in kept.values()])
        ports = {name: kept.get(name) or next(spare) for name in names}
        write_private(file, json.dumps(ports, indent=2))
        return ports


def _free_ones(wanted: dict[str, int]) -> dict[str, int]:
    """Those that nothing listens on; a port that two want is the first one's."""
    free: dict[str, int] = {}
    for name, port in wanted.items():
        if port not in free.values() and is_free(port):
            free[name] = port
    return free
