"""Housekeeping: what crashes left behind."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from services.ingest.application.ports.audio import AudioPreparer
from services.ingest.application.ports.blobs import Blob, Blobs
from services.ingest.application.ports.records import Inventory
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.application.use_cases.tend_uploads import TendUploads

ORPHAN_AGE_S = 3600.0
"""How old something is before it counts as left behind: longer than any request takes between two writes."""
_BATCH = 500
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OURS = re.compile(rf"(?P<folder>{_UUID}/(?P<kind>recordings|uploads)/(?P<id>{_UUID})/).+")

_Place = tuple[str, UUID]
"""What kind of thing, and which."""


@dataclass(frozen=True)
class Swept:
    """How many of each were removed."""

    folders: int
    unfinished: int


class SweepLeftovers:
    """Remove blobs whose recording or upload has no row, unfinished writes, and what a killed decoder
    worked on; tend the uploads that nobody goes on with.

    A blob is durable before its row exists, so only blobs older than an hour are looked at.
    """

    def __init__(
        self,
        inventory: Inventory,
        tend_uploads: TendUploads,
        blobs: Blobs,
        preparer: AudioPreparer,
        clock: Clock,
    ) -> None:
        self._inventory = inventory
        self._tend_uploads = tend_uploads
        self._blobs = blobs
        self._preparer = preparer
        self._clock = clock

    def __call__(self) -> Swept:
        now = self._clock.now()
        self._tend_uploads()
        folders = sum(self._erase_orphans(batch) for batch in self._old_folders(now))
        unfinished = self._blobs.sweep_unfinished(ORPHAN_AGE_S)
        unfinished += self._preparer.sweep_unfinished(ORPHAN_AGE_S)
        return Swept(folders, unfinished)

    def _erase_orphans(self, folders: Mapping[_Place, str]) -> int:
        orphans = [
            *self._of_kind("recordings", folders, self._inventory.unknown),
            *self._of_kind("uploads", folders, self._inventory.unknown_uploads),
        ]
        for folder in orphans:
            self._blobs.erase(folder)
        return len(orphans)

    def _of_kind(
        self, kind: str, folders: Mapping[_Place, str], unknown: Callable[[Iterable[UUID]], set[UUID]]
    ) -> Iterator[str]:
        for owner in unknown({owner for of_kind, owner in folders if of_kind == kind}):
            yield folders[kind, owner]

    def _old_folders(self, now: datetime) -> Iterator[dict[_Place, str]]:
        """A batch at a time, so that memory does not grow with the store."""
        limit = now - timedelta(seconds=ORPHAN_AGE_S)
        places = (_place(blob) for blob in self._blobs.every() if _is_older(blob, limit))
        known = (place for place in places if place is not None)
        while batch := dict(islice(known, _BATCH)):
            yield batch


def _is_older(blob: Blob, limit: datetime) -> bool:
    return blob.modified_at is not None and blob.modified_at < limit


def _place(blob: Blob) -> tuple[_Place, str] | None:
    found = _OURS.fullmatch(blob.key)
    return ((found["kind"], UUID(found["id"])), found["folder"]) if found else None
