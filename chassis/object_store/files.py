"""Objects as files: the embedded default, as durable as the disk.

An upload is written to `incoming/` on the same file system, synced, renamed into `objects/`, and then
every directory from there up to the root is synced, so that an acknowledged object survives a power cut
and a reader never sees half of one.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from chassis import errors
from chassis.object_store.port import (
    CHUNK_BYTES,
    FULL,
    UNUSABLE,
    StoredObject,
    checked_deletion,
    checked_key,
    checked_prefix,
    checked_range,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PLACING_ATTEMPTS = 100
"""Deleting a directory's last object may take it away between making it and renaming into it."""


class FileStore:
    """The object store port on one directory, for any number of processes at a time."""

    def __init__(self, root: Path, *, sync: Callable[[int], None] = os.fsync) -> None:
        self._objects = root / "objects"
        self._incoming = root / "incoming"
        self._root = root
        self._sync = sync
        for directory in (self._objects, self._incoming):
            _make_directory(directory)
        self._sync_directory(root)

    def put(self, key: str, chunks: Iterable[bytes], *, content_type: str) -> StoredObject:
        """The content type is the owner's to remember: a file has none."""
        del content_type
        target = self._path(key)
        incoming = self._incoming / secrets.token_hex(16)
        try:
            size, sha256 = self._receive(incoming, chunks)
            with _disk_trouble():
                self._place(incoming, target)
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise
        return StoredObject(key, size, sha256)

    def open(self, key: str, start: int = 0, length: int | None = None) -> "FileReader":
        checked_range(start, length)
        with _disk_trouble():
            try:
                file = self._path(key).open("rb")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                raise errors.NotFound("There is no such object.") from None
        size = os.fstat(file.fileno()).st_size
        if start > 0 and start >= size:
            file.close()
            raise errors.RangeNotSatisfiable(f"The content has {size} bytes.")
        file.seek(start)
        return FileReader(file, size - start if length is None else min(length, size - start))

    def stat(self, key: str) -> StoredObject:
        with _disk_trouble():
            try:
                return _described(key, self._path(key))
            except (FileNotFoundError, NotADirectoryError):
                raise errors.NotFound("There is no such object.") from None

    def list(self, prefix: str) -> Iterator[StoredObject]:
        folder = self._objects / checked_prefix(prefix)
        for path in _files_below(folder):
            with suppress(FileNotFoundError):
                yield _described(path.relative_to(self._objects).as_posix(), path)

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _disk_trouble():
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
                self._sync_directory(path.parent)
            self._prune(path.parent)

    def delete_prefix(self, prefix: str) -> None:
        folder = self._objects / checked_deletion(prefix)
        for path in _files_below(folder):
            self.delete(path.relative_to(self._objects).as_posix())
        self._prune(folder)

    def copy(self, source: str, target: str) -> StoredObject:
        with self.open(source) as chunks:
            return self.put(target, chunks, content_type="application/octet-stream")

    def sweep_unfinished(self, older_than_s: float) -> int:
        """Age is measured by the file system's own clock: against a file written now."""
        marker = self._incoming / f".{secrets.token_hex(16)}"
        marker.touch()
        now = marker.stat().st_mtime
        marker.unlink()
        swept = 0
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if now - path.stat().st_mtime >= older_than_s:
                    path.unlink()
                    swept += 1
        return swept

    def free_bytes(self) -> int:
        disk = os.statvfs(self._root)
        return disk.f_bavail * disk.f_frsize

    def ping(self) -> None:
        if not os.access(self._incoming, os.W_OK):
            raise errors.Unavailable("The object store can't be written just now.", code=UNUSABLE)

    def _receive(self, incoming: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
        digest = hashlib.sha256()
        size = 0
        with _disk_trouble():
            file = FileIO(incoming, "xb", opener=_private)
        with file:
            for chunk in chunks:
                digest.update(chunk)
                with _disk_trouble():
                    _write_all(file, chunk)
                size += len(chunk)
            with _disk_trouble():
                self._sync(file.fileno())
        return size, digest.hexdigest()

    def _path(self, key: str) -> Path:
        return self._objects / checked_key(key)

    def _place(self, incoming: Path, target: Path) -> None:
        for _ in range(_PLACING_ATTEMPTS):
            # mkdir tells a directory that vanished meanwhile as either of the two.
            with suppress(FileNotFoundError, FileExistsError):
                _make_directory(target.parent)
                incoming.replace(target)
                self._sync_chain(target.parent)
                return
        raise errors.Unavailable("The object store is too busy just now; try again.", code=UNUSABLE)

    def _sync_chain(self, directory: Path) -> None:
        """Up to the root each time: another writer may have made a directory and not synced it yet."""
        while directory != self._objects:
            self._sync_directory(directory)
            directory = directory.parent
        self._sync_directory(self._objects)

    def _sync_directory(self, directory: Path) -> None:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def _prune(self, directory: Path) -> None:
        """Empty directories go; the first that is not empty ends the climb."""
        while directory != self._objects:
            try:
                directory.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                return
            directory = directory.parent


class FileReader(Iterator[bytes]):
    """Chunks of an open file, bounded; closed at its end or by its reader."""

    def __init__(self, file: BinaryIO, remaining: int) -> None:
        self._file = file
        self._remaining = remaining

    def __next__(self) -> bytes:
        chunk = b"" if self._file.closed else self._file.read(min(CHUNK_BYTES, self._remaining))
        if not chunk:
            self.close()
            raise StopIteration
        self._remaining -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _make_directory(directory: Path) -> None:
    """With its parents, all for the owner only: `mkdir(parents=True)` leaves those to the umask."""
    try:
        directory.mkdir(exist_ok=True, mode=0o700)
    except FileNotFoundError:
        _make_directory(directory.parent)
        directory.mkdir(exist_ok=True, mode=0o700)


def _write_all(file: FileIO, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[file.write(view) :]


def _described(key: str, path: Path) -> StoredObject:
    facts = path.stat()
    return StoredObject(key, facts.st_size, modified_at=datetime.fromtimestamp(facts.st_mtime, UTC))


def _files_below(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


@contextmanager
def _disk_trouble() -> Iterator[None]:
    """What the disk refuses becomes the family's error; its paths stay in the log, not in the answer."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise errors.Unavailable("There is no room left to store this.", code=FULL) from error
        raise errors.Unavailable("The object store failed just now; try again.", code=UNUSABLE) from error
