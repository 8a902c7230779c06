"""A message that could not be handled and has no job to fail."""

from dataclasses import dataclass
from uuid import UUID

from services.analyze.application.ports.eraser import DeadLetters
from services.analyze.application.ports.messages import Message


@dataclass(frozen=True)
class SetAsideMessage:
    """Keeps a deletion or cancellation that failed too often, so that an operator can replay it."""

    dead_letters: DeadLetters

    def __call__(self, tenant_id: UUID, letter: Message) -> None:
        self.dead_letters.set_aside(tenant_id, letter)
