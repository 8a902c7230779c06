"""Limits on guessing, by whatever counts limits."""

from collections.abc import Sequence

from chassis.rate_limits import Bucket, Limit, RateLimiter
from services.auth.domain.email import EmailAddress

_COUNTED = "failed logins"


class CountedGuessingLimits:
    """Failures per account and peer, and per peer over all accounts, in any minute.

    An attempt reads and a failure writes, and no failure comes without a hashed password before it: a flood
    writes no more often than passwords are hashed. Whoever is refused costs the limiter nothing.
    """

    def __init__(self, limiter: RateLimiter, *, per_account: int, per_address: int) -> None:
        self._limiter = limiter
        self._account = Limit("login_account", per_account, counted=_COUNTED)
        self._address = Limit("login_address", per_address, counted=_COUNTED)

    def check(self, email: EmailAddress, peer: str) -> None:
        self._limiter.check(self._buckets(email, peer))

    def count_failure(self, email: EmailAddress, peer: str) -> None:
        self._limiter.note(self._buckets(email, peer))

    def _buckets(self, email: EmailAddress, peer: str) -> Sequence[Bucket]:
        return Bucket(self._account, f"{email} {peer}"), Bucket(self._address, peer)
