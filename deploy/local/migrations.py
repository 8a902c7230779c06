"""Remembering which migrations a data folder has had, so that a start with nothing new is quick."""

import hashlib
import json
from pathlib import Path

from deploy.local.environment import ROOT
from deploy.local.secret_files import write_private


class MigrationRecord:
    """A file in the data folder. It says nothing of databases made later, which are migrated in any case."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "migrated.json"

    def is_current(self, service: str) -> bool:
        return self._entries().get(service) == fingerprint(service)

    def note(self, services: tuple[str, ...]) -> None:
        """After these have been migrated."""
        entries = self._entries() | {service: fingerprint(service) for service in services}
        write_private(self._file, json.dumps(entries, indent=2))

    def _entries(self) -> dict[str, str]:
        loaded: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        return loaded


def fingerprint(service: str, root: Path = ROOT) -> str:
    """Changes when a migration is added or altered."""
    folder = root / "services" / service / "migrations"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
