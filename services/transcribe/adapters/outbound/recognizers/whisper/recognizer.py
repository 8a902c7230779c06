"""faster-whisper in child processes that are there while there is work for them.

A model takes 0.1 GB (tiny) to 3 GB (large), so it is leased: loaded for the first piece, and given back when
it has been idle for a while.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from chassis.processes import ChildFailed, ChildPool
from services.transcribe.adapters.outbound.recognizers.sense import Nonsense, makes_no_sense
from services.transcribe.adapters.outbound.recognizers.whisper import in_child
from services.transcribe.adapters.outbound.recognizers.whisper.weights import is_multilingual
from services.transcribe.application.ports.recognizer import Hearing, PieceLost, Task
from services.transcribe.domain.engines import Capabilities
from services.transcribe.domain.transcript import Engine

NAME = "whisper"
_PACKAGE = "faster-whisper"
_LEAST_DEADLINE_S = 180.0
_DEADLINE_FACTOR = 20.0
"""Wall time allowed for a second of audio: a large model on one crowded core takes five."""


def capabilities(model: str) -> Capabilities:
    multilingual = is_multilingual(model)
    return Capabilities(
        word_times=True,
        verbatim=False,
        speakers=False,
        languages=() if multilingual else ("en",),
        streaming=False,
        translates=multilingual,
        detects_language=multilingual,
        calibrated_confidence=False,
        follows_free_speech=True,
        takes_reference=False,
    )


@dataclass(frozen=True)
class Room:
    """What the engine may use of this machine."""

    processes: int
    threads: int
    """In each process."""
    idle_s: float
    """How long a model stays loaded without work."""


class WhisperRecognizer:
    """One model, whose weights are in `folder`."""

    def __init__(self, folder: Path, room: Room) -> None:
        self.engine = Engine(NAME, version(_PACKAGE), folder.name)
        self.capabilities = capabilities(folder.name)
        self.slots = room.processes
        self._room = room
        self._folder = folder
        self._threads = ThreadPoolExecutor(room.processes, thread_name_prefix=NAME)
        self._lock = threading.Lock()
        self._children: ChildPool | None = None
        self._users = 0
        self._idle: threading.Timer | None = None

    def recognize(self, task: Task) -> "Future[Hearing]":
        return self._threads.submit(self._run, task)

    def close(self) -> None:
        """Pieces under way end as lost."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._give_back(even_if_used=True)

    def is_loaded(self) -> bool:
        return self._children is not None

    def _run(self, task: Task) -> Hearing:
        deadline_s = max(_LEAST_DEADLINE_S, _DEADLINE_FACTOR * task.span.duration_s)
        call = (self._folder, self._room.threads, task)
        try:
            with self._leased() as children:
                return children.run(in_child.hear, *call, deadline_s=deadline_s)
        except ChildFailed as error:
            raise PieceLost(str(error)) from error
        except Nonsense as nonsense:
            raise makes_no_sense(NAME, str(nonsense)) from nonsense

    @contextmanager
    def _leased(self) -> Iterator[ChildPool]:
        with self._lock:
            self._users += 1
            if self._idle is not None:
                self._idle.cancel()
            self._children = self._children or self._load()
            children = self._children
        try:
            yield children
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._idle = threading.Timer(self._room.idle_s, self._give_back)
                    self._idle.daemon = True
                    self._idle.start()

    def _load(self) -> ChildPool:
        initializer = partial(in_child.prepare, self._folder, self._room.threads)
        return ChildPool(self._room.processes, initializer=initializer)

    def _give_back(self, *, even_if_used: bool = False) -> None:
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            if self._children is None or (self._users and not even_if_used):
                return
            children, self._children = self._children, None
        children.close()
