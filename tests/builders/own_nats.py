"""A NATS server of the test's own: to be killed, or with real permissions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import Child
from deploy.local.servers.nats import NatsUser
from tests.infrastructure.servers import RunningNats, nats_from_wheel

PASSWORD = "only-for-tests"
Rights = Mapping[str, Mapping[str, list[str]]]


@contextmanager
def own_nats(folder: Path, rights: Rights | None = None) -> Iterator[RunningNats]:
    """Users without rights listed may do anything."""
    listed = rights or {}
    users = [
        NatsUser(name, PASSWORD, tuple(listed[name]["publish"]), tuple(listed[name]["subscribe"]))
        if name in listed
        else NatsUser(name, PASSWORD)
        for name in ("admin", "auth", "ingest", "transcribe", "report", "subscriber")
    ]
    with nats_from_wheel(folder, tuple(users)) as server:
        yield server


class Restarts:
    """kill -9 of a test's own server, and its return on the same folder and port."""

    def __init__(self, server: RunningNats) -> None:
        assert server.child is not None
        self.child = server.child

    def kill(self) -> None:
        self.child.kill()

    def start(self) -> None:
        self.child = Child(self.child.program)
        self.child.wait_ready()

    def stop(self) -> None:
        self.child.stop()


@contextmanager
def restartable_nats(folder: Path) -> Iterator[tuple[RunningNats, Restarts]]:
    with own_nats(folder) as server:
        restarts = Restarts(server)
        try:
            yield server, restarts
        finally:
            restarts.stop()
