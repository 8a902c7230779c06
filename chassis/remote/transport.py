"""Beneath the HTTP client: deadlines, a largest answer, and failures named once for all SDKs."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import cast

import httpcore
import httpx

from chassis.remote.deadline import DeadlineBackend, left_s
from chassis.remote.destinations import Destinations
from chassis.remote.failures import RemoteBusy, RemoteNonsense, RemoteRefused
from chassis.remote.retry_after import UNSAID_S, retry_after_s

_CONNECTIONS = 64
_KEEP_ALIVE_S = 5.0
_BUSY = frozenset({408, 409, 425, 429})
"""Client errors that pass; so do all server errors."""


class RemoteTransport(httpx.BaseTransport):
    """Raises `RemoteBusy`, `RemoteRefused` and `RemoteNonsense`; what comes back is an answer of success."""

    def __init__(
        self, largest_answer: int, now: Callable[[], datetime], destinations: Destinations | None = None
    ) -> None:
        self._largest = largest_answer
        self._now = now
        self._sockets = DeadlineBackend(destinations)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEEP_ALIVE_S,
            network_backend=self._sockets,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = self._pool.handle_request(_core_request(request))
        except _FAILURES as error:
            raise _unreachable(error) from error
        headers = httpx.Headers(answer.headers)
        try:
            self._check(answer.status, headers)
        except BaseException:
            answer.close()
            raise
        stream = _Body(answer, self._largest)
        return httpx.Response(answer.status, headers=headers, stream=stream)

    def close(self) -> None:
        self._sockets.interrupt()
        self._pool.close()

    def _check(self, status: int, headers: httpx.Headers) -> None:
        if status in _BUSY or status >= 500:
            wait_s = retry_after_s(headers.get("retry-after"), self._now())
            raise RemoteBusy(f"answered {status}", wait_s, status=status)
        if not 200 <= status < 300:
            raise RemoteRefused(status)
        if headers.get("content-encoding", "identity") != "identity":
            raise RemoteNonsense("the answer is compressed, which was not asked for")


def _core_request(request: httpx.Request) -> httpcore.Request:
    url = request.url
    request.headers["accept-encoding"] = "identity"
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=cast(Iterable[bytes], request.stream),
        extensions={"timeout": {"pool": left_s()}},
    )


class _Body(httpx.SyncByteStream):
    """The answer as it comes in, up to the largest size."""

    def __init__(self, answer: httpcore.Response, largest: int) -> None:
        self._answer = answer
        self._largest = largest

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        try:
            for part in self._answer.iter_stream():
                size += len(part)
                if size > self._largest:
                    raise RemoteNonsense(f"the answer is longer than {self._largest} bytes")
                yield part
        except _FAILURES as error:
            raise _unreachable(error) from error

    def close(self) -> None:
        self._answer.close()


_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


def _unreachable(error: Exception) -> RemoteBusy:
    if isinstance(error, httpcore.TimeoutException):
        return RemoteBusy("did not answer in time", UNSAID_S)
    return RemoteBusy("can't be reached", UNSAID_S)
