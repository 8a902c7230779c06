"""A user wants to know what is used of what they may."""

from dataclasses import dataclass
from uuid import UUID

from services.ingest.application.ports.records import Transactions
from services.ingest.application.ports.spending import EngineSpending, Spending
from services.ingest.domain.allowance import Allowance, AudioUsed


@dataclass(frozen=True)
class Use:
    """`spending` is None where transcribe can't tell just now."""

    audio: AudioUsed
    stored_bytes: int
    spending: Spending | None


class ReadUse:
    """What of the user's recordings counts against limits, now."""

    def __init__(self, transactions: Transactions, spending: EngineSpending) -> None:
        self._transactions = transactions
        self._spending = spending

    def __call__(self, tenant_id: UUID, user_id: UUID, allowance: Allowance) -> Use:
        with self._transactions.begin(tenant_id) as transaction:
            audio = transaction.audio_use.of(user_id, allowance.audio_s)
            stored = transaction.recordings.stored_bytes()
        return Use(audio, stored, self._spending.today())
