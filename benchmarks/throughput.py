"""What the HTTP edge carries on this machine, the load and the platform sharing its cores."""

import threading
import time
from collections.abc import Callable, Iterator

import httpx

from benchmarks.figures import Figure, percentile
from benchmarks.subjects import AUDIO, PeakMemory, family, own_share_mib
from deploy.local.platform import LocalPlatform
from tests.builders.people import Person

CLIENTS = 8
READ_S = 6.0
UPLOADS = 80
MIB = 2**20
BIG_UPLOAD_BYTES = 1024 * MIB
BIG_UPLOAD_BAR_MIB = 200.0


def reads(platform: LocalPlatform, person: Person) -> list[Figure]:
    """Authenticated GET /v1/users/me by clients that keep their connections."""
    ends = time.monotonic() + READ_S

    def read(client: httpx.Client) -> Iterator[float]:
        while time.monotonic() < ends:
            yield timed(lambda: client.get("/v1/users/me"))

    started = time.monotonic()
    times = side_by_side(platform, person, read)
    elapsed = time.monotonic() - started
    return [
        Figure("authenticated reads", len(times) / elapsed, "/s"),
        Figure("authenticated read, p99", 1000 * percentile(times, 0.99), "ms"),
    ]


def uploads(platform: LocalPlatform, person: Person) -> list[Figure]:
    """Uploads of 1 MiB, each fsynced and committed before its answer; the decoding is not waited for."""
    body = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(MIB - 16)

    def upload(client: httpx.Client) -> Iterator[float]:
        for _ in range(UPLOADS // CLIENTS):
            yield timed(lambda: client.post("/v1/recordings", content=body, headers=AUDIO))

    started = time.monotonic()
    times = side_by_side(platform, person, upload)
    return [Figure("uploads of 1 MiB", len(times) / (time.monotonic() - started), "/s")]


def big_upload(platform: LocalPlatform, person: Person) -> list[Figure]:
    """Peak memory of ingest's HTTP processes while 1 GiB arrives."""
    piece = bytes(MIB)

    def body() -> Iterator[bytes]:
        yield b"RIFF\x24\x00\x00\x00WAVEfmt " + piece[16:]
        for _ in range(BIG_UPLOAD_BYTES // MIB - 1):
            yield piece

    with PeakMemory(platform.processes["ingest-http"].pid) as memory:
        answer = person.http.post("/v1/recordings", content=body(), headers=AUDIO, timeout=600)
    answer.raise_for_status()
    met = memory.peak_mib < BIG_UPLOAD_BAR_MIB
    bar = f"under {BIG_UPLOAD_BAR_MIB:.0f} MiB"
    return [Figure("ingest's largest process during 1 GiB", memory.peak_mib, "MiB", bar, met)]


def memory(platform: LocalPlatform) -> list[Figure]:
    """Memory of each process with its children after the load; what they share is counted once."""
    figures = [
        Figure(name, sum(own_share_mib(pid) for pid in family(process.pid)), "MiB")
        for name, process in platform.processes.items()
    ]
    return [*figures, Figure("the whole platform", sum(figure.value for figure in figures), "MiB")]


def side_by_side(
    platform: LocalPlatform, person: Person, work: Callable[[httpx.Client], Iterator[float]]
) -> list[float]:
    """All clients at once; the times of all their calls, in seconds."""
    times: list[float] = []

    def run() -> None:
        with httpx.Client(base_url=platform.url, headers=person.http.headers, timeout=60) as client:
            times.extend(work(client))

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def timed(call: Callable[[], httpx.Response]) -> float:
    started = time.monotonic()
    call().raise_for_status()
    return time.monotonic() - started
