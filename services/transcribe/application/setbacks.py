"""What is done when a piece is not recognised."""

from dataclasses import dataclass

from chassis.errors import InvalidInput, NotFound, RateLimited, RostrumError, Unavailable
from services.transcribe.application.ports.jobs import Cause, TranscriptionJobs
from services.transcribe.application.ports.pieces import Pieces
from services.transcribe.application.ports.recognizer import (
    EngineBusy,
    EngineNonsense,
    EngineRefused,
    PieceLost,
)
from services.transcribe.application.ports.surroundings import Observer
from services.transcribe.domain.jobs import HeldPiece
from services.transcribe.domain.pieces import cut_at_pauses

TRIES = 5
"""Failures of an engine with a piece, deaths of workers that held it among them."""
NONSENSE_TRIES = 2
"""An answer that makes no sense may have cost money."""
PATIENCE_S = 60.0
_SHORTEST_WAIT_S = 1.0


class PieceAbandoned(Exception):
    """No engine is left to try after so many failures."""

    def __init__(self, failure: Exception, failures: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.failures = failures


@dataclass(frozen=True)
class Setbacks:
    """Business rules:

    - An engine that is busy or out of reach is waited for; where that takes longer than a minute, all tries
      together, and another engine is left, the piece goes there. One that is at work on it is waited for.
    - An engine that refuses is passed over for this and all following pieces of the job.
    - An engine that loses a piece is tried again up to five times, one that answers nonsense twice; then the
      piece goes to the next engine.
    - With no engine left the recording fails with the problem. What fails for an outage only waits.
    """

    pieces: Pieces
    jobs: TranscriptionJobs
    observer: Observer

    def check(self, held: HeldPiece) -> None:
        """Raises `PieceLost` for a piece whose workers have died too often: it is not tried once more."""
        if held.failures >= TRIES:
            raise PieceLost("the workers that held the piece died")

    def __call__(self, held: HeldPiece, failure: Exception, cause: Cause, tried_s: float = 0.0) -> None:
        """`tried_s` is how long it took to fail. Raises `PieceAbandoned`, or the failure itself where the
        piece is to come again."""
        match failure:
            case EngineBusy():
                self._wait(held, failure, tried_s)
            case EngineRefused():
                self._refused(held, failure, cause)
            case InvalidInput():
                self._fail(held, failure, cause)
            case Unavailable() | RateLimited() | NotFound():
                self.pieces.put_back(held, failed=False)
                raise failure
            case _:
                self._failed(held, failure)

    def _wait(self, held: HeldPiece, busy: EngineBusy, tried_s: float) -> None:
        too_long = held.busy_s + tried_s + busy.retry_after_s > PATIENCE_S and not busy.at_work
        if too_long and _has_next(held):
            self._next(held, busy, following=False)
        else:
            self.pieces.postpone(held, max(_SHORTEST_WAIT_S, busy.retry_after_s))

    def _refused(self, held: HeldPiece, refusal: EngineRefused, cause: Cause) -> None:
        if _has_next(held):
            self._next(held, refusal, following=True)
        else:
            self._fail(held, refusal.problem, cause)

    def _failed(self, held: HeldPiece, failure: Exception) -> None:
        self.observer.piece_lost(held)
        failures = min(held.failures + 1, TRIES)
        if failures < (NONSENSE_TRIES if isinstance(failure, EngineNonsense) else TRIES):
            self.pieces.put_back(held, failed=True)
            raise failure
        if not _has_next(held):
            raise PieceAbandoned(failure, failures)
        self._next(held, failure, following=False)

    def _next(self, held: HeldPiece, failure: Exception, *, following: bool) -> None:
        self.observer.engine_passed_over(held, failure)
        sound = (
            self.jobs.sound(held.ticket.tenant_id, held.ticket.recording_id) if held.engine.whole else None
        )
        if sound is None or held.job.route[held.candidate + 1].whole:
            self.pieces.pass_on(held, following=following)
        else:
            self.pieces.cut(held, cut_at_pauses(sound.voice.speech, sound.duration_s))

    def _fail(self, held: HeldPiece, problem: RostrumError, cause: Cause) -> None:
        self.jobs.fail(held.ticket.tenant_id, held.ticket.recording_id, problem.to_problem(), cause)


def _has_next(held: HeldPiece) -> bool:
    return held.candidate + 1 < len(held.job.route)
