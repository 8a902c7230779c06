"""What a transaction of this service tells the others, and the once-only rule of its cause."""

from uuid import UUID

import sqlalchemy as sa

from chassis import inbox, outbox
from chassis.messaging import event_of
from services.report.adapters.outbound.messaging.announcements import Announcements
from services.report.application.ports.messages import Cause, Message
from services.report.domain.events import Event


class Outgoing:
    """Appends to the outbox in the caller's transaction."""

    def __init__(self, announcements: Announcements) -> None:
        self._announcements = announcements

    def announce(self, connection: sa.Connection, tenant_id: UUID, event: Event, cause: Cause) -> None:
        user_id = event_of(cause.message).user_id
        outbox.append(connection, self._announcements.of(event, tenant_id, user_id))

    def keep_letter(self, connection: sa.Connection, letter: Message) -> None:
        outbox.append(connection, event_of(letter))


def claim(connection: sa.Connection, cause: Cause) -> bool:
    """False when this consumer has handled the message already."""
    return inbox.claim(connection, cause.consumer, event_of(cause.message))
