"""Silero VAD in a child process, as a voice detector."""

from chassis.processes import ChildFailed, ChildPool
from services.transcribe.adapters.outbound.recognizers import in_child
from services.transcribe.application.ports.audio import Listening, LocalAudio
from services.transcribe.application.ports.recognizer import PieceLost

_LEAST_DEADLINE_S = 60.0
_DEADLINE_FACTOR = 0.2
"""Wall time allowed for a second of audio: eighty times what was measured, for crowded machines."""


class SileroVoiceDetector:
    """One child is enough: an hour of audio takes it nine seconds."""

    name = "voice-detector"

    def __init__(self) -> None:
        self._children = ChildPool(1, initializer=in_child.prepare_to_listen, preload=in_child.PRELOAD)

    def start(self) -> None:
        self._children.start()

    def listen(self, audio: LocalAudio) -> Listening:
        deadline_s = max(_LEAST_DEADLINE_S, _DEADLINE_FACTOR * audio.duration_s)
        try:
            return self._children.run(in_child.listen, audio, deadline_s=deadline_s)
        except ChildFailed as error:
            raise PieceLost(str(error)) from error

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # children are killed, which does not wait
        self._children.close()

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True
