"""Where the bytes of recordings are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Blob:
    """A stored object; `sha256` is known where it was just written, `modified_at` where it was listed."""

    key: str
    size: int
    sha256: str = ""
    modified_at: datetime | None = None


class Blobs(Protocol):
    """Durable once written, visible only when whole."""

    def write(self, key: str, chunks: Iterable[bytes], media_type: str) -> Blob:
        """Whatever `chunks` raises comes out unchanged, and nothing is kept."""
        ...

    def read(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """Raises `NotFound` or `RangeNotSatisfiable` at once."""
        ...

    def every(self) -> Iterator[Blob]: ...

    def erase(self, folder: str) -> None:
        """Everything below a folder; repeatable."""
        ...

    def remove(self, key: str) -> None:
        """One blob; repeatable."""
        ...

    def sweep_unfinished(self, older_than_s: float) -> int: ...

    def free_bytes(self) -> int | None:
        """Room left, where it is known."""
        ...
