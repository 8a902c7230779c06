"""One deadline for a whole call.

HTTP libraries bound each read; a server that sends a byte a second is never late for them. So the deadline is
kept beneath them, where sockets are read and written: whatever a call does there, it does in the time left.
"""

import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from time import monotonic
from typing import Any
from weakref import WeakSet

import httpcore

from chassis.remote.destinations import Destinations

_SLICE = 16 * 1024
"""Bytes written at a time, so that a server that reads slowly meets the deadline too."""

_ends: ContextVar[float] = ContextVar("rostrum_remote_deadline")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Whatever this thread calls inside ends after so many seconds; of two deadlines the earlier holds."""
    token = _ends.set(min(monotonic() + seconds, _ends.get(float("inf"))))
    try:
        yield
    finally:
        _ends.reset(token)


def left_s() -> float:
    """Until the deadline of the call under way. Raises `httpcore.TimeoutException` once it is over."""
    left = _ends.get() - monotonic()
    if left <= 0:
        raise httpcore.TimeoutException("the deadline is over")
    return left


class DeadlineBackend(httpcore.NetworkBackend):
    """Sockets that keep the deadline, and go where `destinations` lets them; without it anywhere."""

    def __init__(self, destinations: Destinations | None = None) -> None:
        self._destinations = destinations
        self._sockets = httpcore.SyncBackend()
        self._streams: WeakSet[_Stream] = WeakSet()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        del timeout
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._sockets.connect_tcp(address, port, left_s(), local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Stream(stream, self._streams)
        raise failure or httpcore.ConnectError("the name stands for no address")

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        """TLS still asks for the certificate of the host's name."""
        return self._destinations.addresses(host, port, left_s()) if self._destinations else (host,)

    def interrupt(self) -> None:
        """Ends what other threads read and write just now; closing a socket would leave them waiting."""
        for stream in list(self._streams):
            end = stream.get_extra_info("socket")
            if isinstance(end, socket.socket):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, streams: "WeakSet[_Stream]") -> None:
        self._stream = stream
        self._streams = streams
        streams.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        for start in range(0, len(buffer), _SLICE):
            self._stream.write(buffer[start : start + _SLICE], left_s())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left_s()), self._streams)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
