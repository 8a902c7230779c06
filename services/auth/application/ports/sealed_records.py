"""Everything sealed, wherever it is kept, for the rotation of master keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.auth.application.ports.sealing import Label, Sealed


@dataclass(frozen=True)
class SealedRecord:
    """A sealed secret and the row that it belongs to."""

    label: Label
    sealed: Sealed


class SealedRecords(Protocol):
    """Each method is one transaction."""

    def wrapped_otherwise(self, master_key: str, limit: int) -> Sequence[SealedRecord]:
        """So many of those whose data key is under another master key than this, of all tenants."""
        ...

    def rewrap(self, record: SealedRecord, sealed: Sealed) -> bool:
        """Puts it in place of the record. False where the record was replaced or deleted meanwhile."""
        ...
