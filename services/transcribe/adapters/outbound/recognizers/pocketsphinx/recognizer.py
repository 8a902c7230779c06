"""PocketSphinx in worker processes, as a speech recogniser: the embedded engine.

For demonstration, tests and offline use: 25 to 30 % word errors on clean native reading, 70 to 80 % on free
or non-native speech; with the text that is read, 0 % and 44 %.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version

from chassis.processes import ChildFailed, ChildPool
from services.transcribe.adapters.outbound.recognizers.pocketsphinx import in_child
from services.transcribe.adapters.outbound.recognizers.preload import PRELOAD
from services.transcribe.application.ports.recognizer import Hearing, PieceLost, Task
from services.transcribe.domain.engines import Capabilities
from services.transcribe.domain.transcript import Engine

_NAME = "pocketsphinx"
_MODEL = "en-us"
CAPABILITIES = Capabilities(
    word_times=True,
    verbatim=False,
    speakers=False,
    languages=("en",),
    streaming=False,
    translates=False,
    detects_language=False,
    calibrated_confidence=False,
    follows_free_speech=False,
    takes_reference=True,
)
_LEAST_DEADLINE_S = 60.0
_DEADLINE_FACTOR = 10.0
"""Wall time allowed for a second of audio: twenty times what the hardest audio took, for crowded machines."""
_TASKS_PER_CHILD = 500
"""A child is replaced now and then, which bounds the words that texts have taught it and any leak."""


class PocketSphinxRecognizer:
    """Keeps one loaded engine in each of `slots` child processes."""

    name = "recognizer"
    engine = Engine(_NAME, version(_NAME), _MODEL)
    capabilities = CAPABILITIES

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._children = ChildPool(
            slots,
            initializer=in_child.prepare_to_hear,
            preload=PRELOAD,
            max_tasks_per_child=_TASKS_PER_CHILD,
        )
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="recognizer")

    def start(self) -> None:
        """Forks the children, which load their engines while the rest of the process starts."""
        self._children.start()

    def recognize(self, task: Task) -> "Future[Hearing]":
        return self._threads.submit(self._run, task)

    def stop(self, deadline_s: float) -> None:
        """Pieces under way end as lost."""
        del deadline_s  # children are killed, which does not wait
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._children.close()

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True

    def pids(self) -> list[int]:
        """The idle children; tests kill them."""
        return self._children.pids()

    def _run(self, task: Task) -> Hearing:
        deadline_s = max(_LEAST_DEADLINE_S, _DEADLINE_FACTOR * task.span.duration_s)
        try:
            return self._children.run(in_child.hear, task, deadline_s=deadline_s)
        except ChildFailed as error:
            raise PieceLost(str(error)) from error
