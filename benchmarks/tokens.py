"""What it costs a service to check who calls: no network, one signature.

The same small application answers the same request twice, with the verifier of production and with one that
believes every token; in turns, so that a noisy machine is noisy for both.
"""

import logging
import statistics
import time
from collections.abc import Callable
from uuid import UUID

import structlog
from flask import Flask

from benchmarks.figures import Figure
from chassis.clock import SystemClock, new_id
from chassis.identity import Principal, RevocationList
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.web import (
    Call,
    Description,
    Edge,
    Limits,
    Operation,
    Reply,
    StreamSlots,
    TokenVerifier,
    create_app,
)
from tests.builders.identity import Issuer, user_verifier

READS = 400
ROUNDS = 9
DESCRIPTION = Description("bench", "Bench", "1", "Nothing but who calls.", "/v1/openapi.json", "/docs")


class Believer:
    """Says the same of every token."""

    def __init__(self, principal: Principal) -> None:
        self._principal = principal

    def own(self, token: str, peer: str) -> str:
        del peer
        return token

    def verify(self, token: str, *, writes: bool = True) -> Principal:
        del token, writes
        return self._principal


def token_checks() -> list[Figure]:
    """The time of a check, and authenticated reads of one thread with and without it; without logs."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        return _measured()
    finally:
        structlog.reset_defaults()


def _measured() -> list[Figure]:
    clock, asked = SystemClock(), list[UUID]()

    def is_active(session_id: UUID) -> bool:
        asked.append(session_id)
        return True

    feed = RevocationList(is_active, clock)
    feed.follow(clock.monotonic)  # up to date: what a service knows while its feed speaks
    issuer = Issuer(clock)
    verifier, token = user_verifier(issuer, feed), issuer.token()
    first = [_seconds(lambda: user_verifier(issuer, feed).verify(token)) / READS for _ in range(ROUNDS)]
    checks = [_seconds(lambda: verifier.verify(token)) / READS for _ in range(ROUNDS)]
    checking, believing = _application(verifier), _application(Believer(verifier.verify(token)))
    pairs = [(_reads(checking, token), _reads(believing, token)) for _ in range(ROUNDS)]
    with_it, without = (statistics.median(column) for column in zip(*pairs, strict=True))
    return [
        Figure("a check of an access token, its first in a minute", 1e6 * statistics.median(first), "us"),
        Figure("a check of an access token", 1e6 * statistics.median(checks), "us"),
        Figure("questions to auth for all of them", len(asked), "calls", "none", not asked),
        Figure("authenticated reads, one thread in process", with_it, "/s"),
        Figure("the same without the check", without, "/s"),
        Figure("with by without", statistics.median(a / b for a, b in pairs), "times"),
    ]


def _application(verifier: TokenVerifier) -> Flask:
    limits = Limits(MemoryRateLimiter())
    edge = Edge(verifier=verifier, new_id=new_id, slots=StreamSlots(8), secret=bytes(32), limits=limits)
    operation = Operation("GET", "/v1/nothing", read_nothing, "Bench", "user", {204: None})
    return create_app(DESCRIPTION, [operation], edge)


def read_nothing(call: Call) -> Reply:
    """Nothing, for a known user."""
    return Reply(headers={"X-Tenant": str(call.user.tenant_id)})


def _reads(application: Flask, token: str) -> float:
    client, headers = application.test_client(), {"Authorization": f"Bearer {token}"}
    assert client.get("/v1/nothing", headers=headers).status_code == 204
    return READS / _seconds(lambda: client.get("/v1/nothing", headers=headers))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(READS):
        work()
    return time.perf_counter() - started
