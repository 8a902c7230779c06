"""A psycopg connection that never waits longer than its deadline.

A stopped backend (or a network that swallows packets) leaves a driver waiting for ever: the server's
`statement_timeout` needs a running server, and `tcp_user_timeout` is content while the peer's kernel
acknowledges. So the client itself stops waiting and gives the connection up; the pool opens another.
"""

from collections.abc import Generator
from time import monotonic
from typing import ClassVar, TypeVar, cast

import psycopg
from psycopg.abc import PQGen

from chassis.deadlines import at_most

RV = TypeVar("RV")

_CHECK_EVERY_S = 0.1
_SHORTEST_S = 0.5
"""At the end of a request's time a server that is well still gets to answer: the connection is worth it."""


class DeadlineConnection(psycopg.Connection[tuple[object, ...]]):
    """`deadline_s` bounds one exchange with the server (a statement, a commit), in seconds.

    So does the deadline of the work at hand, where that is nearer.
    """

    default_deadline_s: ClassVar[float] = 7.0
    deadline_s: float = default_deadline_s

    def wait(self, gen: PQGen[RV], interval: float = _CHECK_EVERY_S, timeout: float | None = None) -> RV:
        return super().wait(cast(PQGen[RV], self._until_deadline(gen)), interval, timeout)

    def answers(self, within_s: float) -> bool:
        """Whether the server is there; begins no transaction. Without an answer the connection closes."""
        usual = self.deadline_s
        self.deadline_s = within_s
        try:
            self.autocommit = True
            self.execute("")
            self.autocommit = False
        except psycopg.Error:
            self.close()
            return False
        finally:
            self.deadline_s = usual
        return True

    def _until_deadline(self, gen: PQGen[RV]) -> Generator[object, object, RV]:
        """Forwards what the protocol asks for and looks at the clock each time the driver wakes up."""
        protocol = cast(Generator[object, object, RV], gen)
        bound_s = max(at_most(self.deadline_s), min(_SHORTEST_S, self.deadline_s))
        deadline = monotonic() + bound_s
        try:
            wanted = next(protocol)
            while True:
                ready = yield wanted
                if not ready and monotonic() > deadline:
                    self._give_up(protocol, bound_s)
                answer = protocol.send(ready)
                wanted = wanted if answer is None else answer
        except StopIteration as done:
            return cast(RV, done.value)

    def _give_up(self, protocol: Generator[object, object, RV], bound_s: float) -> None:
        self.pgconn.finish()
        protocol.close()
        raise psycopg.OperationalError(f"the database did not answer within {bound_s:.1f} s")
