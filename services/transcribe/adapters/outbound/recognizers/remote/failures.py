"""What a failed call means for the piece, in words for the client that repeat nothing of the service's."""

from chassis.errors import InvalidInput, RateLimited, RostrumError, TooLarge, Unavailable
from chassis.remote import RemoteBusy, RemoteFailed, RemoteRefused
from services.transcribe.adapters.outbound.recognizers.remote.call_book import SpendCapReached
from services.transcribe.adapters.outbound.recognizers.sense import makes_no_sense
from services.transcribe.application.ports.recognizer import (
    EngineBusy,
    EngineFailed,
    EngineRefused,
)

_KEY_IS_WRONG = (401, 403)
_TOO_LARGE = 413


def engine_failure(engine: str, failure: RemoteFailed, *, own_key: bool = False) -> EngineFailed:
    if isinstance(failure, RemoteBusy):
        return busy(engine, str(failure), failure.retry_after_s)
    if isinstance(failure, RemoteRefused):
        return EngineRefused(_refusal(engine, failure, own_key=own_key))
    return makes_no_sense(engine, str(failure))


def busy(engine: str, reason: str, retry_after_s: float, *, at_work: bool = False) -> EngineBusy:
    detail = f"The engine {engine} can't work just now: it {reason}."
    problem = Unavailable(detail, code="engine_busy", retry_after_s=retry_after_s)
    return EngineBusy(problem, at_work=at_work)


def cap_reached(reached: SpendCapReached) -> EngineRefused:
    """Another engine may go on; without one the client is told why, and not kept waiting until midnight."""
    detail = (
        f"Paid engines have reached your limit of {reached.cap_usd:.2f} US dollars for today; "
        "it begins anew at midnight UTC."
    )
    return EngineRefused(
        RateLimited(detail, code="engine_spend_cap_reached", retry_after_s=reached.retry_after_s)
    )


def too_large(engine: str, limit: str) -> EngineRefused:
    detail = f"The engine {engine} takes at most {limit} at once."
    return EngineRefused(TooLarge(detail, code="engine_audio_too_large"))


def _refusal(engine: str, refused: RemoteRefused, *, own_key: bool) -> RostrumError:
    if refused.status in _KEY_IS_WRONG and own_key:
        return InvalidInput(
            f"The engine {engine} does not accept the key that you left for it; test it, or replace it.",
            code="own_key_refused",
        )
    if refused.status in _KEY_IS_WRONG:
        return InvalidInput(
            f"The engine {engine} does not accept its key; the operator is to check it.",
            code="engine_key_refused",
        )
    if refused.status == _TOO_LARGE:
        return TooLarge(f"The audio is too large for the engine {engine}.", code="engine_audio_too_large")
    return InvalidInput(f"The engine {engine} refuses the audio: it {refused}.", code="engine_refused")
