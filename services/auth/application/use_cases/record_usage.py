"""A service has told what was used."""

from dataclasses import dataclass

from services.auth.application.ports.usage import UsageLedger
from services.auth.domain.usage import UsageEntry


@dataclass(frozen=True)
class RecordUsage:
    """Each act is entered once, however often it is told; what comes too late of an erased account is not."""

    ledger: UsageLedger

    def __call__(self, entry: UsageEntry) -> None:
        self.ledger.add(entry)
