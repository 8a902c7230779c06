"""Which engines there are; transcribe owns them."""

from collections.abc import Sequence
from typing import Protocol

from services.ingest.domain.transcription import Engine


class Engines(Protocol):
    """Asked on behalf of the caller whose request this is."""

    def known(self) -> Sequence[Engine] | None:
        """None where their owner can't be asked just now; what is wrong then shows in its stage."""
        ...
