"""An object as a file that is read here and there, without fetching the rest."""

import io
from collections import OrderedDict

from chassis.errors import RostrumError
from chassis.object_store import ObjectStore

_BLOCK_BYTES = 64 * 1024
_KEPT_BLOCKS = 16


class RangedObject:
    """Reads blocks when they are needed and keeps the last ones: a decoder that looks for a place comes back
    to where it has been.

    C libraries call it, through which no exception comes: after trouble the object seems to end, and
    `raise_trouble` says so.
    """

    def __init__(self, store: ObjectStore, key: str) -> None:
        self._store = store
        self._key = key
        self._size = store.stat(key).size
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._trouble: RostrumError | None = None

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def read(self, size: int) -> bytes:
        """At most so many bytes, and less than that only at the end."""
        end = min(self._position + size, self._size)
        parts = []
        try:
            while self._position < end:
                parts.append(self._part(end))
                self._position += len(parts[-1])
        except RostrumError as error:
            self._trouble = error
        return b"".join(parts)

    def raise_trouble(self) -> None:
        """For whoever has finished reading."""
        if self._trouble is not None:
            raise self._trouble

    def _part(self, end: int) -> bytes:
        """From here to the end, or to that of the block."""
        number, start = divmod(self._position, _BLOCK_BYTES)
        return self._block(number)[start : start + end - self._position]

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            with self._store.open(self._key, number * _BLOCK_BYTES, _BLOCK_BYTES) as chunks:
                self._blocks[number] = b"".join(chunks)
        self._blocks.move_to_end(number)
        while len(self._blocks) > _KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return self._blocks[number]
