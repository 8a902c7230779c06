"""What whisper's child processes are asked to do. The service's own process never imports the engine."""

from pathlib import Path

from services.transcribe.application.ports.recognizer import Hearing, Task


def prepare(folder: Path, threads: int) -> None:
    """Loads the model before the first piece comes."""
    from services.transcribe.adapters.outbound.recognizers.whisper.engine import loaded

    loaded(folder, threads)


def hear(folder: Path, threads: int, task: Task) -> Hearing:
    from services.transcribe.adapters.outbound.recognizers.whisper.engine import hear as heard

    return heard(folder, threads, task)
