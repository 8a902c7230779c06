"""D11: services are restarted one after the other under load, and nobody notices."""

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from deploy.local.supervisor import Supervised
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import hold
from tests.faults.harness.scoreboard import Score, scenario
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Answer, Uploader, timed

SERVICES = ("auth", "ingest", "transcribe", "analyze", "report", "auth-http", "ingest-http")
ROUNDS = 2
EXIT_BAR_S = 25.0
PAUSE_S = 0.4
"""Between two uploads, and between two reads: about half of what two cores can do."""


@scenario("D11", "Services restart one after the other under load, and no client notices")
@pytest.mark.alone
@pytest.mark.timeout(300)
def test_restarts_under_load_go_unnoticed(
    stage: Stage, uploader: Uploader, score: Score, chance: random.Random
) -> None:
    over = Event()
    with ThreadPoolExecutor(2) as pool:
        reads = pool.submit(_read, uploader, over)
        writes = pool.submit(_write, uploader, over)
        try:
            order = [name for _ in range(ROUNDS) for name in chance.sample(SERVICES, len(SERVICES))]
            exits = [_restarted(stage.processes[name]) for name in order]
        finally:
            over.set()
        answers = [*reads.result(), *_answers(uploader, writes)]
    outcome = hold(stage, [uploader])
    broken = [answer for answer in answers if answer.status == 0 or answer.status >= 500]
    assert broken == []
    score.exactly("requests that failed", len(broken), 0)
    score.number("requests answered", len(answers))
    score.number("recordings completed", outcome.completed)
    score.exactly("recordings failed", outcome.failed, 0)
    score.at_most("slowest exit after SIGTERM", max(exits), EXIT_BAR_S, "s")


def _restarted(process: Supervised) -> float:
    """SIGTERM, its end, and the readiness of its successor; how long the end took."""
    child, restarts = process.child, process.restarts
    assert child is not None
    began = time.monotonic()
    child.ask_to_stop()
    assert child.wait(2 * EXIT_BAR_S)
    took_s = time.monotonic() - began
    eventually(lambda: process.restarts > restarts, timeout_s=30)
    process.wait_ready()
    return took_s


def _read(uploader: Uploader, over: Event) -> list[Answer]:
    answers = []
    while not over.wait(PAUSE_S):
        answers.append(timed(lambda: uploader.person.http.get("/v1/recordings", timeout=15)))
        answers.append(timed(lambda: uploader.person.http.get("/v1/users/me", timeout=15)))
    return answers


def _write(uploader: Uploader, over: Event) -> None:
    while not over.wait(PAUSE_S):
        uploader.upload(1)


def _answers(uploader: Uploader, written: "Future[None]") -> list[Answer]:
    written.result()
    return uploader.answers
