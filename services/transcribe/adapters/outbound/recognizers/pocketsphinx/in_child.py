"""What the engine's child processes are asked to do. The service's own process never imports the engine."""

from services.transcribe.application.ports.recognizer import Hearing, Task


def prepare_to_hear() -> None:
    """Loads decoder, dictionary and language model before the first piece comes."""
    from services.transcribe.adapters.outbound.recognizers.pocketsphinx.engine import engine

    engine()


def hear(task: Task) -> Hearing:
    from services.transcribe.adapters.outbound.recognizers.pocketsphinx.engine import engine

    return engine().hear(task)
