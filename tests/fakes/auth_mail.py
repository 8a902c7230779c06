"""The worker's end of the mails, in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import Unavailable
from services.auth.application.ports.mail import Posted, Undeliverable
from services.auth.domain.letter import Letter
from services.auth.domain.mail import MailRequest
from tests.fakes.auth_stores import AuthState


@dataclass(frozen=True)
class _Kept:
    request: MailRequest
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    gone: bool = False


@dataclass
class FakeMailBox:
    """Hands out what the stores of the state have been asked for."""

    state: AuthState
    _kept: list[_Kept] = field(default_factory=list)

    def take(self, at: datetime, lease_until: datetime) -> Posted | None:
        new = self.state.mails[len(self._kept) :]
        self._kept += [_Kept(request, request.at) for request in new]
        due = [
            (kept.due_at, place)
            for place, kept in enumerate(self._kept)
            if kept.due_at <= at and kept.sent_at is None and not kept.gone
        ]
        if not due:
            return None
        place = min(due)[1]
        taken = self._kept[place]
        self._kept[place] = replace(taken, due_at=lease_until, attempts=taken.attempts + 1)
        return Posted(UUID(int=place), taken.request, taken.attempts + 1)

    def sent(self, request: MailRequest, since: datetime) -> int:
        return sum(
            kept.sent_at is not None
            and kept.sent_at > since
            and (kept.request.kind, kept.request.recipient) == (request.kind, request.recipient)
            for kept in self._kept
        )

    def settle(self, posted: Posted, sent_at: datetime | None) -> None:
        self._set(posted, sent_at=sent_at, gone=sent_at is None)

    def put_off(self, posted: Posted, until: datetime) -> None:
        self._set(posted, due_at=until)

    def _set(self, posted: Posted, **values: object) -> None:
        place = posted.id.int
        self._kept[place] = replace(self._kept[place], **values)  # type: ignore[arg-type]


class FakeMailer:
    """Keeps what it was to send. `down` makes the server unreachable, `refuses` makes it refuse for good."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.down = False
        self.refuses = False

    def send(self, letter: Letter, mail_id: UUID) -> None:
        if self.down:
            raise Unavailable("the mail server is down")
        if self.refuses:
            raise Undeliverable("the address is refused")
        self.letters.append(letter)
