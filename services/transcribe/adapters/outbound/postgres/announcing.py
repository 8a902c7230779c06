"""Settling a message and announcing its effect, inside the transaction that has the effect."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from chassis.inbox import claim, is_claimed
from chassis.messaging import CloudEvent, DeadLetter, event_of
from chassis.outbox import append
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.events import TranscribeEvent

Encode = Callable[[TranscribeEvent, CloudEvent], CloudEvent]
"""A fact of the domain as an event; the second argument is the event that caused it."""


@dataclass(frozen=True)
class Announcer:
    """Appends to the outbox what the domain announces."""

    encode: Encode

    def announce(self, connection: sa.Connection, event: TranscribeEvent, cause: Cause) -> None:
        append(connection, self.encode(event, event_of(cause.message)))


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
