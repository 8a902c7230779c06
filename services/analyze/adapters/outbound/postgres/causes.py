"""The event behind a cause: it is claimed in the transaction of its effect."""

import sqlalchemy as sa

from chassis import inbox
from chassis.messaging import CloudEvent
from services.analyze.application.ports.messages import Cause, Message


def event_of(message: Message) -> CloudEvent:
    """What travels through the use cases is the event itself."""
    if not isinstance(message, CloudEvent):
        raise TypeError("a message that did not come from the broker")
    return message


def is_new(connection: sa.Connection, cause: Cause) -> bool:
    """Claims the cause; False where it has had its effect already."""
    return inbox.claim(connection, cause.consumer, event_of(cause.message))
