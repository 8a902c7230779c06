"""Mails: what is asked for, and what sends it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.letter import Letter
from services.auth.domain.mail import MailRequest

LetterWriter = Callable[[MailRequest], Letter | None]
"""Writes the letter that was asked for, with a secret made on the spot; None where there is nobody to tell,
or nothing any more."""


class MailQueue(Protocol):
    """Requests for mails. One that comes with a change of the stores is handed to those among the facts, to
    be stored in the same transaction; here goes what changes nothing."""

    def add(self, request: MailRequest) -> None: ...


@dataclass(frozen=True)
class Posted:
    """A request in the hands of a worker. `attempts` counts this one."""

    id: UUID
    request: MailRequest
    attempts: int


class MailBox(Protocol):
    """The other end of the queue. A request that is taken and not settled comes again after its lease: a mail
    may be sent twice, and none is lost."""

    def take(self, at: datetime, lease_until: datetime) -> Posted | None:
        """One that is due, for one worker."""
        ...

    def sent(self, request: MailRequest, since: datetime) -> int:
        """How many of its kind its recipient was sent; the last hour is remembered."""
        ...

    def settle(self, posted: Posted, sent_at: datetime | None) -> None:
        """Done with, sent or not: what is kept of one that was sent is that, and no address."""
        ...

    def put_off(self, posted: Posted, until: datetime) -> None: ...


class Undeliverable(Exception):
    """The mail server will never take this mail; says why, without the address."""


class Mailer(Protocol):
    def send(self, letter: Letter, mail_id: UUID) -> None:
        """Raises Unavailable where it may succeed later, and Undeliverable where it never will. A letter that
        is sent again has the same id, by which programs for mail know it."""
        ...
