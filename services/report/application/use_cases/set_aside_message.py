"""The end of a message that can't be handled."""

from dataclasses import dataclass
from uuid import UUID

from services.report.application.ports.eraser import DeadLetters
from services.report.application.ports.messages import Message


@dataclass(frozen=True)
class SetAsideMessage:
    """Keeps a cancellation or deletion that failed too often as a dead letter, for an operator to replay."""

    dead_letters: DeadLetters

    def __call__(self, tenant_id: UUID, letter: Message) -> None:
        self.dead_letters.set_aside(tenant_id, letter)
