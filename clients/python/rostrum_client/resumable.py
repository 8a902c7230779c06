"""Large files go to the server in pieces (tus 1.0), and go on where they stopped, whatever breaks."""

import hashlib
import io
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

import httpx

from rostrum_client.errors import (
    ApiError,
    Conflict,
    ConnectionFailed,
    NotFound,
    TimedOut,
    UnexpectedAnswer,
)
from rostrum_client.private_files import PrivateJson
from rostrum_client.transport import RETRIED, Call, Transport
from rostrum_client.uploads import Uploaded

RESUMABLE_FROM_BYTES = 16 * 1024 * 1024
"""Smaller files are sent in one request: sending one again costs less than asking where it stopped."""
LONGEST_METADATA = 4_000
"""Characters of a header; a longer text to read goes with the file in one request."""
PIECE_BYTES = 64 * 1024 * 1024
"""Of one request; what arrives of it counts, also where the rest does not."""
_CHUNK_BYTES = 256 * 1024
_FINISHING_LOOKS = 120
"""How often it is looked whether a complete upload is a recording: the server puts it together first."""
_LONGEST_DOUBLING = 3
_RESUMABLE = {"Tus-Resumable": "1.0.0"}
_TYPE = {"Content-Type": "application/offset+octet-stream"}
_PASSING = RETRIED | {408, 460}


class UploadMemory(Protocol):
    """Where uploads that are not finished are, for those who come back to them."""

    def load(self, key: str) -> str | None: ...

    def save(self, key: str, place: str | None) -> None:
        """None forgets it."""


class NoMemory:
    """Uploads are gone on with in the same call only."""

    def load(self, key: str) -> str | None:
        del key
        return None

    def save(self, key: str, place: str | None) -> None:
        del key, place


class FileMemory:
    """Kept in a file, so that another run of the program goes on with an upload."""

    def __init__(self, path: Path, server: str) -> None:
        self._file = PrivateJson(path)
        self._server = server

    def load(self, key: str) -> str | None:
        place = self._file.read().get(f"{self._server} {key}")
        return place if isinstance(place, str) else None

    def save(self, key: str, place: str | None) -> None:
        entries = self._file.read()
        entries.pop(f"{self._server} {key}", None)
        if place:
            entries[f"{self._server} {key}"] = place
        self._file.write(entries)


def metadata_of(form: Mapping[str, str]) -> str:
    """Upload-Metadata: names, and values in base64."""
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in form.items())


class ResumableUpload:
    """One file on its way. It gives up when nothing more gets through, attempt after attempt."""

    def __init__(
        self, transport: Transport, memory: UploadMemory, file: BinaryIO, uploaded: Uploaded
    ) -> None:
        self._transport = transport
        self._memory = memory
        self._file = file
        self._uploaded = uploaded
        self._size = file.seek(0, io.SEEK_END)

    def send(self, name: str, form: Mapping[str, str]) -> str:
        """The address of the recording. `name` and the form tell this upload from others."""
        metadata = metadata_of(form)
        key = hashlib.sha256(f"{name} {self._size} {metadata}".encode()).hexdigest()
        place, answer = self._begin(key, metadata)
        recording = self._finish(place, answer)
        self._memory.save(key, None)
        return recording

    def _begin(self, key: str, metadata: str) -> tuple[str, httpx.Response]:
        known = self._memory.load(key)
        if known is not None:
            try:
                return known, self._standing(known)
            except NotFound:
                self._memory.save(key, None)
        headers = {
            "Upload-Length": str(self._size),
            "Upload-Metadata": metadata,
            "Idempotency-Key": str(uuid4()),
        }
        made = self._transport.send(Call("POST", "/v1/uploads", headers=_RESUMABLE | headers))
        place = made.headers.get("Location", "")
        self._memory.save(key, place)
        return place, self._standing(place)

    def _finish(self, place: str, answer: httpx.Response) -> str:
        idle = 0
        while not answer.headers.get("Rostrum-Recording"):
            offset = _offset(answer)
            patience = self._transport.retries.attempts if offset < self._size else _FINISHING_LOOKS
            try:
                answer = self._append(place, offset)
            except (ApiError, ConnectionFailed) as error:
                if not _passes(error) or idle + 1 >= patience:
                    raise
                answer = self._standing(place)
            idle = 0 if _offset(answer) > offset else idle + 1
            if idle >= patience:
                raise TimedOut("The upload does not become a recording.")
            if idle:
                self._transport.retries.pause(min(idle, _LONGEST_DOUBLING), None)
        return str(answer.headers["Rostrum-Recording"])

    def _standing(self, place: str) -> httpx.Response:
        return self._transport.send(Call("HEAD", place, headers=_RESUMABLE))

    def _append(self, place: str, offset: int) -> httpx.Response:
        size = min(PIECE_BYTES, self._size - offset)
        headers = {"Upload-Offset": str(offset), "Content-Length": str(size)}
        call = Call(
            "PATCH",
            place,
            headers=_RESUMABLE | _TYPE | headers,
            body=lambda: {"content": self._piece(offset, size)},
        )
        return self._transport.send(call, retried=False)

    def _piece(self, offset: int, size: int) -> Iterator[bytes]:
        self._file.seek(offset)
        end = offset + size
        while offset < end:
            chunk = self._file.read(min(_CHUNK_BYTES, end - offset))
            yield chunk
            offset += len(chunk)
            self._uploaded(offset, self._size)


def _passes(error: ApiError | ConnectionFailed) -> bool:
    """A conflict is another offset than ours: the next answer tells which."""
    return isinstance(error, ConnectionFailed | Conflict) or error.status in _PASSING


def _offset(answer: httpx.Response) -> int:
    told = answer.headers.get("Upload-Offset", "")
    if not told.isdecimal():
        raise UnexpectedAnswer(f"The answer of {answer.request.url} does not tell where the upload stands.")
    return int(told)
