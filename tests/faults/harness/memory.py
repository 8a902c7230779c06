"""What the processes of a platform hold while something is done to it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.subjects import PeakMemory
from deploy.local.platform import LocalPlatform
from tests.faults.harness.scoreboard import Score

BAR_MIB = 512.0
"""What a container of a service has."""
_EVERY_S = 0.5


@contextmanager
def memory_bounded(platform: LocalPlatform, score: Score) -> Iterator[None]:
    """Tells the most that each process held while the block ran; of a family of processes, the largest."""
    with ExitStack() as stack:
        peaks = {
            name: stack.enter_context(PeakMemory(process.pid, every_s=_EVERY_S))
            for name, process in platform.processes.items()
        }
        yield
    for name, peak in peaks.items():
        score.at_most(f"memory of {name}", round(peak.peak_mib), BAR_MIB, "MiB")
