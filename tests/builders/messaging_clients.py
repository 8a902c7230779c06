"""Messaging clients of a test's NATS server."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chassis.messaging import MessagingClient
from chassis.settings import MessagingSettings
from tests.infrastructure.servers import RunningNats


def messaging_settings(server: RunningNats, user: str) -> MessagingSettings:
    return MessagingSettings.model_validate({"nats_url": server.url, "nats_password": server.password(user)})


@contextmanager
def connected(server: RunningNats, user: str = "ingest") -> Iterator[MessagingClient]:
    client = MessagingClient(messaging_settings(server, user), user)
    client.start()
    try:
        yield client
    finally:
        client.stop(5.0)


def eventually(condition: Callable[[], bool], *, within_s: float = 15.0) -> bool:
    """For what another thread or process brings about: looks until it is so, or the time is over."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
