"""The clock as a caller: sweeps and deletes once after the start, and then every few minutes."""

from collections.abc import Callable

import structlog

from chassis.periodic import Periodic
from services.ingest.application.use_cases.sweep_leftovers import Swept

_log = structlog.get_logger(__name__)

EXPIRY_EVERY_S = 300.0


def sweeper(sweep: Callable[[], Swept], interval_s: float) -> Periodic:
    """Sweeping is repeatable, so any number of them do no harm."""

    def work() -> bool:
        swept = sweep()
        _log.info("swept", folders=swept.folders, unfinished=swept.unfinished)
        return False

    return Periodic("sweeper", work, interval_s)


def expiry(expire: Callable[[], int]) -> Periodic:
    """As long as there are recordings that are too old, it goes on."""

    def work() -> bool:
        expired = expire()
        if expired:
            _log.info("recordings_expired", count=expired)
        return expired > 0

    return Periodic("expiry", work, EXPIRY_EVERY_S)
