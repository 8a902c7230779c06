"""What is done with usage."""

from dataclasses import dataclass

from services.auth.application.use_cases.read_usage import ReadUsage
from services.auth.application.use_cases.record_usage import RecordUsage


@dataclass(frozen=True)
class Usage:
    """The other services tell of it, and it is read."""

    record: RecordUsage
    read: ReadUsage
