"""The administrator's work on NATS: streams and consumers become what the code declares."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from chassis.messaging import STREAMS, MessagingClient
from chassis.settings import MessagingSettings
from deploy.local.logins import declared_consumers, declared_streams
from deploy.local.topology import NATS_ADMIN

STOP_S = 2.0


@contextmanager
def administrator(url: str, password: str) -> Iterator[MessagingClient]:
    settings = MessagingSettings(nats_url=url, nats_password=SecretStr(password))
    client = MessagingClient(settings, "local-platform", user=NATS_ADMIN)
    client.start()
    try:
        yield client
    finally:
        client.stop(STOP_S)


def provision(url: str, password: str, ack_wait_s: float | None) -> None:
    with administrator(url, password) as client:
        client.provision((*STREAMS, *declared_streams()), declared_consumers(), ack_wait_s=ack_wait_s)
