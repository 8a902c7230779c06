"""End a job for a piece that no engine can recognise."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.pieces import Pieces
from services.transcribe.domain.jobs import Ticket


@dataclass(frozen=True)
class GiveUpPiece:
    """Business rules: as for a transcription. The piece's message, sent again, lets the job begin anew with
    the pieces that are done."""

    pieces: Pieces

    def __call__(self, ticket: Ticket, problem: Mapping[str, object], cause: Cause) -> None:
        self.pieces.give_up(ticket, problem, cause)
