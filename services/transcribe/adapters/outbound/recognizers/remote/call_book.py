"""The book of paid calls: what each tenant spends, and what has been paid for already.

A call is entered before it is made, with what it will cost at most, so that many workers together stay below
the day's limit. Its answer is kept: a piece that is recognised again after a crash is not paid for twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


class SpendCapReached(Exception):
    """The tenant's money for the day is spent; there is more in `retry_after_s`."""

    def __init__(self, cap_usd: float, retry_after_s: float) -> None:
        super().__init__(f"the daily limit of {cap_usd:.2f} US dollars is reached")
        self.cap_usd = cap_usd
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class CallKey:
    """Names a call, the same in every try."""

    tenant_id: UUID
    job_key: str
    """See `Task.job_key`."""
    engine: str
    model: str

    @property
    def recording_id(self) -> UUID:
        return UUID(self.job_key.partition("/")[0])


@dataclass(frozen=True)
class Bill:
    """What a call costs at most, for how much audio, and who pays."""

    most_usd: float
    audio_s: float
    cap_usd: float | None = None
    """What the tenant may spend in a day; the operator's limit holds as well."""
    key_owner: UUID | None = None
    """The tenant whose own key pays: no limit holds then, and nothing counts as spent. None: ours does."""


@dataclass(frozen=True)
class Call:
    """One call as the book has it."""

    key: CallKey
    id: UUID
    """Of this call; one that is made after another was written off has its own."""
    audio_s: float
    key_owner: UUID | None = None
    remote_id: str | None = None
    """What the service calls the work; set once it has accepted it."""
    answer: Mapping[str, Any] | None = None
    """Set once it is paid for."""
    cost_usd: float = 0.0


class CallBook(Protocol):
    """Each method is one transaction; all raise `Unavailable`."""

    def open(self, key: CallKey, bill: Bill) -> Call:
        """Sets the money aside, once for each key, and tells what is known of the call from earlier tries;
        who pays stays as it was. Raises `SpendCapReached`."""
        ...

    def submitted(self, call: Call, remote_id: str) -> Call:
        """The service has accepted the work: whoever tries again asks for this."""
        ...

    def settle(self, call: Call, cost_usd: float, answer: Mapping[str, Any]) -> None:
        """The answer is there and paid for, and that is announced; it is not kept for a recording that is
        deleted meanwhile."""
        ...

    def write_off(self, call: Call) -> None:
        """Paid for, which is announced, and no use: the next try is a new call."""
        ...

    def release(self, call: Call) -> None:
        """Nothing was paid: the money is the tenant's again."""
        ...
