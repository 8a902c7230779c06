"""What a change leaves behind, written in the change's own transaction: events, acts and mails to send."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from chassis import outbox
from chassis.messaging import CloudEvent
from services.auth.domain.audit import Act, Fact, act_of
from services.auth.domain.events import Event
from services.auth.domain.mail import MailRequest

_ADD_ACT = sa.text(
    "INSERT INTO audit_acts (id, tenant_id, at, kind, actor_id, target_id, details)"
    " VALUES (:id, :tenant_id, :at, :kind, :actor_id, :target_id, cast(:details AS jsonb))"
)
_ADD_ORIGIN = sa.text(
    "INSERT INTO audit_origins (act_id, tenant_id, peer, agent, request_id)"
    " VALUES (:id, :tenant_id, :peer, :agent, :request_id)"
)
_ADD_MAIL = sa.text(
    "INSERT INTO mails (id, kind, at, due_at, tenant_id, user_id, address, subject_id, recipient)"
    " VALUES (:id, :kind, :at, :at, :tenant_id, :user_id, :address, :subject_id, :recipient)"
)


@dataclass(frozen=True)
class Origin:
    """Where an act came from: network address, what the client calls itself, and the request."""

    peer: str = ""
    agent: str = ""
    request_id: str = ""


def nowhere() -> Origin:
    """Of a worker, which acts for nobody's request."""
    return Origin()


class FactWriter:
    """`origin` tells where the request at hand came from."""

    def __init__(
        self,
        to_wire: Callable[[Event], CloudEvent],
        new_id: Callable[[], UUID],
        origin: Callable[[], Origin] = nowhere,
    ) -> None:
        self._to_wire = to_wire
        self._new_id = new_id
        self.origin = origin

    def write(self, connection: sa.Connection, facts: Iterable[Fact]) -> None:
        """The transaction must be that of the facts' tenant."""
        for fact in facts:
            match fact:
                case Act():
                    self._record(connection, fact)
                case MailRequest():
                    self._ask_for(connection, fact)
                case _:
                    outbox.append(connection, self._to_wire(fact))
                    self._record(connection, act_of(fact))

    def _record(self, connection: sa.Connection, act: Act) -> None:
        row = {
            "id": self._new_id(),
            "tenant_id": act.tenant_id,
            "at": act.at,
            "kind": act.kind,
            "actor_id": act.actor_id,
            "target_id": act.target_id,
            "details": json.dumps(dict(act.details)),
        }
        connection.execute(_ADD_ACT, row)
        origin = self.origin()
        if origin != nowhere():
            connection.execute(_ADD_ORIGIN, row | vars(origin))

    def _ask_for(self, connection: sa.Connection, mail: MailRequest) -> None:
        address = mail.address.value if mail.address else None
        row = vars(mail) | {"id": self._new_id(), "address": address, "recipient": mail.recipient}
        connection.execute(_ADD_MAIL, row)
