"""What administrators send and get, as JSON."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from pydantic import Field

from chassis.web import Body, PageQuery, Query, View
from services.auth.application.ports.administration import AccountSummary
from services.auth.application.ports.audit import ActFilter, RecordedAct
from services.auth.domain.audit import ActKind
from services.auth.domain.session import Session

_KINDS = ", ".join(f"`{kind}`" for kind in get_args(ActKind))


class AccountQuery(PageQuery):
    """Which accounts."""

    text: str | None = Field(
        default=None, max_length=200, description="Part of an address or a name, or a whole user id."
    )
    role: str | None = Field(default=None, max_length=40)
    state: Literal["active", "disabled", "deleting"] | None = None


class AccountView(View):
    """An account, without what it holds."""

    id: UUID
    tenant_id: UUID
    email: str | None = Field(description="null while the account is being deleted.")
    display_name: str
    roles: list[str]
    state: Literal["active", "disabled", "deleting"]
    sessions: int = Field(description="Sessions that nobody has ended; some may have expired.")
    created_at: datetime

    @classmethod
    def of(cls, account: AccountSummary) -> "AccountView":
        return cls(
            id=account.user_id,
            tenant_id=account.tenant_id,
            email=account.email,
            display_name=account.display_name,
            roles=list(account.roles),
            state=account.state,
            sessions=account.sessions,
            created_at=account.created_at,
        )


class AccountPageView(View):
    """Accounts, the newest first."""

    items: list[AccountView]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last.")


class InviteeBody(Body):
    """For whom an account is made."""

    email: str = Field(max_length=320, examples=["ada@example.org"])
    display_name: str = Field(default="", max_length=400)
    locale: str = Field(default="en", max_length=40, description="BCP 47 language tag.")


class RolesBody(Body):
    """All roles that the account is to have."""

    roles: list[str] = Field(max_length=16, examples=[["admin"]])


class AccountSessionView(View):
    """Where an account is logged in."""

    id: UUID
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, session: Session) -> "AccountSessionView":
        return cls(
            id=session.id,
            created_at=session.created_at,
            last_used_at=session.rotated_at,
            expires_at=session.expires_at,
        )


class AccountSessionsView(View):
    """The sessions that may still be used, the newest first."""

    items: list[AccountSessionView]


class ActQuery(Query):
    """Which acts."""

    person_id: UUID | None = Field(default=None, description="Who did it, or had it done to them.")
    tenant_id: UUID | None = Field(default=None, description="In whose account or organisation.")
    kind: str | None = Field(
        default=None, max_length=60, description="A kind, or the part before its dot.", examples=["login"]
    )
    peer: str | None = Field(default=None, max_length=64, description="The network address it came from.")
    since: datetime | None = Field(default=None, description="From this moment on.")
    until: datetime | None = Field(default=None, description="Before this moment.")

    def wanted(self) -> ActFilter:
        return ActFilter(self.tenant_id, self.person_id, self.kind, self.peer, self.since, self.until)


class ActPageQuery(ActQuery, PageQuery):
    """Which acts, a page at a time."""


class ExportQuery(ActQuery):
    """Which acts, all at once."""

    format: Literal["ndjson", "csv"] = "ndjson"


class ActView(View):
    """Who did what to whom, when, and from where."""

    id: UUID
    at: datetime
    kind: str = Field(description=f"One of {_KINDS}.", examples=["login.refused"])
    tenant_id: UUID | None
    actor_id: UUID | None = Field(description="null where nobody is known, or an operator acted.")
    target_id: UUID | None
    details: dict[str, str]
    peer: str = Field(description="Empty where no request led to it, and once the account is erased.")
    agent: str
    request_id: str

    @classmethod
    def of(cls, recorded: RecordedAct) -> "ActView":
        act = recorded.act
        return cls(
            id=recorded.id,
            at=act.at,
            kind=act.kind,
            tenant_id=act.tenant_id,
            actor_id=act.actor_id,
            target_id=act.target_id,
            details=dict(act.details),
            peer=recorded.peer,
            agent=recorded.agent,
            request_id=recorded.request_id,
        )


class ActPageView(View):
    """Acts, the newest first."""

    items: list[ActView]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last.")
