"""Objects in any S3 service, over minio-py.

Its defaults wait 300 s five times over; `s3_client` ends each exchange after seconds. Servers that
answer an error with another content type than `application/xml` make it raise `InvalidResponseError`,
whose HTTP status says what happened.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import BinaryIO, Self, cast

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3.exceptions import HTTPError

from chassis import errors
from chassis.deadlines import within
from chassis.object_store.exchanges import ANSWER_S, BoundedExchanges, time_for
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

_PART_BYTES = 10 * 1024 * 1024
"""One part is held in memory while it is sent; 10,000 parts are the protocol's limit, so 100 GB an object."""

_NOT_FOUND = {"NoSuchKey", "NoSuchObject", "ResourceNotFound", "404"}
_BAD_RANGE = {"InvalidRange", "416"}


def s3_client(endpoint: str, *, access_key: str, secret_key: str, region: str = "us-east-1") -> Minio:
    """A client that gives up in seconds; `endpoint` is `http://host:port` or `https://host`."""
    scheme, _, host = endpoint.rpartition("://")
    return Minio(
        host,
        access_key=access_key,
        secret_key=secret_key,
        secure=scheme != "http",
        region=region,
        http_client=BoundedExchanges(),
    )


class S3Store:
    """The object store port on one bucket, which exists already."""

    def __init__(self, client: Minio, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, chunks: Iterable[bytes], *, content_type: str) -> StoredObject:
        source = _HashingSource(chunks)
        with _s3_trouble():
            self._client.put_object(
                self._bucket,
                checked_key(key),
                cast(BinaryIO, source),
                length=-1,
                part_size=_PART_BYTES,
                content_type=content_type,
                num_parallel_uploads=1,
            )
        return StoredObject(key, source.size, source.digest.hexdigest())

    def open(self, key: str, start: int = 0, length: int | None = None) -> "S3Reader":
        """Asks for the size first: a missing key and a wrong range answer well to HEAD on every server."""
        checked_range(start, length)
        size = self.stat(key).size
        if start > 0 and start >= size:
            raise errors.RangeNotSatisfiable(f"The content has {size} bytes.")
        remaining = size - start if length is None else min(length, size - start)
        if remaining == 0:
            return S3Reader(None, 0)
        with _s3_trouble(), within(ANSWER_S):
            response = self._client.get_object(self._bucket, key, offset=start, length=remaining)
        return S3Reader(response, remaining)

    def stat(self, key: str) -> StoredObject:
        with _s3_trouble():
            found = self._client.stat_object(self._bucket, checked_key(key))
        return StoredObject(key, found.size or 0, modified_at=found.last_modified)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        with _s3_trouble():
            for found in self._client.list_objects(self._bucket, checked_prefix(prefix), recursive=True):
                if found.object_name and not found.is_dir:
                    yield StoredObject(found.object_name, found.size or 0, modified_at=found.last_modified)

    def delete(self, key: str) -> None:
        try:
            with _s3_trouble():
                self._client.remove_object(self._bucket, checked_key(key))
        except errors.NotFound:
            return

    def delete_prefix(self, prefix: str) -> None:
        """One by one: a multi-delete answers 200 and hides what failed in its body."""
        for found in list(self.list(checked_deletion(prefix))):
            self.delete(found.key)

    def copy(self, source: str, target: str) -> StoredObject:
        """Through this process: the server's own copy would not give the hash."""
        with self.open(source) as chunks:
            return self.put(target, chunks, content_type="application/octet-stream")

    def sweep_unfinished(self, older_than_s: float) -> int:
        """Nothing to do: aborted uploads are the bucket's lifecycle rule (AbortIncompleteMultipartUpload)."""
        del older_than_s
        return 0

    def free_bytes(self) -> int | None:
        return None

    def ping(self) -> None:
        with _s3_trouble():
            exists = self._client.bucket_exists(self._bucket)
        if not exists:
            raise errors.Unavailable("The object store has no such bucket.", code=UNUSABLE)


class S3Reader(Iterator[bytes]):
    """Chunks of a response, counted: a connection that ends early is trouble, not the end of the object.

    The first is read at once: most trouble then shows before anything of the object has been handed out.
    """

    def __init__(self, response: urllib3.BaseHTTPResponse | None, remaining: int) -> None:
        self._response = response
        self._remaining = remaining
        self._ahead = self._read()

    def __next__(self) -> bytes:
        chunk, self._ahead = self._ahead or self._read(), b""
        if not chunk:
            self.close()
            raise StopIteration
        return chunk

    def _read(self) -> bytes:
        """At the end nothing."""
        if self._response is None or self._remaining == 0:
            return b""
        wanted = min(CHUNK_BYTES, self._remaining)
        try:
            with _s3_trouble(), within(time_for(wanted)):
                chunk = self._response.read(wanted, decode_content=False)
        except errors.Unavailable:
            self.close()
            raise
        if not chunk:
            self.close()
            raise errors.Unavailable("The object store ended early; try again.", code=UNUSABLE)
        self._remaining -= len(chunk)
        return chunk

    def close(self) -> None:
        """A connection that still holds bytes can't be used again: closed before it is given back."""
        if self._response is not None:
            self._response.close()
            self._response.release_conn()
            self._response = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _HashingSource:
    """What minio-py reads from: any number of bytes at a time out of chunks of any size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, limit: int) -> bytes:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self.digest.update(chunk)
            self.size += len(chunk)
            self._rest = memoryview(chunk)
        piece, self._rest = bytes(self._rest[:limit]), self._rest[limit:]
        return piece


@contextmanager
def _s3_trouble() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        raise _in_our_words(error.code or "") from error
    except InvalidResponseError as error:
        raise _in_our_words(str(error._code)) from error
    except (ServerError, MinioException, HTTPError) as error:
        raise _in_our_words("") from error


def _in_our_words(code: str) -> errors.RostrumError:
    if code in _NOT_FOUND:
        return errors.NotFound("There is no such object.")
    if code in _BAD_RANGE:
        return errors.RangeNotSatisfiable("The range lies outside the content.")
    if code == "XMinioStorageFull":
        return errors.Unavailable("There is no room left to store this.", code=FULL)
    return errors.Unavailable("The object store failed just now; try again.", code=UNUSABLE)
