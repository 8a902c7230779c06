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
    is_passing: bool = False
    """Whether the same request may be answered otherwise in a while: as its problem says, or nobody said."""

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
            answer, recording_id = self.attempt(key)
            if recording_id:
                return recording_id
            assert answer.is_passing, f"{answer.status}: {answer.text}"
            assert time.monotonic() < deadline, f"not acknowledged in {self.patience_s:g} s: {answer}"
            time.sleep(PAUSE_S)

    def attempt(self, key: str) -> tuple[Answer, str]:
        """One request, and the id of the recording where it is acknowledged: that is in the ledger then."""
        headers = {"Content-Type": "audio/wav", "Idempotency-Key": key}
        began = time.monotonic()
        try:
            reply = self.person.http.post(
                f"/v1/recordings{self.query}", content=self.audio, headers=headers, timeout=REQUEST_TIMEOUT_S
            )
        except httpx.TransportError as error:
            return self._heard(_broken(error, began)), ""
        answer = self._heard(answer_of(reply, time.monotonic() - began))
        if not reply.is_success:
            return answer, ""
        recording_id = str(reply.json()["id"])
        self.ledger.note(recording_id)
        return answer, recording_id

    def _heard(self, answer: Answer) -> Answer:
        with self._lock:
            self.answers.append(answer)
        return answer


def answer_of(reply: httpx.Response, took_s: float) -> Answer:
    """What a client sees of a reply."""
    problem = reply.json() if reply.headers.get("Content-Type") == PROBLEM else {}
    return Answer(
        status=reply.status_code,
        took_s=took_s,
        retry_after=reply.headers.get("Retry-After"),
        text=reply.text[:500],
        is_problem="request_id" in problem,
        is_passing=problem.get("retryable") is True,
    )


def _broken(error: httpx.TransportError, began: float) -> Answer:
    return Answer(0, time.monotonic() - began, text=repr(error), is_passing=True)


def unsound(answers: Sequence[Answer]) -> list[Answer]:
    """Those that break I6."""
    return [answer for answer in answers if not answer.is_sound]


def timed(ask: Callable[[], httpx.Response]) -> Answer:
    """One request, and how long its answer took."""
    began = time.monotonic()
    try:
        reply = ask()
    except httpx.TransportError as error:
        return _broken(error, began)
    return answer_of(reply, time.monotonic() - began)
