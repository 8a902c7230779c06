"""Requests of every kind, asked by the clock: however long answers take, the next ones are asked in time."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
import psycopg

from tests.builders.inspection import count
from tests.builders.people import PASSWORD
from tests.builders.waiting import eventually
from tests.faults.harness.invariants import TERMINAL
from tests.faults.harness.scoreboard import Score
from tests.faults.harness.stage import Stage
from tests.faults.harness.uploads import Answer, Uploader, timed

EVERY_S = 1.0
"""Between two requests of one kind."""
UPLOAD_EVERY = 4
"""Rounds: the work that is in flight is to show how long the platform waits, not how fast the machine is."""
AGAIN_S = 0.2
SLOWEST_S = 10.0
BACK_S = 5.0
DONE_S = BACK_S + 6.0
"""For work that was handed to a consumer just as the way to it died: the broker hands it out again after the
stage's ack wait of 6 s (a minute by default), and nothing tells it to do so sooner."""
CLIENT_TIMEOUT_S = 40.0
"""Longer than any bar: what takes too long is measured, not cut off."""
PLACES = 256
LOST_S = 60.0

Ask = Callable[[], httpx.Response]
UPLOAD = "upload"


@dataclass(frozen=True)
class Asked:
    """One request; times are on the monotonic clock."""

    kind: str
    began: float
    answer: Answer

    @property
    def is_good(self) -> bool:
        return 200 <= self.answer.status < 300


@dataclass(frozen=True)
class Spell:
    """What was heard from the beginning of a fault until all was well again."""

    asked: Sequence[Asked]
    back_s: float
    """From the end of the fault until every kind of request had had a good answer."""
    done_s: float
    """From the end of the fault to the end of the work that had been accepted before."""

    @property
    def slowest(self) -> Asked:
        return max(self.asked, key=lambda asked: asked.answer.took_s)

    @property
    def refusals(self) -> list[Asked]:
        return [asked for asked in self.asked if not asked.is_good]

    @property
    def unsound(self) -> list[Asked]:
        """Refusals that are no problem documents, do not say when to come back, or are internal errors."""
        return [
            asked
            for asked in self.refusals
            if not asked.answer.is_sound or asked.answer.status < 429 or asked.answer.retry_after is None
        ]


class Traffic:
    """A user with one finished recording who reads it, logs in, and sends more."""

    def __init__(self, stage: Stage, uploader: Uploader) -> None:
        self._stage = stage
        self._uploader = uploader
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._asked: list[Asked] = []
        self._http = httpx.Client(
            base_url=stage.platform.url,
            headers=dict(uploader.person.http.headers),
            timeout=CLIENT_TIMEOUT_S,
            limits=httpx.Limits(max_connections=PLACES, max_keepalive_connections=PLACES),
        )
        known = uploader.one(str(uuid4()))
        uploader.person.sdk.wait(known, timeout_s=LOST_S)
        self._kinds = self._kinds_of(f"/v1/recordings/{known}")

    def _kinds_of(self, recording: str) -> dict[str, Ask]:
        reads = {
            "list": "/v1/recordings",
            "recording": recording,
            "transcript": f"{recording}/transcript",
            "analysis": f"{recording}/analysis",
            "report": f"{recording}/report",
            "audio": f"{recording}/audio",
            "events": f"{recording}/events",
            "account": "/v1/users/me",
        }
        asks: dict[str, Ask] = {kind: self._read(path) for kind, path in reads.items()}
        return {**asks, "login": self._log_in, UPLOAD: self._upload}

    @contextmanager
    def flowing(self) -> Iterator[None]:
        """For as long as the block lasts."""
        with ThreadPoolExecutor(PLACES) as pool:
            clock = threading.Thread(target=self._ask_by_the_clock, args=(pool,), name="traffic")
            clock.start()
            try:
                yield
            finally:
                self._over.set()
                clock.join()
        self._http.close()

    def spell(self, fault: Callable[[], None]) -> Spell:
        """From the beginning of the fault, which lasts as long as the call, until all is well again."""
        began = time.monotonic()
        fault()
        ended = time.monotonic()
        accepted = self._uploader.ledger.ids()
        with ThreadPoolExecutor(len(self._kinds)) as pool:
            done = pool.submit(self._await_work, accepted)
            list(pool.map(self._insist, self._kinds))
            back_s = time.monotonic() - ended
            done_s = done.result() - ended
        return Spell([asked for asked in self._heard() if asked.began >= began], back_s, done_s)

    def _insist(self, kind: str) -> None:
        """Asks until there is a good answer."""
        deadline = time.monotonic() + LOST_S
        while not self._ask(kind).is_good:
            assert time.monotonic() < deadline, f"no good answer to {kind} in {LOST_S:g} s"
            time.sleep(AGAIN_S)

    def _await_work(self, ids: Sequence[str]) -> float:
        """When all of it has come to its end."""
        eventually(lambda: self._is_done(ids), timeout_s=LOST_S)
        return time.monotonic()

    def _is_done(self, ids: Sequence[str]) -> bool:
        try:
            return count(self._stage.platform, "ingest", TERMINAL, list(ids)) == len(set(ids))
        except psycopg.OperationalError:  # the database may be what was broken
            return False

    def _heard(self) -> list[Asked]:
        with self._lock:
            return sorted(self._asked, key=lambda asked: asked.began)

    def _ask_by_the_clock(self, pool: ThreadPoolExecutor) -> None:
        """All kinds within a period, one after the other."""
        for number in itertools.count():
            for kind in self._kinds:
                if self._over.wait(EVERY_S / len(self._kinds)):
                    return
                if kind != UPLOAD or number % UPLOAD_EVERY == 0:
                    pool.submit(self._ask, kind)

    def _ask(self, kind: str) -> Asked:
        began = time.monotonic()
        asked = Asked(kind, began, timed(self._kinds[kind]))
        with self._lock:
            self._asked.append(asked)
            self._uploader.answers.append(asked.answer)
        return asked

    def _read(self, path: str) -> Ask:
        return lambda: self._http.get(path)

    def _log_in(self) -> httpx.Response:
        account = {"email": self._uploader.person.email, "password": PASSWORD}
        return self._http.post("/v1/auth/login", json=account)

    def _upload(self) -> httpx.Response:
        headers = {"Content-Type": "audio/wav", "Idempotency-Key": str(uuid4())}
        reply = self._http.post("/v1/recordings", content=self._uploader.audio, headers=headers)
        if reply.is_success:
            self._uploader.ledger.note(str(reply.json()["id"]))
        return reply


def tell(score: Score, spells: Mapping[str, Spell]) -> None:
    """The bars of E5 and E6."""
    score.number("requests", sum(len(spell.asked) for spell in spells.values()))
    score.number("of them refused", sum(len(spell.refusals) for spell in spells.values()))
    for name, spell in spells.items():
        assert spell.unsound == [], name
        slowest = spell.slowest
        score.note(f"{name}: the slowest answer was to {slowest.kind}, {slowest.answer.status}")
        score.at_most(f"{name}: slowest answer", slowest.answer.took_s, SLOWEST_S, "s")
        score.at_most(f"{name}: all kinds of requests served after", spell.back_s, BACK_S, "s")
        score.at_most(f"{name}: work in flight done after", spell.done_s, DONE_S, "s")
