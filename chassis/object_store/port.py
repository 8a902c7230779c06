"""What a service may ask of the place where blobs are kept, in words that no store invented.

Only what every S3 implementation and a file system do alike is here. Metadata, tags and "create only"
differ between servers (and destroy objects on some), so they live in the owner's database.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

CHUNK_BYTES = 256 * 1024
"""How much of an object is in memory at a time while it is read."""

FULL = "storage_full"
UNUSABLE = "object_store_unavailable"
"""Codes of `errors.Unavailable`: no room left, and any other trouble of the store."""

_MAX_KEY_CHARS = 512
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PREFIX = re.compile(rf"(?:{_SEGMENT}/)+")


@dataclass(frozen=True)
class StoredObject:
    """An object that the store holds completely and durably.

    `sha256` (hexadecimal) is what `put` and `copy` computed while the bytes passed, and empty in `stat`
    and `list`. `modified_at` (UTC) is what `stat` and `list` report, and `None` in the others.
    """

    key: str
    size: int
    sha256: str = ""
    modified_at: datetime | None = None


class ObjectReader(Iterator[bytes], Protocol):
    """The chunks of an object; whoever opens it iterates to the end or closes it."""

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ObjectStore(Protocol):
    """Durable blobs under server-made keys.

    An object is visible only when all of it is stored; what a reader opened stays readable to its end.
    Every method may raise `errors.Unavailable`.
    """

    def put(self, key: str, chunks: Iterable[bytes], *, content_type: str) -> StoredObject:
        """Store all chunks under the key, or nothing: whatever `chunks` raises comes out unchanged."""
        ...

    def open(self, key: str, start: int = 0, length: int | None = None) -> ObjectReader:
        """The bytes from `start`; raises `NotFound` or `RangeNotSatisfiable` at once, not while reading."""
        ...

    def stat(self, key: str) -> StoredObject:
        """Size and age; raises `NotFound`."""
        ...

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Every object below a prefix that ends in a slash (or all of them: empty), in no promised order."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; removing what is not there is no error."""
        ...

    def delete_prefix(self, prefix: str) -> None:
        """Remove every object below a prefix that ends in a slash; repeatable."""
        ...

    def copy(self, source: str, target: str) -> StoredObject:
        """Store the source's bytes under another key."""
        ...

    def sweep_unfinished(self, older_than_s: float) -> int:
        """Remove what interrupted uploads left behind; returns how many."""
        ...

    def free_bytes(self) -> int | None:
        """Room left, where the store knows it."""
        ...

    def ping(self) -> None:
        """Raise `Unavailable` when the store can't be used."""
        ...


def checked_key(key: str) -> str:
    """The key when it is safe on a file system and in S3 alike; a wrong one is a fault in our own code."""
    if len(key) > _MAX_KEY_CHARS or not _KEY.fullmatch(key):
        raise ValueError("an object key is made of segments of letters, digits, '.', '_' and '-'")
    return key


def checked_prefix(prefix: str) -> str:
    """The prefix of a listing: empty, or whole segments with a slash at the end."""
    if prefix and (len(prefix) > _MAX_KEY_CHARS or not _PREFIX.fullmatch(prefix)):
        raise ValueError("a prefix is empty or made of whole segments and ends in a slash")
    return prefix


def checked_deletion(prefix: str) -> str:
    """A prefix that names something: an empty one would delete everything."""
    if not prefix:
        raise ValueError("deleting needs a prefix")
    return checked_prefix(prefix)


def checked_range(start: int, length: int | None) -> None:
    """Ranges come from parsed headers; a negative one is a fault in our own code."""
    if start < 0 or (length is not None and length < 1):
        raise ValueError("a range starts at 0 or later and holds a byte or more")
