"""From the limits by role to what a caller may use here."""

from collections.abc import Callable
from math import isfinite

from chassis.role_limits import RoleLimits
from chassis.web import Caller
from services.ingest.domain.allowance import Allowance


def allowances(limits: RoleLimits) -> Callable[[Caller], Allowance]:
    def of(caller: Caller) -> Allowance:
        def amount(name: str) -> float | None:
            found = limits.amount(name, caller.roles)
            return found if isfinite(found) else None

        minutes = amount("audio_minutes_per_day")
        return Allowance(
            audio_s=None if minutes is None else 60 * minutes,
            spend_usd=amount("engine_usd_per_day"),
            stored_bytes=amount("stored_bytes"),
        )

    return of
