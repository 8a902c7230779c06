"""argon2id, few at a time: a flood of logins must not take the machine."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property

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
_REFUSED = Counter("rostrum_auth_hashing_refused", "Hashings refused because too many were waiting.")


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
        self._running = threading.Semaphore(at_once)
        self._leave_work = leave_work

    def require_room(self) -> None:
        self._admit()
        self._admitted.release()

    def hash(self, password: Password) -> str:
        with self._turn():
            return self._argon2.hash(password.text)

    def verify(self, password_hash: str | None, password: Password) -> bool:
        with self._turn():
            try:
                self._argon2.verify(password_hash or self._nobody, password.text)
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    @cached_property
    def _nobody(self) -> str:
        """What the password of an unknown address is compared with."""
        return self._argon2.hash("the password of nobody")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._admit()
        try:
            self._leave_work()
            with self._running:
                yield
        finally:
            self._admitted.release()

    def _admit(self) -> None:
        if not self._admitted.acquire(blocking=False):
            _REFUSED.inc()
            raise Unavailable("Too many logins just now; try again shortly.", retry_after_s=2)
