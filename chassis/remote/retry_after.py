"""What a `Retry-After` header asks for (RFC 9110, 10.2.3): seconds, or a date."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT_S = 15 * 60.0
UNSAID_S = 5.0
"""For services that say nothing, or nothing that makes sense."""
_SPREAD = 0.1
"""Waiters are spread over so much more of the time, so that they do not come back all at once."""


def retry_after_s(header: str | None, now: datetime) -> float:
    """Seconds to wait: what is asked for and up to a tenth more, never over a quarter of an hour."""
    asked = _asked(header.strip() if header else "", now)
    spread = random.uniform(1.0, 1.0 + _SPREAD)  # noqa: S311 - chance, not a secret
    return min(asked * spread, LONGEST_WAIT_S)


def _asked(header: str, now: datetime) -> float:
    if header.isascii() and header.isdigit():
        return min(float(header[:10]), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, IndexError, TypeError):
        return UNSAID_S
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_WAIT_S)
