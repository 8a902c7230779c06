"""faster-whisper, as it runs in a child process that holds one model."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment

from services.transcribe.adapters.outbound.recognizers.piece_sound import read_piece
from services.transcribe.adapters.outbound.recognizers.prompting import prompt_of
from services.transcribe.adapters.outbound.recognizers.sense import Claim, believed
from services.transcribe.application.ports.recognizer import Hearing, Task
from services.transcribe.domain.problems import primary_language


@cache
def loaded(folder: Path, threads: int) -> WhisperModel:
    """8-bit weights: a quarter of the memory, and the fastest on CPUs."""
    return WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
    )


def hear(folder: Path, threads: int, task: Task) -> Hearing:
    """Pieces are cut where nobody speaks, so nothing is left for a voice filter to cut."""
    segments, told = loaded(folder, threads).transcribe(
        read_piece(task.audio.path, task.span),
        language=primary_language(task.language) or None,
        task="translate" if task.translate else "transcribe",
        initial_prompt=prompt_of(task) or None,
        word_timestamps=True,
        vad_filter=False,
        condition_on_previous_text=False,
    )
    parts = list(segments)
    return Hearing(
        believed(list(_claims(parts)), task.span),
        language="en" if task.translate else told.language,
        language_confidence=told.language_probability,
        raw={"language": told.language, "segments": [asdict(part) for part in parts]},
    )


def _claims(segments: Iterable[Segment]) -> Iterable[Claim]:
    for segment in segments:
        for word in segment.words or ():
            yield Claim(word.word, float(word.start), float(word.end), float(word.probability))
