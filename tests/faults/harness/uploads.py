"""Clients that upload until they are acknowledged, and write down what they were told."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.builders.people import Person
from tests.faults.harness.ledger import Ledger

PROBLEM = "application/problem+json"
RETRIED = {429, 502, 503, 504, 507}
"""Answers after which a client tries again with the same Idempotency-Key."""
REQUEST_TIMEOUT_S = 15.0
PAUSE_S = 0.3


@dataclass(frozen=True)
class Answer:
    """What came of one request; status 0 where the connection broke."""

    status: int
    took_s: float
    retry_after: str | None = None
    text: str = ""
    is_problem: bool = False

    @property
    def is_sound(self) -> bool:
        """A refusal is a problem document with the id of its request, and never an internal error (I6)."""
        return self.status < 400 or (self.is_problem and self.status != 500)


@dataclass
class Uploader:
    """Sends `audio` as a person, each file under an Idempotency-Key of its own, until it is acknowledged."""

    person: Person
    ledger: Ledger
    audio: bytes
    query: str = ""
    patience_s: float = 120.0
    answers: list[Answer] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def upload(self, count: int, concurrency: int = 8) -> list[str]:
        """The ids of the recordings, in no order."""
        with ThreadPoolExecutor(concurrency) as pool:
            return list(pool.map(lambda _: self.one(str(uuid4())), range(count)))

    def one(self, key: str) -> str:
        """Until it is acknowledged; fails when that takes longer than the patience."""
        deadline = time.monotonic() + self.patience_s
        while True:
            answer, recording_id = self._try(key)
            if recording_id:
                self.ledger.note(recording_id)
                return recording_id
            assert answer.status in RETRIED | {0}, f"{answer.status}: {answer.text}"
            assert time.monotonic() < deadline, f"not acknowledged in {self.patience_s:g} s: {answer}"
            time.sleep(PAUSE_S)

    def _try(self, key: str) -> tuple[Answer, str]:
        headers = {"Content-Type": "audio/wav", "Idempotency-Key": key}
        began = time.monotonic()
        try:
            reply = self.person.http.post(
                f"/v1/recordings{self.query}", content=self.audio, headers=headers, timeout=REQUEST_TIMEOUT_S
            )
        except httpx.TransportError as error:
            return self._heard(Answer(0, time.monotonic() - began, text=repr(error))), ""
        answer = self._heard(answer_of(reply, time.monotonic() - began))
        return answer, str(reply.json()["id"]) if reply.is_success else ""

    def _heard(self, answer: Answer) -> Answer:
        with self._lock:
            self.answers.append(answer)
        return answer


def answer_of(reply: httpx.Response, took_s: float) -> Answer:
    """What a client sees of a reply."""
    is_problem = reply.headers.get("Content-Type") == PROBLEM and "request_id" in reply.json()
    return Answer(reply.status_code, took_s, reply.headers.get("Retry-After"), reply.text[:300], is_problem)


def unsound(answers: Sequence[Answer]) -> list[Answer]:
    """Those that break I6."""
    return [answer for answer in answers if not answer.is_sound]


def timed(ask: Callable[[], httpx.Response]) -> Answer:
    """One request, and how long its answer took."""
    began = time.monotonic()
    try:
        reply = ask()
    except httpx.TransportError as error:
        return Answer(0, time.monotonic() - began, text=repr(error))
    return answer_of(reply, time.monotonic() - began)
