"""How often a caller may do what: the limits that an operation takes from, and the headers that tell of them.

Headers: draft-ietf-httpapi-ratelimit-headers-10, one member for each limit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from chassis.errors import Standing
from chassis.rate_limits import Bucket, Limit, RateLimiter
from chassis.web.calls import Call, Caller
from chassis.web.operations import Operation

REQUESTS = "requests"
LimitsOf = Callable[[Caller], Mapping[str, Limit]]
"""The limits of a user's role, by name."""


def _no_limits(_caller: Caller) -> Mapping[str, Limit]:
    return {}


@dataclass(frozen=True)
class Limits:
    """Every operation of a known user takes one of `requests`, and of what else it names in `takes`."""

    limiter: RateLimiter
    of_role: LimitsOf = _no_limits

    def take(self, call: Call, operation: Operation) -> Sequence[Standing]:
        """What is left then; raises LimitReached."""
        return self.limiter.spend(self._buckets(call, operation))

    def look(self, call: Call) -> Sequence[Standing]:
        """Where the caller stands with the limits of their role; takes nothing."""
        caller = _user(call.user)
        return self.limiter.look([Bucket(limit, caller) for limit in self.of_role(call.user).values()])

    def _buckets(self, call: Call, operation: Operation) -> list[Bucket]:
        user = call.principal
        caller = _user(user) if user else f"address:{call.peer}"
        of_role = self.of_role(user) if user else {}
        own = [of_role[name] for name in (REQUESTS, *operation.takes) if name in of_role]
        return [Bucket(limit, caller) for limit in (*own, *operation.limits)]


def _user(caller: Caller) -> str:
    return f"user:{caller.user_id}"


def headers(standings: Sequence[Standing]) -> dict[str, str]:
    """RateLimit-Policy says what holds, RateLimit what is left of it and when it is full again."""
    if not standings:
        return {}
    policies = [f'"{one.name}";q={floor(one.quota)};w={one.window_s}' for one in standings]
    left = [f'"{one.name}";r={max(0, floor(one.quota - one.used))};t={one.reset_s}' for one in standings]
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(left)}
