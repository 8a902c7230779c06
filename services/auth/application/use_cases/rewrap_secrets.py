"""An operator moves all stored secrets to the present master key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.auth.application.ports.sealed_records import SealedRecord, SealedRecords
from services.auth.application.ports.sealing import Sealer
from services.auth.domain.errors import CannotOpen

BATCH = 100


@dataclass(frozen=True)
class Rewrapped:
    """How many secrets were moved, and how many could not be opened with any master key at hand."""

    moved: int
    unreadable: int


@dataclass(frozen=True)
class RewrapSecrets:
    """Rules:

    - Only data keys are wrapped anew; the secrets themselves stay sealed as they are.
    - Nobody waits: what is read meanwhile opens with the old master key or the new one, and what is replaced
      meanwhile is left alone.
    - It may be stopped and begun again at any time. Once nothing is left, the old master key may go.
    """

    records: SealedRecords
    sealer: Sealer

    def __call__(self) -> Rewrapped:
        present, moved = self.sealer.present(), 0
        unreadable: dict[SealedRecord, None] = {}
        while batch := self._batch(present, unreadable):
            for record in batch:
                try:
                    sealed = self.sealer.rewrap(record.label, record.sealed)
                except CannotOpen:
                    unreadable[record] = None
                else:
                    moved += self.records.rewrap(record, sealed)
        return Rewrapped(moved, len(unreadable))

    def _batch(self, present: str, unreadable: Mapping[SealedRecord, None]) -> Sequence[SealedRecord]:
        found = self.records.wrapped_otherwise(present, BATCH + len(unreadable))
        return [record for record in found if record not in unreadable]
