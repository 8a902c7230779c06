"""Find pieces again whose message was lost."""

from dataclasses import dataclass

from services.transcribe.application.ports.pieces import Dispatch

OUT_FOR_S = 3 * 3600.0
"""Longer than anybody may work on a piece, the whole of a long recording included."""


@dataclass(frozen=True)
class ReclaimPieces:
    """Business rules: a piece that was released hours ago and is still not done is released again. The broker
    brings back what its workers lost; this is for a broker that was itself replaced or emptied."""

    dispatch: Dispatch

    def __call__(self) -> int:
        """How many."""
        return self.dispatch.reclaim(OUT_FOR_S)
