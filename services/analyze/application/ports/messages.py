"""The message that a piece of work answers; what is inside it is the transport's own business."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Message(Protocol):
    """An event as it travelled; only adapters look further into it."""

    @property
    def id(self) -> UUID: ...


@dataclass(frozen=True)
class Cause:
    """One consumer's one message: whatever it causes is stored with it, once, or not at all."""

    consumer: str
    message: Message
