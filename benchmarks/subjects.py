"""What is measured: a running platform, someone who uses it, and speech of a known length."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.platform import LocalPlatform
from tests.builders.speech import Speech

SENTENCE = (
    "People who speak well are people who have practised. [pause 0.6] They know where they will pause, "
    "and what they want to be remembered. [pause 0.8] "
)
AUDIO = {"Content-Type": "audio/wav"}
LIMITS = Path(__file__).with_name("limits.toml")
"""That no benchmark runs into."""
SECONDS_EACH = 8.9
"""What the sentence lasts at the tests' rate; only a first guess, the true length is measured."""


def talk(speech: Speech, seconds: float) -> tuple[Path, str]:
    """About so many seconds of speech, and the text that is read in it."""
    text = SENTENCE * max(1, round(seconds / SECONDS_EACH))
    written = text.replace("[pause 0.6] ", "").replace("[pause 0.8] ", "").strip()
    return speech.say(text), written


def spans(platform: LocalPlatform, name: str) -> list[dict[str, object]]:
    """Every finished span of that name, from the files that the processes write."""
    found = []
    for path in platform.folder.traces.glob("*.jsonl"):
        for line in path.read_text().splitlines():
            span: dict[str, object] = json.loads(line)
            if span["name"] == name:
                found.append(span)
    return found


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def resident_mib(pid: int) -> float:
    """Resident memory of one process, what it shares with others included."""
    return _kib(pid, "status", "VmRSS") / 1024


def own_share_mib(pid: int) -> float:
    """Memory of one process in which what is shared counts by its part, so that a family can be added up."""
    return _kib(pid, "smaps_rollup", "Pss:") / 1024


def _kib(pid: int, file: str, row: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(row)), 0)


def largest_mib(pid: int) -> float:
    """Resident memory of the largest of a family of processes."""
    return max(resident_mib(member) for member in family(pid))


@dataclass
class PeakMemory:
    """The highest memory of a family of processes while the block runs, by that measure."""

    pid: int
    measure: Callable[[int], float] = largest_mib
    every_s: float = 0.05
    peak_mib: float = 0.0
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "PeakMemory":
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.is_set():
            self.peak_mib = max(self.peak_mib, self.measure(self.pid))
            time.sleep(self.every_s)
