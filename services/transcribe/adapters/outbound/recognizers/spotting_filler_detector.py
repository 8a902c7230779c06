"""The filler spotter in a child process, as a filler detector."""

from chassis.processes import ChildFailed, ChildPool
from services.transcribe.adapters.outbound.recognizers import in_child
from services.transcribe.adapters.outbound.recognizers.preload import PRELOAD
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import PieceLost
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import PossibleFiller

_DEADLINE_S = 60.0
"""A hundred times what the longest piece takes, for crowded machines."""


class SpottingFillerDetector:
    """One child is enough: a piece of 15 s takes it a tenth of a second."""

    name = "filler-detector"

    def __init__(self) -> None:
        self._children = ChildPool(1, initializer=in_child.prepare_to_spot, preload=PRELOAD)

    def start(self) -> None:
        """The child comes with the first piece: where every engine is verbatim, none is needed."""

    def find(self, audio: LocalAudio, span: Span) -> tuple[PossibleFiller, ...]:
        try:
            return self._children.run(in_child.spot_fillers, audio, span, deadline_s=_DEADLINE_S)
        except ChildFailed as error:
            raise PieceLost(str(error)) from error

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # children are killed, which does not wait
        self._children.close()

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True
