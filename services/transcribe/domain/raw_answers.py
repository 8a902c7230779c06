"""What engines answered, as they answered it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.transcribe.domain.audio import Span


@dataclass(frozen=True)
class RawAnswer:
    """An engine's answer about one piece of a recording."""

    number: int
    span: Span
    answer: Mapping[str, Any]
    """As JSON says it; its own times count as the engine counts them."""
