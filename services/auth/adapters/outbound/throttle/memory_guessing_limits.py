"""Limits on guessing, in this process."""

from chassis.rate_limits import Limit, RateLimiter
from services.auth.domain.email import EmailAddress

_COUNTED = "failed logins"


class MemoryGuessingLimits:
    """Failures per account and peer, and per peer over all accounts, in any minute."""

    def __init__(self, limiter: RateLimiter, *, per_account: int, per_address: int) -> None:
        self._limiter = limiter
        self._account = Limit("login-account", per_account, counted=_COUNTED)
        self._address = Limit("login-address", per_address, counted=_COUNTED)

    def check(self, email: EmailAddress, peer: str) -> None:
        self._limiter.check(self._account, f"{email} {peer}")
        self._limiter.check(self._address, peer)

    def count_failure(self, email: EmailAddress, peer: str) -> None:
        self._limiter.note(self._account, f"{email} {peer}")
        self._limiter.note(self._address, peer)
