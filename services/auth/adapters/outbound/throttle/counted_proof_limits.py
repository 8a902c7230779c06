"""Limits on guessing at a user who is known already, by whatever counts limits."""

from collections.abc import Sequence
from uuid import UUID

from chassis.rate_limits import Bucket, Limit, RateLimiter
from services.auth.application.ports.guessing import Guessed

_COUNTED = "wrong answers"
_PER_SOURCE = Limit("proof-source", 5, counted=_COUNTED)
_OF_THE_APP = Limit("proof-app", 20, per_s=86_400, counted=_COUNTED)
"""From everywhere. Three of a million codes are right at a time: who has the password and guesses for a whole
year finds one with a probability of 2 %."""


class CountedProofLimits:
    """Five failures a minute from one source, and twenty a day from all of them with codes of the app."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter

    def check(self, user_id: UUID, source: str, guessed: Guessed) -> None:
        self._limiter.check(_buckets(user_id, source, guessed))

    def count_failure(self, user_id: UUID, source: str, guessed: Guessed) -> None:
        self._limiter.note(_buckets(user_id, source, guessed))


def _buckets(user_id: UUID, source: str, guessed: Guessed) -> Sequence[Bucket]:
    of_source = Bucket(_PER_SOURCE, f"{user_id} {source}")
    return (of_source, Bucket(_OF_THE_APP, str(user_id))) if guessed == "totp" else (of_source,)
