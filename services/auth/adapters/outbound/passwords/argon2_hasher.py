"""argon2id, few at a time: a flood of logins must not take the machine."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TypeVar

from argon2 import PasswordHasher as Argon2
from argon2 import Type
from argon2.exceptions import InvalidHashError, VerificationError
from prometheus_client import Counter

from chassis.errors import Unavailable
from services.auth.domain.password import Password

MEMORY_KIB = 19_456
TIME_COST = 2
PARALLELISM = 1
"""OWASP's minimum for argon2id: about 60 ms and 19 MiB a hash."""
AT_ONCE = 2
QUEUE = 8
NICENESS = 10
"""Of the threads that hash, so that what needs the processor for a moment goes first. During 200 logins a
second on two cores reads took 90 ms (p99), and 341 without it; no fewer logins were served."""
_REFUSED = Counter("rostrum_auth_hashing_refused", "Hashings refused because too many were waiting.")
Result = TypeVar("Result")


def _give_way() -> None:
    if sys.platform == "linux":  # where that is the thread's alone, against POSIX
        os.nice(NICENESS)


def _nothing() -> None:
    """Where no request is at hand, none leaves its place."""


class Argon2Hasher:
    """Two hashings run, eight wait, more are refused at once: a full queue is half a second long.

    `leave_work` is called by those that were let in. What they hold is counted here, and must not be a place
    that others wait for: while logins held all that the server has, reads took as long as a login.
    """

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        queue: int = QUEUE,
        memory_kib: int = MEMORY_KIB,
        leave_work: Callable[[], None] = _nothing,
    ) -> None:
        self._argon2 = Argon2(
            time_cost=TIME_COST, memory_cost=memory_kib, parallelism=PARALLELISM, type=Type.ID
        )
        self._admitted = threading.Semaphore(at_once + queue)
        self._threads = ThreadPoolExecutor(at_once, "hashing", _give_way)
        self._leave_work = leave_work

    def require_room(self) -> None:
        self._admit()
        self._admitted.release()

    def hash(self, password: Password) -> str:
        return self._in_turn(lambda: self._argon2.hash(password.text))

    def verify(self, password_hash: str | None, password: Password) -> bool:
        return self._in_turn(lambda: self._holds(password_hash, password))

    def _holds(self, password_hash: str | None, password: Password) -> bool:
        try:
            self._argon2.verify(password_hash or self._nobody, password.text)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None

    @cached_property
    def _nobody(self) -> str:
        """What the password of an unknown address is compared with."""
        return self._argon2.hash("the password of nobody")

    def _in_turn(self, work: Callable[[], Result]) -> Result:
        self._admit()
        try:
            self._leave_work()
            return self._threads.submit(work).result()
        finally:
            self._admitted.release()

    def _admit(self) -> None:
        if not self._admitted.acquire(blocking=False):
            _REFUSED.inc()
            raise Unavailable("Too many logins just now; try again shortly.", retry_after_s=2)
