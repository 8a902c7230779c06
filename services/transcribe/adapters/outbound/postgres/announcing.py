"""Settling a message and announcing its effect, inside the transaction that has the effect."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from chassis.inbox import claim, is_claimed
from chassis.messaging import CloudEvent, DeadLetter, event_of
from chassis.outbox import append
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.events import TranscribeEvent

Encode = Callable[[TranscribeEvent, UUID | None], CloudEvent]
"""A fact of the domain as an event; the second argument is whoever caused it, where that is known."""


@dataclass(frozen=True)
class Announcer:
    """Appends to the outbox what the domain announces."""

    encode: Encode

    def announce(self, connection: sa.Connection, event: TranscribeEvent, cause: Cause) -> None:
        """Whoever caused the event that caused this one is its user, too."""
        self.announce_by(connection, event, event_of(cause.message).user_id)

    def announce_by(self, connection: sa.Connection, event: TranscribeEvent, user_id: UUID | None) -> None:
        append(connection, self.encode(event, user_id))


def settle(connection: sa.Connection, cause: Cause) -> bool:
    """False when the message was settled before. One that is given up leaves its dead letter and stays
    unsettled, so that it can be sent again."""
    if cause.dead_letter is None:
        return claim(connection, cause.consumer, event_of(cause.message))
    if is_settled(connection, cause):
        return False
    keep_letter(connection, cause)
    return True


def is_settled(connection: sa.Connection, cause: Cause) -> bool:
    return is_claimed(connection, cause.consumer, event_of(cause.message))


def keep_letter(connection: sa.Connection, cause: Cause) -> None:
    """Leaves the message to operators, if it comes with a dead letter; the same one is stored once."""
    if isinstance(cause.dead_letter, DeadLetter):
        append(connection, cause.dead_letter.event)
