"""Secrets generated once and kept as files only their owner can read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

PASSWORD_BYTES = 24


class SecretFiles:
    """A 0700 folder of 0600 files, one secret each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def password(self, name: str) -> str:
        return self.get(name, lambda: secrets.token_urlsafe(PASSWORD_BYTES))

    def get(self, name: str, generate: Callable[[], str]) -> str:
        """The secret of that name, made on first use."""
        path = self.folder / name
        if not path.exists():
            write_private(path, generate())
        return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step, never readable by others; whole and there even after a power cut."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_names(path.parent)


def _sync_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
