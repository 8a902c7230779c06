"""Housekeeping: what crashes left behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from services.ingest.application.ports.audio import AudioPreparer
from services.ingest.application.ports.blobs import Blob, Blobs
from services.ingest.application.ports.records import Inventory
from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.recording import folder

_BATCH = 500
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OURS = re.compile(rf"(?P<tenant>{_UUID})/recordings/(?P<recording>{_UUID})/.+")


@dataclass(frozen=True)
class SweepRules:
    """How old something is before it counts as left behind: longer than any request takes."""

    orphan_age_s: float = 3600


@dataclass(frozen=True)
class Swept:
    """How many of each were removed."""

    folders: int
    unfinished: int


class SweepLeftovers:
    """Remove blobs whose recording has no row, unfinished uploads, and what a killed decoder worked on.

    A blob is durable before its row exists, so only blobs older than an hour are looked at.
    """

    def __init__(
        self, inventory: Inventory, blobs: Blobs, preparer: AudioPreparer, clock: Clock, rules: SweepRules
    ) -> None:
        self._inventory = inventory
        self._blobs = blobs
        self._preparer = preparer
        self._clock = clock
        self._rules = rules

    def __call__(self) -> Swept:
        now = self._clock.now()
        folders = sum(self._erase_orphans(batch) for batch in self._old_folders(now))
        unfinished = self._blobs.sweep_unfinished(self._rules.orphan_age_s)
        unfinished += self._preparer.sweep_unfinished(self._rules.orphan_age_s)
        return Swept(folders, unfinished)

    def _erase_orphans(self, folders: dict[UUID, str]) -> int:
        orphans = self._inventory.unknown(folders)
        for recording_id in orphans:
            self._blobs.erase(folders[recording_id])
        return len(orphans)

    def _old_folders(self, now: datetime) -> Iterator[dict[UUID, str]]:
        """A batch at a time, so that memory does not grow with the store."""
        limit = now - timedelta(seconds=self._rules.orphan_age_s)
        places = (_place(blob) for blob in self._blobs.every() if _is_older(blob, limit))
        known = (place for place in places if place is not None)
        while batch := dict(islice(known, _BATCH)):
            yield batch


def _is_older(blob: Blob, limit: datetime) -> bool:
    return blob.modified_at is not None and blob.modified_at < limit


def _place(blob: Blob) -> tuple[UUID, str] | None:
    found = _OURS.fullmatch(blob.key)
    if found is None:
        return None
    recording_id = UUID(found["recording"])
    return recording_id, folder(UUID(found["tenant"]), recording_id)
