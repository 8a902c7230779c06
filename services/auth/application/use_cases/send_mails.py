"""Writing and sending the mails that were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chassis.errors import Unavailable
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.mail import LetterWriter, MailBox, Mailer, Posted, Undeliverable
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.mail import PER_HOUR, MailKind

Outcome = Literal["sent", "not_needed", "too_many", "put_off", "given_up"]
LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720))
"""Before each further attempt; after the last, about a day after the first, a mail is given up."""
ATTEMPTS = len(PAUSES) + 1


@dataclass(frozen=True)
class SendMails:
    """Take the requests that are due, one after the other, and send each.

    - The letter is written now, with the secret in it: a request that waits holds none.
    - What strangers can cause goes to an address a few times an hour at most, so that nobody is flooded.
    - A server that can't be reached is tried again after growing pauses, for a day; one that will never take
      the mail is not. What ends every attempt before it is sent is given up as well.
    - Giving up leaves an act in the audit trail.
    """

    box: MailBox
    writers: Mapping[MailKind, LetterWriter]
    mailer: Mailer
    audit: AuditTrail
    clock: Clock

    def __call__(self) -> Outcome | None:
        """What became of one request; None where nothing is due."""
        now = self.clock.now()
        posted = self.box.take(now, now + LEASE)
        return self._handle(posted, now) if posted else None

    def _handle(self, posted: Posted, now: datetime) -> Outcome:
        request = posted.request
        if posted.attempts > ATTEMPTS:
            return self._give_up(posted, now, "never_written")
        if self.box.sent(request, now - HOUR) >= PER_HOUR[request.kind]:
            self.box.settle(posted, None)
            return "too_many"
        letter = self.writers[request.kind](request)
        if letter is None:
            self.box.settle(posted, None)
            return "not_needed"
        try:
            self.mailer.send(letter, posted.id)
        except Unavailable:
            return self._try_later(posted, now)
        except Undeliverable:
            return self._give_up(posted, now, "refused")
        self.box.settle(posted, now)
        return "sent"

    def _try_later(self, posted: Posted, now: datetime) -> Outcome:
        if posted.attempts == ATTEMPTS:
            return self._give_up(posted, now, "server_unreachable")
        self.box.put_off(posted, now + PAUSES[posted.attempts - 1])
        return "put_off"

    def _give_up(self, posted: Posted, now: datetime, reason: str) -> Outcome:
        request = posted.request
        details = {"kind": request.kind, "reason": reason}
        self.audit.record(
            Act("mail.given_up", now, request.tenant_id, target_id=request.user_id, details=details)
        )
        self.box.settle(posted, None)
        return "given_up"
