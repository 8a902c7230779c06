"""The event behind a cause: it is claimed in the transaction of its effect."""

import sqlalchemy as sa

from chassis import inbox
from chassis.messaging import event_of
from services.analyze.application.ports.messages import Cause


def is_new(connection: sa.Connection, cause: Cause) -> bool:
    """Claims the cause; False where it has had its effect already."""
    return inbox.claim(connection, cause.consumer, event_of(cause.message))
