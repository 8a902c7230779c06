"""What the detectors' child processes are asked to do. The service's own process never imports a detector."""

from services.transcribe.adapters.outbound.recognizers.stretches import Stretch
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller


def prepare_to_listen() -> None:
    """Loads the voice model before the first recording comes."""
    from services.transcribe.adapters.outbound.recognizers.silero_engine import model

    model()


def listen(audio: LocalAudio, state: bytes) -> Stretch:
    """The next stretch of a recording; `state` is what the stretch before left, empty at the start."""
    from services.transcribe.adapters.outbound.recognizers.silero_engine import listen_on

    return listen_on(audio, state)


def prepare_to_spot() -> None:
    """Loads the filler spotter before the first piece comes."""
    from services.transcribe.adapters.outbound.recognizers.filler_engine import engine

    engine()


def spot_fillers(audio: LocalAudio, span: Span) -> tuple[PossibleFiller, ...]:
    from services.transcribe.adapters.outbound.recognizers.filler_engine import engine

    return engine().find(audio.path, span)
