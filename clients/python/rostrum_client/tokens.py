"""Where tokens are kept between calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rostrum_client.errors import RostrumError
from rostrum_client.private_files import PrivateJson


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


class GivenToken:
    """An API token: it needs no login, and there is nothing to keep."""

    def __init__(self, token: str) -> None:
        self._tokens = Tokens(token, "")

    def load(self) -> Tokens | None:
        return self._tokens

    def save(self, tokens: Tokens | None) -> None:
        """Raises RostrumError: whoever gives a token does not log in or out."""
        del tokens
        raise RostrumError("An API token is in use.", fix="Unset ROSTRUM_TOKEN to log in or out.")


class FileTokens:
    """Kept in a file, one entry per server."""

    def __init__(self, path: Path, server: str) -> None:
        self._file = PrivateJson(path)
        self._server = server

    def load(self) -> Tokens | None:
        entry = self._file.read().get(self._server)
        return Tokens.of(entry) if isinstance(entry, dict) else None

    def save(self, tokens: Tokens | None) -> None:
        entries = self._file.read()
        entries.pop(self._server, None)
        if tokens:
            entries[self._server] = {"access_token": tokens.access, "refresh_token": tokens.refresh}
        self._file.write(entries)


def default_token_file(environment: Mapping[str, str]) -> Path:
    """`$XDG_CONFIG_HOME/rostrum/tokens.json`, by default below `~/.config`."""
    home = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "rostrum" / "tokens.json"
