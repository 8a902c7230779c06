"""What the processes of a platform hold while something is done to it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.subjects import PeakMemory
from deploy.local.platform import LocalPlatform
from tests.faults.harness.scoreboard import Score

BAR_MIB = 512.0
"""What a container of a service has."""
_EVERY_S = 0.5


@dataclass(frozen=True)
class Peaks:
    """The most that each process held; of a family of processes, the largest."""

    of: Mapping[str, PeakMemory]

    def tell(self, score: Score) -> None:
        for name, peak in self.of.items():
            score.at_most(f"memory of {name}", round(peak.peak_mib), BAR_MIB, "MiB")


@contextmanager
def memory_watched(platform: LocalPlatform) -> Iterator[Peaks]:
    with ExitStack() as stack:
        yield Peaks(
            {
                name: stack.enter_context(PeakMemory(process.pid, every_s=_EVERY_S))
                for name, process in platform.processes.items()
            }
        )
