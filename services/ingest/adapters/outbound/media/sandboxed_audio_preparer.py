"""Prepares audio with PyAV, in a child process that can do no harm.

The original is copied under a name of our own into a folder that only this job has; the child reads that
file and writes one beside it, within kernel limits and without a network.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from chassis.errors import NotFound, Unavailable
from chassis.object_store import CHUNK_BYTES, ObjectStore
from chassis.processes import ChildFailed, ChildPool
from chassis.scratch import no_room
from services.ingest.adapters.outbound.media.decoding_task import decode_file
from services.ingest.adapters.outbound.media.limits import DecodeLimits
from services.ingest.application.ports.audio import PreparationCrashed
from services.ingest.domain.errors import UploadLost
from services.ingest.domain.recording import PreparedAudio, Recording, prepared_key

_PRELOAD = (
    "services.ingest.adapters.outbound.media.decoding",
    "services.ingest.adapters.outbound.media.decoding_task",
)
_JOB_PREFIX = "rostrum-prepare-"


def decoder_pool(size: int, limits: DecodeLimits) -> ChildPool:
    """A fresh child for each file; the fork server has loaded PyAV, so a child starts in milliseconds.

    A file may take its child over, so what the child says is not trusted either.
    """
    kernel = limits.of_the_child()
    return ChildPool(size, preload=_PRELOAD, max_tasks_per_child=1, limits=kernel, trusted=False)


class Decoders:
    """The pool as a component: its children are there before the first file is."""

    name = "decoders"

    def __init__(self, size: int, limits: DecodeLimits) -> None:
        self.pool = decoder_pool(size, limits)

    def start(self) -> None:
        self.pool.start()

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # children are killed, which does not wait
        self.pool.close()

    def alive(self) -> bool:
        """A child that dies is replaced at the next call."""
        return True

    def ready(self) -> bool:
        return True


class SandboxedAudioPreparer:
    """The audio preparer port on an object store, a pool of decoders and a scratch folder."""

    def __init__(self, store: ObjectStore, pool: ChildPool, limits: DecodeLimits, scratch: Path) -> None:
        self._store = store
        self._pool = pool
        self._limits = limits
        self._scratch = scratch

    def prepare(self, recording: Recording) -> PreparedAudio:
        self._check_room(recording.upload.size_bytes)
        with TemporaryDirectory(prefix=_JOB_PREFIX, dir=self._scratch, ignore_cleanup_errors=True) as job:
            source, target = Path(job, "source"), Path(job, "prepared")
            self._fetch(recording, source)
            duration_s = self._decode(recording, source, target)
            key = prepared_key(recording.tenant_id, recording.id)
            stored = self._store.put(key, _chunks(target), content_type="audio/flac")
        return PreparedAudio(stored.key, stored.sha256, duration_s)

    def sweep_unfinished(self, older_than_s: float) -> int:
        """Folders of jobs that ended with their process; age is by the file system's own clock."""
        with TemporaryDirectory(prefix=_JOB_PREFIX, dir=self._scratch) as marker:
            now = Path(marker).stat().st_mtime
        swept = 0
        for job in self._scratch.glob(f"{_JOB_PREFIX}*"):
            with suppress(OSError):
                if now - job.stat().st_mtime >= older_than_s:
                    shutil.rmtree(job)
                    swept += 1
        return swept

    def _check_room(self, size_bytes: int) -> None:
        """A full disk would stop those who share it too; there may be room when others are done."""
        if shutil.disk_usage(self._scratch).free < self._limits.scratch_bytes(size_bytes):
            raise no_room()

    def _fetch(self, recording: Recording, source: Path) -> None:
        """Bytes that are missing or not what came in are the store's trouble, never the file's fault; but no
        outage either, so it is tried a few times and not for a day."""
        digest = hashlib.sha256()
        try:
            with self._store.open(recording.upload.key) as chunks, source.open("xb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
        except NotFound as error:
            raise UploadLost("The upload is not in the store any more.") from error
        except OSError as error:
            raise Unavailable("The upload can't be read just now.", code="upload_not_read") from error
        if digest.hexdigest() != recording.upload.sha256:
            raise UploadLost("The upload was not read as it was written.")

    def _decode(self, recording: Recording, source: Path, target: Path) -> float:
        try:
            return self._pool.run(
                decode_file,
                source,
                target,
                recording.upload.container,
                self._limits.longest_s,
                recording.submission.trim,
                deadline_s=self._limits.wall_s(recording.upload.size_bytes),
            )
        except ChildFailed as failure:
            raise PreparationCrashed(str(failure)) from failure


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
