"""Scale, memory and kills, with an engine that sleeps."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rostrum.ingest.v1 import events_pb2 as ingest

from benchmarks.figures import Figure
from benchmarks.subjects import PeakMemory, family, own_share_mib
from benchmarks.transcription.corpus import Talk, lengthened, talk
from benchmarks.transcription.fleet import Fleet, Sleepers, fleet
from benchmarks.transcription.plot import Line
from tests.builders.waiting import eventually

SOURCE_S = 120.0
SHORT_S = 12.0
"""One piece."""
SHARE_OF_FEW_SLOTS_S = 30.0
"""Ideal time with fewer slots than any bar is for: with one, three hours would take an hour and a half."""
EFFICIENCY_BARS = {16: 0.9, 64: 0.8}
MEMORY_BAR_MIB = 250.0
SAMPLED_EVERY_S = 1.0
"""Adding up a family costs milliseconds of the cores that are measured."""
SLOWEST = 5.0
"""Times the ideal after which a run is given up."""
KILLS = 3
KILL_TALK_S = 240.0


@dataclass(frozen=True)
class Load:
    """What is measured: the long recording, and the many short ones."""

    slots: Sequence[int]
    hours: float
    recordings: int


@dataclass(frozen=True)
class Scale:
    figures: list[Figure]
    memory: list[Figure]
    lines: list[Line]


def scale(folder: Path, load: Load) -> Scale:
    """From `ingest.recording.prepared` to `transcript.completed`; ideal: the sleep, shared by the slots."""
    source = talk(folder, SOURCE_S)
    figures: list[Figure] = []
    memory: list[Figure] = []
    lines = [Line(f"one recording of {load.hours:g} h", []), Line(f"{load.recordings} short recordings", [])]
    for slots in load.slots:
        sleepers = Sleepers(slots)
        with fleet(folder, sleepers) as running:
            warm_up(running, source)
            for line, work in zip(lines, (_long, _short), strict=True):
                path, copies = work(folder, source, load, sleepers)
                efficiency, peak_mib = _measured(running, sleepers, path, copies)
                line.points.append((slots, efficiency))
                figures.append(_figure(path, copies, slots, efficiency))
                memory.append(_memory(path, copies, slots, peak_mib))
    return Scale(figures, memory, lines)


def warm_up(running: Fleet, source: Talk) -> None:
    recordings = running.store(source.path, 2)
    running.announce(recordings)
    running.finished(recordings, 120.0)


def _long(folder: Path, source: Talk, load: Load, sleepers: Sleepers) -> tuple[Path, int]:
    seconds = _bounded(3600 * load.hours, sleepers)
    return lengthened(source, seconds, folder / f"{seconds:.0f}s.flac"), 1


def _short(folder: Path, source: Talk, load: Load, sleepers: Sleepers) -> tuple[Path, int]:
    path = lengthened(source, SHORT_S, folder / "short.flac")
    return path, round(_bounded(SHORT_S * load.recordings, sleepers) / SHORT_S)


def _bounded(seconds: float, sleepers: Sleepers) -> float:
    if sleepers.slots >= min(EFFICIENCY_BARS):
        return seconds
    return min(seconds, SHARE_OF_FEW_SLOTS_S * sleepers.slots / sleepers.sleep_per_s)


def _measured(running: Fleet, sleepers: Sleepers, path: Path, copies: int) -> tuple[float, float]:
    """Efficiency, and the most memory that one worker with its children had."""
    recordings = running.store(path, copies)
    with ExitStack() as stack:
        peaks = [
            stack.enter_context(PeakMemory(running.platform.processes[name].pid, family_mib, SAMPLED_EVERY_S))
            for name in sleepers.names
        ]
        started = time.time()
        running.announce(recordings)
        most_s = SLOWEST * sum(r.duration_s for r in recordings) * sleepers.sleep_per_s / sleepers.slots
        took_s = running.finished(recordings, 60.0 + most_s) - started
    ideal_s = running.asked_s(recordings) * sleepers.sleep_per_s / sleepers.slots
    return ideal_s / took_s, max(peak.peak_mib for peak in peaks)


def family_mib(pid: int) -> float:
    """A process with its children; what they share is counted once."""
    return sum(own_share_mib(member) for member in family(pid))


def _name(path: Path, copies: int, slots: int) -> str:
    what = f"{copies} recordings of {SHORT_S:g} s" if copies > 1 else f"one recording of {path.stem}"
    return f"{slots:2} slots, {what}"


def _figure(path: Path, copies: int, slots: int, efficiency: float) -> Figure:
    bar = EFFICIENCY_BARS.get(slots)
    told = f"at least {bar}" if bar else ""
    return Figure(
        _name(path, copies, slots), efficiency, "of ideal", told, None if bar is None else efficiency >= bar
    )


def _memory(path: Path, copies: int, slots: int, peak_mib: float) -> Figure:
    bar = f"under {MEMORY_BAR_MIB:g} MiB"
    return Figure(_name(path, copies, slots), peak_mib, "MiB", bar, peak_mib < MEMORY_BAR_MIB)


def kills(folder: Path) -> list[Figure]:
    """Workers of one slot each are killed in the middle of their pieces."""
    sleepers = Sleepers(slots=2, sleep_per_s=0.2, ack_wait_s=5.0)
    source = talk(folder, KILL_TALK_S)
    with fleet(folder, sleepers) as running:
        warm_up(running, source)
        recordings = running.store(source.path, 1)
        running.announce(recordings)
        for number, name in zip(range(KILLS), _turns(sleepers.names), strict=False):
            eventually(_asked_for(running, recordings, 3 * (number + 1)), timeout_s=60)
            running.platform.processes[name].kill()
            running.platform.processes[name].wait_ready()
        running.finished(recordings, 120.0)
        asked = running.asked(recordings)
    again = sum(asked.values()) - len(asked)
    return [
        Figure("pieces", len(asked), "pieces"),
        Figure(f"pieces done again after {KILLS} kills", again, "pieces", f"at most {KILLS}", again <= KILLS),
    ]


def _turns(names: Sequence[str]) -> Iterator[str]:
    while True:
        yield from names


def _asked_for(
    running: Fleet, recordings: Sequence[ingest.RecordingPrepared], pieces: int
) -> Callable[[], bool]:
    return lambda: len(running.asked(recordings)) >= pieces
