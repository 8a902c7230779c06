"""O1: more than can be served is refused at once, and what can be served goes on being served."""

import time
from collections.abc import Iterator, Sequence
from statistics import mean
from urllib.parse import urlsplit

import pytest

from benchmarks.figures import percentile
from deploy.local.platform import LocalPlatform
from tests.builders.audio_files import wav
from tests.builders.people import Person
from tests.faults.harness.load import Answer, Load, closed_loop, message, open_loop
from tests.faults.harness.memory import memory_watched
from tests.faults.harness.scoreboard import Score, scenario

CLIENTS = (4, 16)
"""With more of them nothing more is served."""
RISE_S = 2.0
"""For each number of clients, while the capacity is looked for."""
PARTS = 3
"""The capacity is looked for before each part of the overload, and after the last: what a shared machine can
do changes from minute to minute."""
TIMES = 3
OVERLOAD_S = 60.0
UPLOADS_S = 30.0
"""Half of what is promised, for the sake of the suite: all that is uploaded is kept."""
QUIET = 0.3
"""The share of the capacity at which answers take as long as they normally do."""
SLICE_S = 2.0
NORMAL = 2.0
"""Answers are as quick as before when they take no more than twice as long."""
GOODPUT_BAR = 0.8
REFUSED_BAR_MS = 200.0
BACK_BAR_S = 10.0
PROMISE = "At three times the capacity for {}, as much is served as ever, and the rest refused at once"


@pytest.fixture(scope="module")
def client(doors: LocalPlatform) -> Iterator[Person]:
    with Person(doors) as person:
        yield person


@scenario("O1", PROMISE.format("reads"))
@pytest.mark.alone
@pytest.mark.timeout(240)
def test_reads(doors: LocalPlatform, client: Person, score: Score) -> None:
    uploaded = client.http.post("/v1/recordings", content=wav(), headers={"Content-Type": "audio/wav"})
    recording_id = uploaded.raise_for_status().json()["id"]
    paths = (f"/v1/recordings/{recording_id}", "/v1/recordings")
    overloaded(doors, [request(doors, client, f"GET {path}") for path in paths], OVERLOAD_S, score)


@scenario("O1", PROMISE.format("uploads"))
@pytest.mark.alone
@pytest.mark.timeout(240)
def test_uploads(doors: LocalPlatform, client: Person, score: Score) -> None:
    upload = request(doors, client, "POST /v1/recordings?transcript_only=true", wav())
    overloaded(doors, [upload], UPLOADS_S, score)


def request(doors: LocalPlatform, client: Person, line: str, body: bytes = b"") -> bytes:
    head = f"{line} HTTP/1.1\r\nAuthorization: {client.http.headers['Authorization']}"
    return message(urlsplit(doors.url).netloc, f"{head}\r\nContent-Type: audio/wav" if body else head, body)


def overloaded(doors: LocalPlatform, messages: Sequence[bytes], seconds: float, score: Score) -> None:
    address = urlsplit(doors.url).netloc
    found, loads = [goodputs(address, messages)], list[Load]()
    normal_ms = slowest_ms(open_loop(address, messages, QUIET * max(found[0]), SLICE_S).answers)

    def burst() -> None:
        loads.append(open_loop(address, messages, TIMES * max(found[-1]), seconds / PARTS))

    with memory_watched(doors) as peaks:
        for _ in range(PARTS - 1):
            burst()
            found.append(goodputs(address, messages))
        burst()
        back_s = back_after_s(address, messages, QUIET * max(found[-1]), normal_ms)
    found.append(goodputs(address, messages))
    tell(score, loads, capacity=max(map(mean, zip(*found, strict=True))))
    score.number("normally, p99", normal_ms, "ms")
    score.at_most("back to normal after", back_s, BACK_BAR_S, "s")
    peaks.tell(score)


def tell(score: Score, loads: Sequence[Load], capacity: float) -> None:
    answers = [answer for load in loads for answer in load.answers]
    score.number("capacity", capacity, "/s")
    score.number("core taken by the client", mean(load.core for load in loads))
    late = [answer.late_s for answer in answers]
    score.number("sent late by the client, p99", 1000 * percentile(late, 0.99), "ms")
    goodput = mean(load.goodput for load in loads)
    score.at_least("served, of the capacity", goodput / capacity, GOODPUT_BAR)
    refused = [answer for answer in answers if answer.is_refused]
    served = [answer for answer in answers if answer.is_served]
    score.number("served, p99", slowest_ms(served), "ms")
    score.exactly("neither served nor refused", len(answers) - len(served) - len(refused), 0)
    score.exactly("refused without Retry-After", sum(not answer.has_retry_after for answer in refused), 0)
    score.number("refused", len(refused), f"of {len(answers)}")
    score.at_most("refused, p99", slowest_ms(refused), REFUSED_BAR_MS, "ms")


def goodputs(address: str, messages: Sequence[bytes]) -> list[float]:
    """What is served by the second to each number of clients."""
    return [closed_loop(address, messages, clients, RISE_S).goodput for clients in CLIENTS]


def slowest_ms(answers: Sequence[Answer]) -> float:
    return 1000 * percentile([answer.took_s for answer in answers], 0.99) if answers else 0.0


def back_after_s(address: str, messages: Sequence[bytes], rate: float, normal_ms: float) -> float:
    """The end of the first slice of a quiet load in which all is served as quickly as before."""
    began = time.monotonic()
    while time.monotonic() - began < BACK_BAR_S:
        answers = open_loop(address, messages, rate, SLICE_S).answers
        if all(answer.is_served for answer in answers) and slowest_ms(answers) <= NORMAL * normal_ms:
            return time.monotonic() - began
    return float("inf")
