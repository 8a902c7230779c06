"""`make bench-uploads`: 2 GiB in one request, in pieces, and in pieces over connections that break.

Ratios of one run on one machine: what pieces cost over one request, and breaks over none. What arrived is
compared by its hash, and the memory of ingest's HTTP process is watched all the while.
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rostrum_client.client import RostrumClient
from rostrum_client.documents import Recording
from rostrum_client.tokens import MemoryTokens, Tokens

from benchmarks.figures import Figure, table, write
from benchmarks.subjects import AUDIO, LIMITS, PeakMemory
from deploy.local.platform import LocalPlatform
from tests.builders.cutting_proxy import cutting_proxy
from tests.builders.people import Person

MIB = 2**20
SIZE = 2048 * MIB
LONGEST_MIB = 64
"""A connection breaks after at most so much, so on average 64 times on the way."""
SEED = 2_026
BAR_MIB = 200.0
SETTINGS = {"ROSTRUM_LIMITS_FILE": str(LIMITS), "ROSTRUM_UPLOAD_PIECES_PER_MINUTE": "100000"}
WISHES = {"transcript_only": "true", "end": "1"}


@dataclass(frozen=True)
class Sent:
    """One way of sending the file."""

    took_s: float
    intact: bool
    peak_mib: float


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        file = Path(folder, "talk.wav")
        sha256 = written(file)
        platform = LocalPlatform(
            Path(folder) / "data", settings=SETTINGS, public_port=None, trace=False, say=print
        )
        with platform, Person(platform) as person:
            figures = measured(platform, person, file, sha256)
    sys.stdout.write("\n" + table("Uploads of 2 GiB", figures))
    sys.stdout.write(f"\nkept in {write({'Uploads of 2 GiB': figures})}\n")
    return 1 if any(figure.met is False for figure in figures) else 0


def written(file: Path) -> str:
    """Each MiB is numbered, so that none can take another's place."""
    digest = hashlib.sha256()
    with file.open("wb") as out:
        for number in range(SIZE // MIB):
            head = b"RIFF\x24\x00\x00\x00WAVEfmt " if number == 0 else number.to_bytes(16, "big")
            piece = head + bytes(MIB - 16)
            out.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def measured(platform: LocalPlatform, person: Person, file: Path, sha256: str) -> list[Figure]:
    def watched(send: Callable[[], Recording]) -> Sent:
        with PeakMemory(platform.processes["ingest-http"].pid) as memory:
            started = time.monotonic()
            recording = send()
            took_s = time.monotonic() - started
        found = person.http.get(f"/v1/recordings/{recording.id}").json()
        person.sdk.delete(recording.id)
        return Sent(took_s, found["sha256"] == sha256, memory.peak_mib)

    whole = watched(lambda: in_one_request(person, file))
    pieces = watched(lambda: in_pieces(platform.url, person, file))
    with cutting_proxy(platform.url, SEED, LONGEST_MIB * MIB) as proxy:
        broken = watched(lambda: in_pieces(proxy.url, person, file))
        cuts = proxy.cuts
    ways = (whole, pieces, broken)
    peak_mib, intact = max(way.peak_mib for way in ways), sum(way.intact for way in ways)
    return [
        Figure("one request", SIZE / MIB / whole.took_s, "MiB/s"),
        Figure("in pieces, time against one request", pieces.took_s / whole.took_s, "times"),
        Figure("connections that broke", float(cuts), ""),
        Figure("in pieces with breaks, time against none", broken.took_s / pieces.took_s, "times"),
        Figure("arrived as they were", intact, "of 3", "all", intact == len(ways)),
        Figure("ingest's HTTP process at most", peak_mib, "MiB", f"under {BAR_MIB:.0f}", peak_mib < BAR_MIB),
    ]


def in_one_request(person: Person, file: Path) -> Recording:
    with file.open("rb") as body:
        answer = person.http.post("/v1/recordings", params=WISHES, content=body, headers=AUDIO, timeout=600)
    return Recording.of(answer.raise_for_status().json())


def in_pieces(url: str, person: Person, file: Path) -> Recording:
    tokens = MemoryTokens()
    tokens.save(Tokens.of(person.tokens))
    with RostrumClient(url, tokens=tokens) as rostrum:
        return rostrum.submit(file, transcript_only=True, end="1")


if __name__ == "__main__":
    sys.exit(main())
