"""The object store port in memory; it passes the same suite as the real ones."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from chassis import errors
from chassis.object_store.port import (
    CHUNK_BYTES,
    StoredObject,
    checked_deletion,
    checked_key,
    checked_prefix,
    checked_range,
)


class MemoryReader(Iterator[bytes]):
    def __init__(self, content: bytes) -> None:
        self._content = content

    def __next__(self) -> bytes:
        chunk, self._content = self._content[:CHUNK_BYTES], self._content[CHUNK_BYTES:]
        if not chunk:
            raise StopIteration
        return chunk

    def close(self) -> None:
        self._content = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class MemoryStore:
    """`trouble`, when set, is raised by every method; `modified_at` is what new objects get."""

    def __init__(self, *, free: int | None = None) -> None:
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.modified_at = datetime.now(UTC)
        self.trouble: errors.RostrumError | None = None
        self.free = free

    def put(self, key: str, chunks: Iterable[bytes], *, content_type: str) -> StoredObject:
        self._check()
        content = b"".join(chunks)
        self.objects[checked_key(key)] = (content, self.modified_at)
        return StoredObject(key, len(content), hashlib.sha256(content).hexdigest())

    def open(self, key: str, start: int = 0, length: int | None = None) -> MemoryReader:
        checked_range(start, length)
        content, _ = self._get(key)
        if start > 0 and start >= len(content):
            raise errors.RangeNotSatisfiable(f"The content has {len(content)} bytes.")
        return MemoryReader(content[start:] if length is None else content[start : start + length])

    def stat(self, key: str) -> StoredObject:
        content, modified_at = self._get(key)
        return StoredObject(key, len(content), modified_at=modified_at)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        checked_prefix(prefix)
        for key in [key for key in self.objects if key.startswith(prefix)]:
            yield self.stat(key)

    def delete(self, key: str) -> None:
        self._check()
        self.objects.pop(checked_key(key), None)

    def delete_prefix(self, prefix: str) -> None:
        for found in list(self.list(checked_deletion(prefix))):
            self.delete(found.key)

    def copy(self, source: str, target: str) -> StoredObject:
        return self.put(target, self.open(source), content_type="application/octet-stream")

    def sweep_unfinished(self, older_than_s: float) -> int:
        return 0

    def free_bytes(self) -> int | None:
        return self.free

    def ping(self) -> None:
        self._check()

    def _get(self, key: str) -> tuple[bytes, datetime]:
        self._check()
        if checked_key(key) not in self.objects:
            raise errors.NotFound("There is no such object.")
        return self.objects[key]

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble
