"""The proxy that breaks the ways of a stage does to bytes what its faults say, and heals."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from deploy.local.ports import LOOPBACK
from tests.faults.harness.links import CUT, HOLE, HOLE_DOWN, HOLE_UP, RESET, Fault, Link, linked

PATIENCE_S = 5.0
SOON_S = 0.3
FAULTS_OF_SILENCE = (HOLE, HOLE_UP, HOLE_DOWN)


class Echo:
    """Sends back what it hears, and says when it heard the end."""

    def __init__(self) -> None:
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self.ended = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            while True:
                threading.Thread(target=self._echo, args=(self._listener.accept()[0],), daemon=True).start()
        except OSError:
            return

    def _echo(self, connection: socket.socket) -> None:
        with connection:
            try:
                while heard := connection.recv(65_536):
                    connection.sendall(heard)
            except OSError:
                pass
        self.ended.set()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    with closing(Echo()) as echo:
        yield echo


@pytest.fixture
def link(echo: Echo) -> Iterator[Link]:
    with linked({"echo": lambda: echo.port}) as links:
        yield links["echo"]


@pytest.fixture
def client(link: Link) -> Iterator[socket.socket]:
    with connected(link) as client:
        assert answer(client, b"before") == b"before"
        yield client


def connected(link: Link) -> socket.socket:
    return socket.create_connection((LOOPBACK, link.port), PATIENCE_S)


def answer(client: socket.socket, said: bytes) -> bytes:
    client.sendall(said)
    heard = b""
    while len(heard) < len(said) and (part := client.recv(65_536)):
        heard += part
    return heard


def test_much_passes_unchanged(client: socket.socket) -> None:
    said = bytes(range(256)) * 2000
    assert answer(client, said) == said


def fails(link: Link) -> bool:
    """At the latest when something is said."""
    try:
        with connected(link) as client:
            return answer(client, b"cut") == b""
    except ConnectionError:
        return True


def test_a_cut_link_resets_what_is_there_and_what_comes(link: Link, client: socket.socket) -> None:
    with link.broken(CUT):
        with pytest.raises(ConnectionError):
            answer(client, b"cut")
        assert fails(link)
    assert not fails(link)


@pytest.mark.parametrize("fault", FAULTS_OF_SILENCE)
def test_what_is_said_into_a_hole_arrives_when_it_is_over(
    link: Link, client: socket.socket, fault: Fault
) -> None:
    with link.broken(fault):
        client.sendall(b"into the hole")
        client.settimeout(SOON_S)
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(PATIENCE_S)
    assert client.recv(65_536) == b"into the hole"


@pytest.mark.parametrize("fault", [HOLE, HOLE_UP])
def test_nobody_hears_of_an_end_through_a_hole(
    link: Link, client: socket.socket, echo: Echo, fault: Fault
) -> None:
    with link.broken(fault):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
        assert not echo.ended.wait(SOON_S)
    assert echo.ended.wait(PATIENCE_S)


def test_what_was_said_before_the_end_arrives(link: Link) -> None:
    said = bytes(range(256)) * 2000
    with connected(link) as client:
        threading.Thread(target=lambda: (client.sendall(said), client.shutdown(socket.SHUT_WR))).start()
        heard = b""
        while part := client.recv(65_536):
            heard += part
    assert heard == said


def test_delay_and_drip_are_felt(link: Link, client: socket.socket) -> None:
    for fault in (Fault(delay_s=SOON_S), Fault(bytes_per_s=100.0)):
        with link.broken(fault):
            began = time.monotonic()
            assert answer(client, b"x" * 40) == b"x" * 40
            assert time.monotonic() - began >= SOON_S


def test_a_connection_is_reset_after_so_many_bytes(link: Link) -> None:
    with link.broken(RESET), connected(link) as client:
        client.sendall(b"x" * 10_000)
        with pytest.raises(ConnectionError):
            all(client.recv(65_536) for _ in range(10))
