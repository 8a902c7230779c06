"""Secrets that have to be read again, such as keys of providers, at rest."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Label:
    """The one row that a sealed secret belongs to: in any other, or in another version, it won't open."""

    tenant_id: UUID
    table: str
    record_id: UUID
    version: int

    def encode(self) -> bytes:
        return f"{self.tenant_id}|{self.table}/{self.record_id}|{self.version}".encode()


@dataclass(frozen=True)
class Sealed:
    """What the row keeps: the secret under a data key of its own, and that key under a master key."""

    content: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    master_key: str
    """Which master key it is, by its id."""


class MasterKeys(Protocol):
    """Keys that are nowhere near the database. Each method raises `CannotOpen` for what it can't do."""

    def present(self) -> str:
        """The id of the key that `wrap` uses now."""
        ...

    def wrap(self, data_key: bytes, label: Label) -> tuple[str, bytes]:
        """The id of the key that was used, and the wrapped data key."""
        ...

    def unwrap(self, master_key: str, wrapped_key: bytes, label: Label) -> bytes: ...

    def close(self) -> None:
        """Nothing is asked after it."""
        ...


class Sealer(Protocol):
    """Each method raises `CannotOpen` where the master key is missing or out of reach."""

    def seal(self, label: Label, secret: bytes) -> Sealed: ...

    def open(self, label: Label, sealed: Sealed) -> bytes:
        """Raises `CannotOpen` too for what was sealed for another row."""
        ...

    def rewrap(self, label: Label, sealed: Sealed) -> Sealed:
        """The same content, with its data key under the present master key; the secret is not opened."""
        ...

    def present(self) -> str:
        """The id of the master key that `seal` and `rewrap` use now."""
        ...
