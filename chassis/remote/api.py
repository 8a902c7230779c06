"""One foreign HTTP API, as adapters call it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from threading import Event
from time import monotonic

import httpx
from prometheus_client import Histogram

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
from chassis.remote.strict import parse_answer
from chassis.remote.transport import RemoteTransport

LARGEST_ANSWER = 16 * 1024 * 1024

_CALLS = Histogram(
    "rostrum_remote_call_seconds",
    "Calls to foreign services; outcome is ok, busy, nonsense, refused, held_back or error.",
    ["service", "outcome"],
    buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0),
)
_TALKATIVE = ("httpx", "httpcore", "openai")
"""Libraries that log each call: its address and, when debugging, what people said."""
_OUTCOMES = {
    RemoteBusy: "busy",
    RemoteNonsense: "nonsense",
    RemoteRefused: "refused",
    RemoteOffLimits: "refused",
}


def bearer(key: str | None) -> dict[str, str]:
    """The header of services that know their callers by a key; those without a key get none."""
    return {"Authorization": f"Bearer {key}"} if key else {}


class RemoteApi:
    """`name` labels metrics and failures. `client` is for SDKs; its calls go inside `attempt`.

    An address that somebody else than the operator has chosen is called with `destinations`.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        *,
        now: Callable[[], datetime],
        largest_answer: int = LARGEST_ANSWER,
        destinations: Destinations | None = None,
    ) -> None:
        for library in _TALKATIVE:
            logging.getLogger(library).setLevel(logging.WARNING)
        self.name = name
        self.breaker = Breaker(name)
        self._closed = Event()
        self.client = httpx.Client(
            base_url=base_url,
            headers=dict(headers),
            transport=RemoteTransport(largest_answer, now, destinations),
            trust_env=False,
        )

    @contextmanager
    def attempt(self, deadline_s: float) -> Iterator[None]:
        """One or more calls that are one attempt: under one deadline, counted once by the breaker.

        Raises only `RemoteFailed` for calls that fail, whatever an SDK makes of it.
        """
        started = monotonic()
        outcome = "held_back"
        try:
            self._await_turn()
            outcome = "error"
            with within(deadline_s), _named_failures():
                yield
            outcome = "ok"
            self.breaker.answered()
        except RemoteFailed as failure:
            if outcome != "held_back":
                outcome = _OUTCOMES[type(failure)]
                self._count(failure)
            raise
        finally:
            _CALLS.labels(self.name, outcome).observe(monotonic() - started)

    def json(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        deadline_s: float,
        headers: Mapping[str, str] | None = None,
    ) -> object:
        """A call that is answered in JSON. Raises `RemoteFailed`."""
        with self.attempt(deadline_s):
            answer = self.client.request(method, path, json=body, headers=headers)
            return parse_answer(answer.content)

    def close(self) -> None:
        """Calls under way, and those that wait for their turn, end as failures."""
        self._closed.set()
        self.client.close()

    def _await_turn(self) -> None:
        turn_s = self.breaker.enter()
        if turn_s and self._closed.wait(turn_s):
            raise RemoteBusy("is not called by a process that ends", 0.0)
        self.breaker.check()

    def _count(self, failure: RemoteFailed) -> None:
        """A service that refuses works; one that has too much to do says nothing of its health."""
        if isinstance(failure, RemoteRefused):
            self.breaker.answered()
        elif isinstance(failure, RemoteBusy) and failure.status == HTTPStatus.TOO_MANY_REQUESTS:
            self.breaker.hold(failure.retry_after_s)
        else:
            self.breaker.failed()


@contextmanager
def _named_failures() -> Iterator[None]:
    """SDKs wrap what the transport raises; finds it again."""
    try:
        yield
    except RemoteFailed:
        raise
    except Exception as error:
        failure = _beneath(error)
        if failure is None:
            raise
        raise failure from error


def _beneath(error: BaseException) -> RemoteFailed | None:
    """The failure at the bottom of a chain of exceptions."""
    below = error.__cause__ or error.__context__
    while below is not None:
        if isinstance(below, RemoteFailed):
            return below
        below = below.__cause__ or below.__context__
    return None
