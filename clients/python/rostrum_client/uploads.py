"""A file on its way to the server."""

import io
from collections.abc import Callable, Sequence
from typing import BinaryIO

from rostrum_client.documents import RecordingFields

Uploaded = Callable[[int, int], None]
"""Called with the bytes read so far and in all."""


def form_of(fields: RecordingFields, analyses: Sequence[str]) -> dict[str, str]:
    """What is said about a recording, as a form says it; what is empty is left out."""
    form = {name: _written(value) for name, value in fields.items() if value}
    return form | ({"analyses": ",".join(analyses)} if analyses else {})


def _written(value: object) -> str:
    return "true" if value is True else str(value)


class WatchedFile:
    """A file that tells how much of it was read; httpx takes its length from `seek` and `tell`."""

    def __init__(self, file: BinaryIO, uploaded: Uploaded) -> None:
        self._file = file
        self._uploaded = uploaded
        self._size = file.seek(0, io.SEEK_END)
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._uploaded(self._file.tell(), self._size)
        return chunk

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
