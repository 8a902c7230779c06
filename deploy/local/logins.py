"""Who may do what on NATS."""

from deploy.local.keys import PlatformSecrets
from deploy.local.servers.nats import NatsUser
from deploy.local.topology import NATS_ADMIN, NATS_SUBSCRIBER, SERVICES

EVENT_STREAM = "EVENTS"


def nats_users(secrets: PlatformSecrets) -> tuple[NatsUser, ...]:
    """A login per service, `admin` for streams and consumers, `subscriber` for reading events."""
    services = tuple(NatsUser(service, secrets.nats_password(service)) for service in SERVICES)
    admin = NatsUser(NATS_ADMIN, secrets.nats_password(NATS_ADMIN))
    return (*services, admin, _subscriber(secrets.nats_password(NATS_SUBSCRIBER)))


def _subscriber(password: str) -> NatsUser:
    """Reads all events, live or through one durable consumer of its own name; can change nothing."""
    api = "$JS.API.CONSUMER"
    own = f"{EVENT_STREAM}.{NATS_SUBSCRIBER}"
    publish = (
        f"{api}.CREATE.{own}",
        f"{api}.CREATE.{own}.>",
        f"{api}.DURABLE.CREATE.{own}",
        f"{api}.INFO.{own}",
        f"{api}.MSG.NEXT.{own}",
        f"$JS.ACK.{own}.>",
        "$JS.API.STREAM.NAMES",
        f"$JS.API.STREAM.INFO.{EVENT_STREAM}",
    )
    subscribe = ("evt.>", "_INBOX.>", f"_INBOX_{NATS_SUBSCRIBER}.>")
    return NatsUser(NATS_SUBSCRIBER, password, publish, subscribe)
