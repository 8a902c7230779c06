"""The blobs port on the chassis' object store."""

from collections.abc import Iterable, Iterator

from chassis.object_store import ObjectStore, StoredObject
from services.ingest.application.ports.blobs import Blob


class StoredBlobs:
    """Keys are ours already; only the words differ."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def write(self, key: str, chunks: Iterable[bytes], media_type: str) -> Blob:
        return _blob(self._store.put(key, chunks, content_type=media_type))

    def read(self, key: str, start: int, length: int) -> Iterator[bytes]:
        return self._store.open(key, start, length)

    def every(self) -> Iterator[Blob]:
        return map(_blob, self._store.list(""))

    def erase(self, folder: str) -> None:
        self._store.delete_prefix(folder)

    def remove(self, key: str) -> None:
        self._store.delete(key)

    def sweep_unfinished(self, older_than_s: float) -> int:
        return self._store.sweep_unfinished(older_than_s)

    def free_bytes(self) -> int | None:
        return self._store.free_bytes()


def _blob(stored: StoredObject) -> Blob:
    return Blob(stored.key, stored.size, stored.sha256, stored.modified_at)
