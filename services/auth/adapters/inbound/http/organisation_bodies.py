"""What is sent and answered about organisations, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.web import Body, PageQuery, Query, View
from services.auth.application.ports.audit import RecordedAct
from services.auth.application.ports.organisations import Affiliation, NamedMember, OpenInvitation
from services.auth.application.use_cases.find_coaches import Bond
from services.auth.domain.organisation import Invitation, Member, MemberRole

# Longer than any that is accepted: what is too long is judged, and told, by the domain.
_Name = Annotated[str, Field(max_length=400, examples=["Riverside Speakers"])]
_NEXT = "Where the next page begins; null on the last."


class NewOrganisation(Body):
    """An organisation to found."""

    name: _Name


class OrganisationEdit(Body):
    """What may change."""

    name: _Name


class DeletionQuery(Query):
    """Says that the deletion is meant."""

    confirm: str = Field(max_length=400, description="The name of the organisation, exactly.")


class OrganisationView(View):
    """An organisation, and what you are in it."""

    id: UUID
    name: str
    role: MemberRole
    joined_at: datetime
    created_at: datetime

    @classmethod
    def of(cls, own: Affiliation) -> "OrganisationView":
        return cls(
            id=own.organisation.id,
            name=own.organisation.name,
            role=own.member.role,
            joined_at=own.member.joined_at,
            created_at=own.organisation.created_at,
        )


class OrganisationsView(View):
    """All that you belong to, joined earliest first."""

    items: list[OrganisationView]


class MemberView(View):
    """A member."""

    user_id: UUID
    name: str = Field(description="As they call themselves; may be empty.")
    email: str | None = Field(description="The address they joined with; null for all but administrators.")
    role: MemberRole
    joined_at: datetime

    @classmethod
    def of(cls, named: NamedMember, *, with_address: bool) -> "MemberView":
        member = named.member
        return cls(
            user_id=member.person.user_id,
            name=named.name,
            email=member.email.value if with_address else None,
            role=member.role,
            joined_at=member.joined_at,
        )


class MemberPageView(View):
    """Members, in no order that means something."""

    items: list[MemberView]
    next_cursor: str | None = Field(description=_NEXT)


class RoleBody(Body):
    """What the member is to be from now on."""

    role: MemberRole


class MembershipView(View):
    """What a member is now."""

    user_id: UUID
    role: MemberRole
    role_since: datetime

    @classmethod
    def of(cls, member: Member) -> "MembershipView":
        return cls(user_id=member.person.user_id, role=member.role, role_since=member.role_since)


class NewInvitation(Body):
    """Whom to invite, and as what."""

    email: str = Field(max_length=320, examples=["ben@example.org"])
    role: MemberRole = "user"


class InvitationView(View):
    """An invitation, as administrators of the organisation see it."""

    id: UUID
    email: str
    role: MemberRole
    invited_by: UUID
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationView":
        return cls(
            id=invitation.id,
            email=invitation.email.value,
            role=invitation.role,
            invited_by=invitation.invited_by,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )


class InvitationPageView(View):
    """Invitations that nobody has used, the newest first."""

    items: list[InvitationView]
    next_cursor: str | None = Field(description=_NEXT)


class OpenInvitationView(View):
    """An invitation to you."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    role: MemberRole
    expires_at: datetime

    @classmethod
    def of(cls, opened: OpenInvitation) -> "OpenInvitationView":
        return cls(
            id=opened.invitation.id,
            organisation_id=opened.organisation.id,
            organisation_name=opened.organisation.name,
            role=opened.invitation.role,
            expires_at=opened.invitation.expires_at,
        )


class OpenInvitationsView(View):
    """The invitations to your address, the newest first."""

    items: list[OpenInvitationView]


class CoachView(View):
    """Somebody whom you may share recordings with."""

    user_id: UUID
    name: str = Field(description="As they call themselves; may be empty.")
    organisation_id: UUID
    organisation_name: str

    @classmethod
    def of(cls, bond: Bond) -> "CoachView":
        return cls(
            user_id=bond.person.user_id,
            name=bond.name,
            organisation_id=bond.organisation.id,
            organisation_name=bond.organisation.name,
        )


class CoachesView(View):
    """The coaches of your organisations."""

    items: list[CoachView]


class MemberQuery(PageQuery):
    """Which page of the members."""


class InvitationQuery(PageQuery):
    """Which page of the invitations."""


class DeedQuery(PageQuery):
    """Which page of what happened."""


class DeedView(View):
    """Who did what to whom in an organisation. From where is for those who look after the installation."""

    id: UUID
    at: datetime
    kind: str = Field(examples=["member.role_changed"])
    actor_id: UUID | None = Field(description="null where an operator acted.")
    target_id: UUID | None
    details: dict[str, str]

    @classmethod
    def of(cls, recorded: RecordedAct) -> "DeedView":
        act = recorded.act
        return cls(
            id=recorded.id,
            at=act.at,
            kind=act.kind,
            actor_id=act.actor_id,
            target_id=act.target_id,
            details=dict(act.details),
        )


class DeedPageView(View):
    """What happened, the newest first."""

    items: list[DeedView]
    next_cursor: str | None = Field(description=_NEXT)
