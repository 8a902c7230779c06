"""Many damaged files through the sandboxed decoder, as the worker hands them to it."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from chassis.errors import InvalidInput
from chassis.processes import ChildCrashed, ChildPool, ChildTimedOut
from services.ingest.adapters.outbound.media.decoding_task import decode_file
from services.ingest.adapters.outbound.media.limits import DecodeLimits
from services.ingest.domain.submission import Trim
from tests.builders.damaged_audio import DamagedFile

LIMITS = DecodeLimits(longest_s=600, patience_s=60)
"""Ten minutes are as far as any file is blown up: what costs is the same for each second."""
DECODED, DIED, HUNG = "decoded", "its child died", "hung"
PROBLEMS = {"corrupt_audio", "empty_audio", "no_audio_stream", "recording_too_long", "unsupported_audio"}


@dataclass
class Outcomes:
    """How many files ended how; `told` has what is needed to find those again that ended badly."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    told: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, file: DamagedFile, outcome: str, took_s: float) -> None:
        with self._lock:
            self.counts[outcome] += 1
            self.slowest_s = max(self.slowest_s, took_s)
            if outcome not in {DECODED, *PROBLEMS}:
                self.told.append(f"{outcome}: {file.number} {file.container} {file.damages}")


def decode_all(pool: ChildPool, files: Iterable[DamagedFile], folder: Path) -> Outcomes:
    outcomes = Outcomes()

    def decode(file: DamagedFile) -> None:
        begun = time.monotonic()
        outcomes.note(file, _outcome(pool, file, folder), time.monotonic() - begun)

    with ThreadPoolExecutor(pool.size) as threads:
        list(threads.map(decode, files))
    return outcomes


def _outcome(pool: ChildPool, file: DamagedFile, folder: Path) -> str:
    source, target = folder / f"{file.number}", folder / f"{file.number}.flac"
    source.write_bytes(file.content)
    wall_s = LIMITS.wall_s(len(file.content))
    try:
        pool.run(decode_file, source, target, file.container, LIMITS.longest_s, Trim(), deadline_s=wall_s)
    except InvalidInput as problem:
        return problem.code
    except ChildTimedOut:
        return HUNG
    except ChildCrashed:
        return DIED
    finally:
        source.unlink()
        target.unlink(missing_ok=True)
    return DECODED
