"""How far decoding may go, derived from the one limit that people know: the longest recording."""

from dataclasses import dataclass

from chassis.processes import Limits

SAMPLE_RATE_HZ = 16_000
SHORTEST_S = 0.1
MAX_CHANNELS = 64
MAX_SAMPLE_RATE_HZ = 768_000

_BYTES_PER_S = 2 * SAMPLE_RATE_HZ
_GIB = 1024**3


@dataclass(frozen=True)
class DecodeLimits:
    """Seconds of audio, and of wall time for one file."""

    longest_s: float
    wall_s: float

    def of_the_child(self) -> Limits:
        """What the kernel enforces on the process that reads the untrusted bytes."""
        return Limits(
            memory=_GIB,
            cpu_s=20 + int(self.longest_s / 10),
            file_size=int(self.longest_s * _BYTES_PER_S) + 1024 * 1024,
            open_files=64,
            network=False,
        )
