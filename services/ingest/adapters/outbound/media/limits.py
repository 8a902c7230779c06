"""How far decoding may go, derived from the one limit that people know: the longest recording."""

from dataclasses import dataclass

from chassis.processes import Limits

SAMPLE_RATE_HZ = 16_000
SHORTEST_S = 0.1
MAX_CHANNELS = 64
MIN_SAMPLE_RATE_HZ = 1_000
"""Below what anybody records at: a sample at 1 Hz becomes 16,000, and a small file hours of work."""
MAX_SAMPLE_RATE_HZ = 768_000

_BYTES_PER_S = 2 * SAMPLE_RATE_HZ * 1.01
"""Of FLAC: noise that can't be compressed takes half a percent more than its samples."""
_FEWEST_BYTES_PER_S = 250
"""Of encoded speech: 2 kbit/s, below what any codec of the accepted containers needs for speech."""
_SLOWEST = 60.0
"""Times real time, on a busy machine; the slowest codec (Opus) was measured at 310 on an idle core."""
_GIB = 1024**3


@dataclass(frozen=True)
class DecodeLimits:
    """Seconds of audio, and of wall time for the shortest file; longer ones have more."""

    longest_s: float
    patience_s: float

    def wall_s(self, size_bytes: int) -> float:
        """Seconds that a file of this size may take: a small one that hangs is given up soon."""
        return self.patience_s + self._audio_s(size_bytes) / _SLOWEST

    def scratch_bytes(self, size_bytes: int) -> int:
        """Room for the file and what it may become."""
        return size_bytes + int(self._audio_s(size_bytes) * _BYTES_PER_S)

    def _audio_s(self, size_bytes: int) -> float:
        """Seconds of audio in a file of this size, at most."""
        return min(self.longest_s, size_bytes / _FEWEST_BYTES_PER_S)

    def of_the_child(self) -> Limits:
        """What the kernel enforces on the process that reads the untrusted bytes."""
        return Limits(
            memory=_GIB,
            cpu_s=20 + int(self.longest_s / 10),
            file_size=int(self.longest_s * _BYTES_PER_S) + 1024 * 1024,
            open_files=64,
            network=False,
        )
