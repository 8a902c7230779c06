"""Mails: what is asked for, and what sends it."""

from typing import Protocol

from services.auth.domain.mail import MailRequest


class MailQueue(Protocol):
    """Requests for mails. One that comes with a change of the stores is handed to those among the facts, to
    be stored in the same transaction; here goes what changes nothing."""

    def add(self, request: MailRequest) -> None: ...
