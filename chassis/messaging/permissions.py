"""What each NATS user may do, from the declared consumers: its own events, work and consumers, no more."""

from collections.abc import Sequence

from chassis.messaging.topology import DLQ, Consumer

REVOCATION_FEED = "evt.auth.session.revoked.v1.*"
"""Read by every process of every service, so each has an ephemeral consumer of this filter only."""

SUBSCRIBER_CONSUMERS = ("subscriber", "subscriber-1", "subscriber-2", "subscriber-3")
"""The durable names that the read-only user may have: with free names it could take work from services."""


def permissions(
    service: str,
    consumers: Sequence[Consumer],
    *,
    progress_of: Sequence[str] = (),
    watches: Sequence[str] = (REVOCATION_FEED,),
    purges: Sequence[str] = (),
) -> dict[str, list[str]]:
    """Allow-lists of the service's user; everything else is denied by the server.

    Of `consumers` only the service's own count. `progress_of` names services whose progress it follows.
    `purges` names streams from which it may remove messages: the server can't limit that by subject.
    """
    own = [consumer for consumer in consumers if consumer.service == service]
    publish = [f"{kind}.{service}.>" for kind in ("evt", "dlq", "progress", "work")]
    for consumer in own:
        publish += _consumption(consumer.stream, consumer.name)
    publish += [f"$JS.API.STREAM.INFO.{stream}" for stream in sorted({DLQ.name, *(c.stream for c in own)})]
    publish += [f"$JS.API.CONSUMER.CREATE.EVENTS.*.{subject_filter}" for subject_filter in watches]
    publish += [f"$JS.API.STREAM.PURGE.{stream}" for stream in purges]
    subscribe = [f"{inbox_prefix(service)}.>", *(f"progress.{other}.>" for other in progress_of)]
    return {"publish": publish, "subscribe": subscribe}


def subscriber_permissions(user: str = "subscriber") -> dict[str, list[str]]:
    """Allow-lists of the read-only user of other systems: it sees every event and publishes none."""
    publish = ["$JS.API.INFO", "$JS.API.STREAM.INFO.EVENTS", "$JS.API.STREAM.NAMES"]
    for name in SUBSCRIBER_CONSUMERS:
        publish += [
            f"$JS.API.CONSUMER.CREATE.EVENTS.{name}",
            f"$JS.API.CONSUMER.CREATE.EVENTS.{name}.>",
            f"$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.{name}",
            *_consumption("EVENTS", name),
        ]
    return {"publish": publish, "subscribe": ["evt.>", "progress.>", f"{inbox_prefix(user)}.>"]}


def inbox_prefix(user: str) -> str:
    """Where the user's replies arrive; each user has its own, or it could read the others' replies."""
    return f"_INBOX.{user}"


def _consumption(stream: str, consumer: str) -> list[str]:
    return [
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}",
        f"$JS.API.CONSUMER.INFO.{stream}.{consumer}",
        f"$JS.ACK.{stream}.{consumer}.>",
    ]
