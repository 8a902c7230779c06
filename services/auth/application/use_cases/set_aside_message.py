"""A message that could not be handled."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.erasures import DeadLetters, Message


@dataclass(frozen=True)
class SetAsideMessage:
    """Keep a receipt that failed too often, so that an operator can replay it."""

    dead_letters: DeadLetters

    def __call__(self, tenant_id: UUID, letter: Message) -> None:
        self.dead_letters.set_aside(tenant_id, letter)
