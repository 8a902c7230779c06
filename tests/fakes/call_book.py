"""A book of paid calls in memory."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from chassis.clock import new_id
from services.transcribe.adapters.outbound.recognizers.remote.call_book import (
    Bill,
    Call,
    CallKey,
    SpendCapReached,
)

UNTIL_TOMORROW_S = 3600.0


@dataclass
class FakeCallBook:
    """All on one day. `paid` are the calls that were announced."""

    cap_usd: float = 10.0
    calls: dict[CallKey, Call] = field(default_factory=dict)
    spending: dict[UUID, float] = field(default_factory=dict)
    paid: list[Call] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, key: CallKey, bill: Bill) -> Call:
        with self.lock:
            if key not in self.calls:
                if bill.key_owner is None:
                    self._spend(key.tenant_id, bill)
                self.calls[key] = Call(
                    key, new_id(), bill.audio_s, key_owner=bill.key_owner, cost_usd=bill.most_usd
                )
            return self.calls[key]

    def submitted(self, call: Call, remote_id: str) -> Call:
        self.calls[call.key] = replace(call, remote_id=remote_id)
        return self.calls[call.key]

    def settle(self, call: Call, cost_usd: float, answer: Mapping[str, Any]) -> None:
        with self.lock:
            self._correct(call, cost_usd - call.cost_usd)
            self.calls[call.key] = replace(call, answer=answer, cost_usd=cost_usd)
            self.paid.append(self.calls[call.key])

    def write_off(self, call: Call) -> None:
        if self.calls.pop(call.key, None):
            self.paid.append(call)

    def release(self, call: Call) -> None:
        with self.lock:
            if self.calls.pop(call.key, None):
                self._correct(call, -call.cost_usd)

    def _spend(self, tenant_id: UUID, bill: Bill) -> None:
        cap_usd = min(self.cap_usd, self.cap_usd if bill.cap_usd is None else bill.cap_usd)
        total = self.spending.get(tenant_id, 0.0) + bill.most_usd
        if bill.most_usd and total > cap_usd + 1e-9:
            raise SpendCapReached(cap_usd, UNTIL_TOMORROW_S)
        self.spending[tenant_id] = total

    def _correct(self, call: Call, usd: float) -> None:
        if call.key_owner is None:
            self.spending[call.key.tenant_id] += usd
