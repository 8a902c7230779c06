"""Servers that nobody should ever find: on loopback and on this machine's own address in its network."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

LOOPBACKS = ("127.0.0.1", "::1")
POLL_S = 0.1


@dataclass
class Canaries:
    """`hosts` as they are written in URLs; each has a TCP and a UDP port of the same number."""

    addresses: list[tuple[str, int]]
    visits: list[str] = field(default_factory=list)

    def urls(self, scheme: str = "http") -> list[str]:
        return [f"{scheme}://{_written(host)}:{port}" for host, port in self.addresses]


@contextmanager
def canaries() -> Iterator[Canaries]:
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        addresses = []
        for host in (*LOOPBACKS, *_own_address()):
            with suppress(OSError):  # no IPv6 here
                stream, datagrams = (stack.enter_context(each) for each in _bound(host))
                sockets += [stream, datagrams]
                addresses.append((host, stream.getsockname()[1]))
        found = Canaries(addresses)
        over = threading.Event()
        listener = threading.Thread(target=_listen, args=(sockets, found, over), daemon=True)
        listener.start()
        try:
            yield found
        finally:
            over.set()
            listener.join()


def _bound(host: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    stream = socket.create_server((host, 0), family=family)
    datagrams = socket.socket(family, socket.SOCK_DGRAM)
    datagrams.bind((host, stream.getsockname()[1]))
    return stream, datagrams


def _own_address() -> list[str]:
    """Where others in the network reach this machine: the address that it would send from; none offline."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1: nothing is sent
        return [probe.getsockname()[0]]
    return []


def _listen(sockets: list[socket.socket], found: Canaries, over: threading.Event) -> None:
    while not over.is_set():
        for ready in select.select(sockets, [], [], POLL_S)[0]:
            if ready.type == socket.SOCK_STREAM:
                connection, peer = ready.accept()
                connection.close()
            else:
                peer = ready.recvfrom(65_536)[1]
            found.visits.append(str(peer))


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
