"""Silero VAD in a child process, as a voice detector."""

from importlib.metadata import version

from chassis.processes import ChildFailed, ChildPool
from services.transcribe.adapters.outbound.recognizers import in_child
from services.transcribe.adapters.outbound.recognizers.preload import PRELOAD
from services.transcribe.adapters.outbound.recognizers.stretches import Stretch
from services.transcribe.application.ports.audio import Listening, LocalAudio, OnSpeech, unheeded
from services.transcribe.application.ports.recognizer import PieceLost
from services.transcribe.domain.audio import Span, VoiceActivity

_DEADLINE_S = 60.0
"""For a stretch of two minutes, which takes a third of a second, on crowded machines."""


class SileroVoiceDetector:
    """One child is enough: an hour of audio takes it nine seconds. It listens to a stretch at a time, so that
    a short recording does not wait for the end of a long one."""

    name = "voice-detector"

    def __init__(self) -> None:
        self._children = ChildPool(1, initializer=in_child.prepare_to_listen, preload=PRELOAD)

    def start(self) -> None:
        self._children.start()

    def listen(self, audio: LocalAudio, on_speech: OnSpeech = unheeded) -> Listening:
        speech: list[Span] = []
        stretch = Stretch(())
        while stretch.measures is None:
            stretch = self._next(audio, stretch.state)
            speech += stretch.speech
            if stretch.speech:
                on_speech(stretch.speech)
        voice = VoiceActivity("silero", version("silero-vad"), tuple(speech))
        return Listening(voice, stretch.measures)

    def _next(self, audio: LocalAudio, state: bytes) -> Stretch:
        try:
            return self._children.run(in_child.listen, audio, state, deadline_s=_DEADLINE_S)
        except ChildFailed as error:
            raise PieceLost(str(error)) from error

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # children are killed, which does not wait
        self._children.close()

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True
