"""Who may do what on NATS: the rights that each service declares, as users of the server."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType

from chassis.messaging.permissions import permissions, subscriber_permissions
from chassis.messaging.topology import Consumer, Stream
from deploy.local.keys import PlatformSecrets
from deploy.local.servers.nats import NatsUser
from deploy.local.topology import NATS_ADMIN, NATS_SUBSCRIBER, PROGRESS_FOLLOWED, PURGED_STREAMS, SERVICES


def nats_users(secrets: PlatformSecrets) -> tuple[NatsUser, ...]:
    """A login per service with its own rights, and those of people and tools."""
    consumers = declared_consumers()
    services = (
        _user(
            secrets,
            service,
            permissions(
                service,
                consumers,
                progress_of=PROGRESS_FOLLOWED.get(service, ()),
                purges=PURGED_STREAMS.get(service, ()),
            ),
        )
        for service in SERVICES
    )
    return (*services, *tool_users(secrets))


def tool_users(secrets: PlatformSecrets) -> tuple[NatsUser, NatsUser]:
    """The logins of people and tools."""
    admin = NatsUser(NATS_ADMIN, secrets.nats_password(NATS_ADMIN))
    return admin, _user(secrets, NATS_SUBSCRIBER, subscriber_permissions(NATS_SUBSCRIBER))


def declared_consumers() -> tuple[Consumer, ...]:
    """The durable consumers of all services, each from the service's own list."""
    return tuple(consumer for module in _declarations() for consumer in module.CONSUMERS)


def declared_streams() -> tuple[Stream, ...]:
    """The work queues of the services that have one."""
    return tuple(stream for module in _declarations() for stream in getattr(module, "STREAMS", ()))


def _declarations() -> list[ModuleType]:
    return [import_module(f"services.{service}.adapters.inbound.messaging.consumers") for service in SERVICES]


def _user(secrets: PlatformSecrets, name: str, rights: Mapping[str, Sequence[str]]) -> NatsUser:
    return NatsUser(name, secrets.nats_password(name), tuple(rights["publish"]), tuple(rights["subscribe"]))
