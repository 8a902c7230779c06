"""HTTP exchanges that end in time, under a client that is built on urllib3.

urllib3 bounds each read, and a server that sends a byte a second is never late for one. So the deadline is
kept where sockets are read and written, and holds for all tries of an exchange together.
"""

import socket
import ssl
import sys
from typing import Any, cast

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from chassis.deadlines import at_most, within

if sys.version_info >= (3, 12):
    from collections.abc import Buffer
else:
    from typing_extensions import Buffer

ANSWER_S = 4.0
"""For everything but the bytes of an object."""
COMPLETION_S = 60.0
"""A store may take its time to join the parts of a large object."""
SLOWEST_BYTES_PER_S = 1024 * 1024
_CONNECT_S = 2.0
_CONNECTIONS = 16


def _left_s() -> float:
    left = at_most(COMPLETION_S)
    if left <= 0:
        raise TimeoutError("the deadline is over")
    return left


class BoundedExchanges(urllib3.PoolManager):
    """Every exchange with a server, its repetitions included, ends by its deadline."""

    def __init__(self) -> None:
        context = ssl.create_default_context()
        context.sslsocket_class = _SecureSocket
        super().__init__(retries=urllib3.Retry(2), maxsize=_CONNECTIONS, ssl_context=context)
        self.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def urlopen(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  its own
        completes = method == "POST" and "uploadId=" in url
        bound_s = COMPLETION_S if completes else time_for(len(options.get("body") or b""))
        with within(bound_s):
            return super().urlopen(method, url, *arguments, **options)


def time_for(size: int) -> float:
    """Seconds for an answer and so many bytes."""
    return ANSWER_S + size / SLOWEST_BYTES_PER_S


class _Socket(socket.socket):
    def recv_into(self, buffer: Buffer, nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(_left_s())
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: Buffer, flags: int = 0) -> None:
        """A time-out is for all of it."""
        self.settimeout(_left_s())
        super().sendall(data, flags)


class _SecureSocket(ssl.SSLSocket):
    def recv_into(self, buffer: Buffer, nbytes: int | None = None, flags: int = 0) -> int:
        self.settimeout(_left_s())
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: Buffer, flags: int = 0) -> int:
        """What `sendall` does again and again."""
        self.settimeout(_left_s())
        return super().send(data, flags)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        self.timeout = min(_CONNECT_S, _left_s())
        return _Socket(fileno=super()._new_conn().detach())


class _SecureConnection(HTTPSConnection):
    """TLS takes the socket over, so that only the shape of the secure one counts."""

    def _new_conn(self) -> socket.socket:
        self.timeout = min(_CONNECT_S, _left_s())
        return super()._new_conn()


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = cast(Any, _Connection)


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = cast(Any, _SecureConnection)
