"""The clock as a caller: sweeps once after the start and then every few minutes."""

from collections.abc import Callable

import structlog

from chassis.periodic import Periodic
from services.ingest.application.use_cases.sweep_leftovers import Swept

_log = structlog.get_logger(__name__)


def sweeper(sweep: Callable[[], Swept], interval_s: float) -> Periodic:
    """Sweeping is repeatable, so any number of them do no harm."""

    def work() -> bool:
        swept = sweep()
        _log.info("swept", folders=swept.folders, unfinished=swept.unfinished)
        return False

    return Periodic("sweeper", work, interval_s)
