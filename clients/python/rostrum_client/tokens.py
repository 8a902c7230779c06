"""Where tokens are kept between calls."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Tokens:
    """A short-lived access token and the refresh token that gets the next pair."""

    access: str
    refresh: str

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "Tokens":
        """From the server's JSON."""
        return cls(str(data.get("access_token") or ""), str(data.get("refresh_token") or ""))


class TokenStore(Protocol):
    """Keeps one server's tokens."""

    def load(self) -> Tokens | None: ...

    def save(self, tokens: Tokens | None) -> None:
        """None forgets them."""


class MemoryTokens:
    """Forgotten with the process."""

    def __init__(self) -> None:
        self._tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        return self._tokens

    def save(self, tokens: Tokens | None) -> None:
        self._tokens = tokens


class FileTokens:
    """Kept in a file that only its owner can read, one entry per server, written as a whole or not at all."""

    def __init__(self, path: Path, server: str) -> None:
        self._path = path
        self._server = server

    def load(self) -> Tokens | None:
        entry = self._entries().get(self._server)
        return Tokens.of(entry) if isinstance(entry, dict) else None

    def save(self, tokens: Tokens | None) -> None:
        entries = self._entries()
        entries.pop(self._server, None)
        if tokens:
            entries[self._server] = {"access_token": tokens.access, "refresh_token": tokens.refresh}
        self._write(json.dumps(entries, indent=2) + "\n")

    def _entries(self) -> dict[str, object]:
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
        return {}

    def _write(self, text: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with suppress(FileNotFoundError):
            draft.unlink()
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        draft.replace(self._path)


def default_token_file(environment: Mapping[str, str]) -> Path:
    """`$XDG_CONFIG_HOME/rostrum/tokens.json`, by default below `~/.config`."""
    home = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "rostrum" / "tokens.json"
