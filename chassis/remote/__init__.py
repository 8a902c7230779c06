"""Calling somebody else's paid or shared HTTP API without being hurt by it.

Every call has one deadline on the clock for all of it, dripping answers included, and a largest answer; no
redirect is followed, nothing is compressed, nothing is repeated: repeating is the job's business. A service
that is out of order is left alone by a circuit breaker, and one that names a time to wait gets it.

    api = RemoteApi("text_model", "https://api.example.org/v1", bearer(key), now=clock.now)
    document = api.json("POST", "/chat/completions", body, deadline_s=60)

An SDK is given `api.client` and called inside `with api.attempt(60):`, which turns whatever it raises for a
failed call into what failed: `RemoteBusy`, `RemoteNonsense` or `RemoteRefused`.
"""

from chassis.remote.api import RemoteApi, bearer
from chassis.remote.breaker import Breaker
from chassis.remote.deadline import within
from chassis.remote.destinations import Destinations
from chassis.remote.failures import (
    RemoteBusy,
    RemoteFailed,
    RemoteNonsense,
    RemoteOffLimits,
    RemoteRefused,
)
from chassis.remote.retry_after import LONGEST_WAIT_S, retry_after_s
from chassis.remote.strict import parse_answer

__all__ = [
    "LONGEST_WAIT_S",
    "Breaker",
    "Destinations",
    "RemoteApi",
    "RemoteBusy",
    "RemoteFailed",
    "RemoteNonsense",
    "RemoteOffLimits",
    "RemoteRefused",
    "bearer",
    "parse_answer",
    "retry_after_s",
    "within",
]
