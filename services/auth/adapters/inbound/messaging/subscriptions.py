"""From deliveries to use cases."""

from collections.abc import Callable

from chassis.errors import Malformed
from chassis.messaging import CloudEvent, DeadLetter, Delivery, Subscription
from services.auth.adapters.inbound.messaging.consumers import SHARES, TENANT_PURGED, USAGE_RECORDED
from services.auth.adapters.inbound.messaging.share_acts import act_of_share
from services.auth.adapters.inbound.messaging.usage_entries import entry_of_usage
from services.auth.application import Application
from services.auth.domain.erasure import OTHER_SERVICES


def subscriptions(application: Application) -> tuple[Subscription, ...]:
    return (
        Subscription(TENANT_PURGED, _confirm(application), _set_aside(application)),
        Subscription(SHARES, _record(application), _set_aside(application)),
        Subscription(USAGE_RECORDED, _enter(application), _set_aside(application)),
    )


def _confirm(application: Application) -> Callable[[Delivery], None]:
    """A receipt counts by its type and tenant, which the broker allows only to the service itself."""

    def handle(delivery: Delivery) -> None:
        tenant_id, service = delivery.event.tenant_id, _service(delivery.event)
        application.confirm_erasure(tenant_id, service, delivery.stream_sequence)

    return handle


def _record(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        event = delivery.event
        application.record_told_act(event.tenant_id, event.id, act_of_share(event))

    return handle


def _enter(application: Application) -> Callable[[Delivery], None]:
    def handle(delivery: Delivery) -> None:
        application.usage.record(entry_of_usage(delivery.event))

    return handle


def _set_aside(application: Application) -> Callable[[Delivery, DeadLetter], None]:
    def give_up(delivery: Delivery, letter: DeadLetter) -> None:
        application.set_aside_message(delivery.event.tenant_id, letter.event)

    return give_up


def _service(event: CloudEvent) -> str:
    """Whose receipt it is: dev.rostrum.<service>.tenant.purged.v1."""
    service = event.type.removeprefix("dev.rostrum.").partition(".")[0]
    if service not in OTHER_SERVICES:
        raise Malformed("The receipt comes from no service that erases tenants.")
    return service
