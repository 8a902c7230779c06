"""A book of paid calls in memory."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from services.transcribe.adapters.outbound.recognizers.remote.call_book import Call, CallKey, SpendCapReached

UNTIL_TOMORROW_S = 3600.0


@dataclass
class FakeCallBook:
    """All on one day."""

    cap_usd: float = 10.0
    calls: dict[CallKey, Call] = field(default_factory=dict)
    spending: dict[UUID, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, key: CallKey, most_usd: float) -> Call:
        with self.lock:
            if key in self.calls:
                return self.calls[key]
            total = self.spending.get(key.tenant_id, 0.0) + most_usd
            if most_usd and total > self.cap_usd + 1e-9:
                raise SpendCapReached(self.cap_usd, UNTIL_TOMORROW_S)
            self.spending[key.tenant_id] = total
            self.calls[key] = Call(key, cost_usd=most_usd)
            return self.calls[key]

    def submitted(self, call: Call, remote_id: str) -> Call:
        self.calls[call.key] = replace(call, remote_id=remote_id)
        return self.calls[call.key]

    def settle(self, call: Call, cost_usd: float, answer: Mapping[str, Any]) -> None:
        with self.lock:
            self.spending[call.key.tenant_id] += cost_usd - call.cost_usd
            self.calls[call.key] = replace(call, answer=answer, cost_usd=cost_usd)

    def write_off(self, call: Call) -> None:
        self.calls.pop(call.key, None)

    def release(self, call: Call) -> None:
        with self.lock:
            if self.calls.pop(call.key, None):
                self.spending[call.key.tenant_id] -= call.cost_usd
