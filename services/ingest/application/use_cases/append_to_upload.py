"""Bytes of an announced upload arrive."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from uuid import UUID

from chassis.errors import RostrumError, Unavailable
from services.ingest.application.ports.blobs import Blobs
from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.room import UploadLimits
from services.ingest.domain.containers import HEAD_BYTES, head_of, identify
from services.ingest.domain.errors import empty_upload, storage_full, upload_too_large
from services.ingest.domain.resumable import Kind, Part, ResumableUpload
from services.ingest.domain.upload_errors import (
    checksum_mismatch,
    length_changed,
    length_exceeded,
    no_such_upload,
    taken_over,
)

PART_BYTES = 8 * 1024 * 1024
PART_S = 2.0
"""What of an upload a crash of ours may cost, or an end of the connection that is not noticed."""
_PART_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Checksum:
    """`algorithm` as hashlib calls it."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True)
class IncomingBytes:
    """What the door hands over. `audio` ends where the connection was cut, and `was_cut` tells so then."""

    offset: int
    audio: Iterator[bytes]
    was_cut: Callable[[], bool]
    length: int | None = None
    checksum: Checksum | None = None


class AppendToUpload:
    """Store the bytes that arrive, so that a cut connection keeps what came before.

    - Bytes go on where the upload stands; it then belongs to this writer, and one that came before no
      longer adds to it.
    - They are durable part by part, a few MiB or two seconds each, and the upload's offset tells what is.
    - With a checksum all of them count, or none: also none where they did not all arrive.
    - The first 64 KiB show what it is, where they come at once; what is not accepted is refused then.
    - More bytes than announced, or than the limit, are refused; all are while the store is nearly full.
    """

    def __init__(self, transactions: Transactions, blobs: Blobs, clock: Clock, limits: UploadLimits) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._clock = clock
        self._limits = limits

    def __call__(self, tenant_id: UUID, upload_id: UUID, incoming: IncomingBytes) -> ResumableUpload:
        upload = self._take_over(tenant_id, upload_id, incoming)
        audio = _recognised(upload, self._bounded(upload, incoming.audio))
        if incoming.checksum is None:
            for part in self._parts(upload, audio):
                upload = self._commit(upload, [part])
            return upload
        return self._commit(upload, self._verified(upload, audio, incoming))

    def _take_over(self, tenant_id: UUID, upload_id: UUID, incoming: IncomingBytes) -> ResumableUpload:
        free = self._blobs.free_bytes()
        if free is not None and free < self._limits.reserve_bytes:
            raise storage_full()
        with self._transactions.begin(tenant_id) as transaction:
            known = transaction.uploads.lock(upload_id)
            if known is None or known.expires_at <= self._clock.now():
                raise no_such_upload()
            taken = self._with_length(known.taken_over(incoming.offset), incoming.length)
            transaction.uploads.save(taken)
        return taken

    def _with_length(self, upload: ResumableUpload, length: int | None) -> ResumableUpload:
        if length is None or length == upload.length:
            return upload
        if upload.length is not None or length < upload.offset:
            raise length_changed(upload.offset if upload.length is None else upload.length)
        if length == 0:
            raise empty_upload()
        if length > self._limits.max_bytes:
            raise upload_too_large(self._limits.max_bytes)
        return replace(upload, length=length)

    def _bounded(self, upload: ResumableUpload, audio: Iterator[bytes]) -> Iterator[bytes]:
        size = upload.offset
        for chunk in audio:
            size += len(chunk)
            if upload.length is not None and size > upload.length:
                raise length_exceeded(upload.length)
            if size > self._limits.max_bytes:
                raise upload_too_large(self._limits.max_bytes)
            yield chunk

    def _parts(self, upload: ResumableUpload, audio: Iterator[bytes]) -> Iterator[Part]:
        start = upload.offset
        for first in audio:
            chunks = self._one_part(chain([first], audio))
            stored = self._blobs.write(upload.part_key(start), chunks, _PART_TYPE)
            yield Part(start, stored.size, stored.key)
            start += stored.size

    def _one_part(self, audio: Iterator[bytes]) -> Iterator[bytes]:
        """Ends when it is large or old enough."""
        size, ends = 0, self._clock.monotonic() + PART_S
        for chunk in audio:
            yield chunk
            size += len(chunk)
            if size >= PART_BYTES or self._clock.monotonic() >= ends:
                return

    def _verified(
        self, upload: ResumableUpload, audio: Iterator[bytes], incoming: IncomingBytes
    ) -> list[Part]:
        assert incoming.checksum is not None
        digest = hashlib.new(incoming.checksum.algorithm, usedforsecurity=False)
        parts: list[Part] = []
        try:
            parts.extend(self._parts(upload, _digested(audio, digest.update)))
            if incoming.was_cut() or digest.digest() != incoming.checksum.digest:
                raise checksum_mismatch()
        except RostrumError:
            self._remove(parts)
            raise
        return parts

    def _commit(self, mine: ResumableUpload, parts: list[Part]) -> ResumableUpload:
        """Raises where another has taken the upload over, or it is gone."""
        with self._transactions.begin(mine.tenant_id) as transaction:
            known = transaction.uploads.lock(mine.id)
            if known is not None and known.writer == mine.writer:
                for part in parts:
                    transaction.uploads.add_part(mine.id, part)
                grown = self._grown(known, parts)
                transaction.uploads.save(grown)
                return grown
        self._remove(parts)
        raise no_such_upload() if known is None else taken_over()

    def _grown(self, upload: ResumableUpload, parts: list[Part]) -> ResumableUpload:
        offset = upload.offset + sum(part.size for part in parts)
        expires_at = self._clock.now() + timedelta(seconds=self._limits.keep_s)
        return replace(upload, offset=offset, expires_at=expires_at)

    def _remove(self, parts: list[Part]) -> None:
        """What is not removed now goes with the upload's folder."""
        with suppress(Unavailable):
            for part in parts:
                self._blobs.remove(part.key)


def _recognised(upload: ResumableUpload, audio: Iterator[bytes]) -> Iterator[bytes]:
    """Raises where the beginning is of nothing that is accepted; a short one is judged at the end."""
    if upload.offset > 0 or upload.kind is Kind.PARTIAL:
        return audio
    head, audio = head_of(audio)
    if len(head) >= HEAD_BYTES or len(head) == upload.length:
        identify(head)
    return audio


def _digested(chunks: Iterator[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for chunk in chunks:
        update(chunk)
        yield chunk
