"""The embedded engine without a platform around it: what the platform is compared with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from benchmarks.transcription.corpus import Talk
from services.transcribe.adapters.outbound.recognizers.pocketsphinx.recognizer import PocketSphinxRecognizer
from services.transcribe.adapters.outbound.recognizers.silero_detector import SileroVoiceDetector
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.pieces import cut_at_pauses

WARM_UP_S = 5.0


@dataclass(frozen=True)
class Run:
    """What was heard, and the wall time that it took a loaded engine."""

    seconds: float
    text: str


def whole_pass(talk: Talk) -> Run:
    """One process, the whole recording as one utterance."""
    with engines(1, talk) as plain:
        return recognized(plain, talk, [Span(0.0, talk.duration_s)])


def two_workers(talk: Talk) -> Run:
    """Two processes on the pieces that the platform cuts; finding them is not counted."""
    voice = SileroVoiceDetector()
    try:
        cut = pieces(voice, LocalAudio(talk.path, talk.duration_s))
    finally:
        voice.stop(5.0)
    with engines(2, talk) as plain:
        return recognized(plain, talk, cut)


def recognized(recognizer: PocketSphinxRecognizer, talk: Talk, spans: Sequence[Span]) -> Run:
    audio = LocalAudio(talk.path, talk.duration_s)
    started = monotonic()
    futures = [recognizer.recognize(Task(audio, span)) for span in spans]
    words = [word.text for future in futures for word in future.result().words]
    return Run(monotonic() - started, " ".join(words))


@contextmanager
def engines(processes: int, talk: Talk) -> Iterator[PocketSphinxRecognizer]:
    """Loaded and warm, as a platform's are: each process has heard the beginning of the talk."""
    recognizer = PocketSphinxRecognizer(processes)
    recognizer.start()
    try:
        recognized(recognizer, talk, [Span(0.0, WARM_UP_S)] * processes)
        yield recognizer
    finally:
        recognizer.stop(5.0)


def pieces(voice: SileroVoiceDetector, audio: LocalAudio) -> list[Span]:
    """As the platform cuts them."""
    found = voice.listen(audio).voice.speech
    return [piece.span for piece in cut_at_pauses(found, audio.duration_s)]
