"""B1: the catalogue of docs/hostile-inputs.md at the public door, in figures.

Each row has tests of its own, in tests/faults/hostile and near the code; here is told how long the platform
takes over all of them, and that it stays whole.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

from docs.operations_page import http_documents
from tests.builders.hostile_files import NO_AUDIO, ODD, UNDECODABLE, a_day_of_flac, a_day_of_mp3
from tests.builders.hostile_links import LINKS
from tests.builders.hostile_requests import JSON_BODIES, RAW, told
from tests.builders.requests_of import described_in
from tests.builders.waiting import eventually
from tests.faults.harness.chaos import children_of
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Uploader, timed

EDGE_S, WORKER_S, WORKER_MIB = 2.0, 60.0, 1024.0
SAMPLED_EVERY_S = 0.05
ENDED = {"completed", "failed"}
PEAK_KIB = re.compile(r"VmHWM:\s+(\d+)")
"""proc_pid_status(5)"""
Ask = Callable[[], httpx.Response]


@scenario("B1", "Hostile input of fifty kinds: answered at once, no server error, nothing dies of it")
@pytest.mark.hostile(5, 12)
@pytest.mark.timeout(300)
def test_the_catalogue(stage: Stage, uploader: Uploader, score: Score, tmp_path: Path) -> None:
    before = {name: process.pid for name, process in stage.processes.items()}
    answers = [timed(ask) for ask in at_the_edge(uploader.person.http)]
    raw = [told(stage.platform.plan.ports["public"], request)[0].status for request, _ in RAW.values()]
    with watched_decoders(before["ingest"]) as decoders:
        took_s = {name: decoded(uploader, make(tmp_path)) for name, make in to_decode().items()}
    outcome = hold(stage, [uploader])
    seen = [*(answer.status for answer in answers), *raw]
    score.note(f"answers {dict(Counter(seen))}")
    score.number("inputs", len(seen) + len(took_s))
    score.exactly("server errors", len([status for status in seen if is_fault(status)]), 0)
    score.at_most("slowest answer at the edge", max(answer.took_s for answer in answers), EDGE_S, "s")
    score.at_most("slowest file in the worker", max(took_s.values()), WORKER_S, "s")
    score.at_most("largest decoder", decoders.largest_mib, WORKER_MIB, "MiB")
    score.number("odd files that became reports", outcome.completed)
    died = [name for name, pid in before.items() if stage.processes[name].pid != pid]
    score.exactly("processes that died", len(died), 0)


def at_the_edge(http: httpx.Client) -> Iterator[Ask]:
    """What is answered before there is any work: files, JSON at every operation that takes it, addresses."""
    for make in (*NO_AUDIO.values(), bytes):
        yield partial(send, http, make())
    for document in http_documents():
        for operation in described_in(document):
            if "application/json" in operation.content:
                for body in JSON_BODIES.values():
                    ask = partial(http.request, operation.method, operation.about({}), content=body)
                    yield partial(ask, headers={"Content-Type": "application/json"})
    for url in LINKS.values():
        wish = {"key": "sk-0123456789abcdef", "base_url": url}
        yield partial(http.put, "/v1/users/me/provider-keys/openai_compatible", json=wish)


def to_decode() -> Mapping[str, Callable[[Path], bytes]]:
    """What only the decoder finds out, and what is as long as a day."""
    undecodable = {name: lambda _, make=make: make() for name, (make, _) in UNDECODABLE.items()}
    days = {"5 a day of FLAC": lambda _: a_day_of_flac(), "12 a day of MP3": a_day_of_mp3}
    return {**undecodable, **ODD, **days}


def send(http: httpx.Client, content: bytes) -> httpx.Response:
    return http.post("/v1/recordings", content=content, headers={"Content-Type": "audio/wav"})


def decoded(uploader: Uploader, content: bytes) -> float:
    """Seconds from its acknowledgement to its end, whichever that is."""
    accepted = send(uploader.person.http, content)
    began = time.monotonic()
    recording = accepted.raise_for_status().json()
    uploader.ledger.note(recording["id"])
    place = recording["links"]["self"]
    eventually(lambda: uploader.person.http.get(place).json()["status"] in ENDED, timeout_s=2 * WORKER_S)
    return time.monotonic() - began


def is_fault(status: int) -> bool:
    """A connection that broke is one too; 501 is what the proxy says to an encoding that nobody knows."""
    return status == 0 or (status >= 500 and status not in {501, 503})


@dataclass
class Decoders:
    largest_mib: float = 0.0


@contextmanager
def watched_decoders(worker: int) -> Iterator[Decoders]:
    """The most memory that any child of the worker had at a time, beside the block."""
    decoders = Decoders()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLED_EVERY_S):
            for pid in children_of(worker):
                with suppress(OSError):
                    for peak_kib in PEAK_KIB.findall(Path(f"/proc/{pid}/status").read_text()):
                        decoders.largest_mib = max(decoders.largest_mib, int(peak_kib) / 1024)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield decoders
    finally:
        over.set()
        thread.join()
