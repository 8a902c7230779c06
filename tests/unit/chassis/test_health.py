"""The admin server asks its components seldom, and answers whatever they do."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from chassis.health import AdminServer


class Dependent:
    """A component that counts how often it is asked."""

    name = "dependent"

    def __init__(self, *, living: bool = True) -> None:
        self.asked = 0
        self.living = living

    def start(self) -> None:
        self.asked = 0

    def stop(self, deadline_s: float) -> None:
        self.asked = 0

    def alive(self) -> bool:
        return self.living

    def ready(self) -> bool:
        self.asked += 1
        return True


@contextmanager
def serving(component: Dependent) -> Iterator[AdminServer]:
    server = AdminServer(0, [component])
    server.start()
    try:
        yield server
    finally:
        server.stop(5)


def status(server: AdminServer, page: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{page}", timeout=5) as answer:
            json.load(answer)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_before_the_start_is_over_it_is_not_ready() -> None:
    with serving(Dependent()) as server:
        assert status(server, "/readyz") == 503
        server.announce(serving=True)
        assert status(server, "/readyz") == 200
        server.announce(serving=False)
        assert status(server, "/readyz") == 503


def test_dependencies_are_asked_at_most_every_five_seconds() -> None:
    component = Dependent()
    with serving(component) as server:
        server.announce(serving=True)
        assert {status(server, "/readyz") for _ in range(20)} == {200}
    assert component.asked <= 1


def test_a_dead_loop_is_not_live() -> None:
    with serving(Dependent(living=False)) as server:
        assert status(server, "/livez") == 503


def test_a_client_that_says_nothing_keeps_nobody_waiting() -> None:
    with serving(Dependent()) as server:
        silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
        assert status(server, "/livez") == 200
        for connection in silent:
            connection.close()
