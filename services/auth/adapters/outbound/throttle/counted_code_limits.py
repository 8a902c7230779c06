"""Limits on guessing codes, by whatever counts limits."""

from collections.abc import Sequence
from uuid import UUID

from chassis.rate_limits import Bucket, Limit, RateLimiter
from services.auth.domain.second_factor import CodeMethod

_COUNTED = "wrong codes"
_PER_PEER = Limit("code_peer", 5, counted=_COUNTED)
_OF_THE_APP = Limit("code_app", 20, per_s=86_400, counted=_COUNTED)
"""From everywhere. Three of a million codes are right at a time: who has the password and guesses for a whole
year finds one with a probability of 2 %."""


class CountedCodeLimits:
    """Five failures a minute from one peer, and twenty a day from all of them with codes of the app."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter

    def check(self, user_id: UUID, peer: str, method: CodeMethod) -> None:
        self._limiter.check(_buckets(user_id, peer, method))

    def count_failure(self, user_id: UUID, peer: str, method: CodeMethod) -> None:
        self._limiter.note(_buckets(user_id, peer, method))


def _buckets(user_id: UUID, peer: str, method: CodeMethod) -> Sequence[Bucket]:
    of_peer = Bucket(_PER_PEER, f"{user_id} {peer}")
    return (of_peer, Bucket(_OF_THE_APP, str(user_id))) if method == "totp" else (of_peer,)
