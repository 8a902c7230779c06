"""What a platform's broker is told, stores and forgets, seen by its administrator."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from nats.aio.msg import Msg

from chassis.messaging import CloudEvent, MessagingClient
from deploy.local.broker import administrator
from deploy.local.platform import LocalPlatform
from deploy.local.topology import NATS_ADMIN
from tests.builders.outbox_runs import read_events

MESSAGE_ID = "Nats-Msg-Id"
READ_S = 60.0


@contextmanager
def broker(platform: LocalPlatform) -> Iterator[MessagingClient]:
    with administrator(platform.nats_url, platform.plan.secrets.nats_password(NATS_ADMIN)) as client:
        yield client


@contextmanager
def heard(platform: LocalPlatform, subject: str) -> Iterator[Counter[str]]:
    """How often each message is published while the block lasts, by its id: also those that its stream knows
    already and does not store again."""
    published: Counter[str] = Counter()

    async def note(message: Msg) -> None:
        published[(message.headers or {})[MESSAGE_ID]] += 1

    async def subscribe(client: MessagingClient) -> None:
        await client.connection.subscribe(subject, cb=note)
        await client.connection.flush()

    with broker(platform) as client:
        client.run(subscribe(client))
        yield published


def stored(platform: LocalPlatform, subject: str) -> list[CloudEvent]:
    """What the stream of events has of a subject, in its order."""
    with broker(platform) as client:
        return client.run(read_events(client, subject), READ_S)


def forget(platform: LocalPlatform, stream: str, subject: str) -> None:
    """Remove messages, so that a restarted server no longer knows their ids."""
    with broker(platform) as client:
        client.run(client.jetstream.purge_stream(stream, subject=subject))
