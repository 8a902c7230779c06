"""Makes the broker's streams and consumers what the data says, as often as one likes."""

from collections.abc import Sequence

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.messaging.topology import Consumer, Stream


async def provision(
    jetstream: JetStreamContext,
    streams: Sequence[Stream],
    consumers: Sequence[Consumer],
    ack_wait_s: float | None,
) -> None:
    """Creates what is missing and updates what has changed; nothing is ever deleted."""
    for stream in streams:
        await _ensure_stream(jetstream, stream_config(stream))
    for consumer in consumers:
        await jetstream.add_consumer(consumer.stream, consumer_config(consumer, ack_wait_s))


async def _ensure_stream(jetstream: JetStreamContext, config: StreamConfig) -> None:
    try:
        await jetstream.stream_info(str(config.name))
    except NotFoundError:
        await jetstream.add_stream(config)
    else:
        await jetstream.update_stream(config)


def stream_config(stream: Stream) -> StreamConfig:
    """File storage, and full means refuse: what was stored is never dropped for something newer."""
    return StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        retention=RetentionPolicy(stream.retention),
        discard=DiscardPolicy.NEW,
        storage=StorageType.FILE,
        max_age=stream.max_age_s,
        max_bytes=stream.max_bytes,
        max_msgs=stream.max_msgs,
        duplicate_window=stream.duplicate_window_s,
        num_replicas=stream.replicas,
    )


def consumer_config(consumer: Consumer, ack_wait_s: float | None = None) -> ConsumerConfig:
    """No backoff list (it replaces ack_wait) and no limit of deliveries (it hides work for ever)."""
    several = len(consumer.subjects) > 1
    return ConsumerConfig(
        name=consumer.name,
        durable_name=consumer.name,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ack_wait_s or consumer.ack_wait_s,
        max_deliver=-1,
        max_ack_pending=consumer.max_ack_pending,
        filter_subject=None if several else consumer.subjects[0],
        filter_subjects=list(consumer.subjects) if several else None,
    )
