"""Administrators invite people to an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.organisations import Invitations
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.standing import Standing
from services.auth.domain.audit import Act, ActKind
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import NoSuchInvitation
from services.auth.domain.mail import MailRequest
from services.auth.domain.organisation import Invitation, MemberRole, Person


@dataclass(frozen=True)
class InvitationPage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[Invitation]
    after: UUID | None


@dataclass(frozen=True)
class InviteMembers:
    """An invitation goes to an address by mail, lasts a week and is used once.

    - The answer is the same whether the address has an account here or not.
    - Inviting an address again replaces the earlier invitation.
    - The invitation holds no secret: only who has verified the address can accept it.
    """

    invitations: Invitations
    standing: Standing
    clock: Clock

    def invite(
        self, admin: Person, organisation_id: UUID, invitation_id: UUID, email: str, role: MemberRole
    ) -> Invitation:
        self.standing.admin(organisation_id, admin.user_id)
        address, now = EmailAddress.parse(email), self.clock.now()
        invitation = Invitation(invitation_id, organisation_id, address, role, admin.user_id, now)
        details = {"role": role}
        act = Act("member.invited", now, organisation_id, admin.user_id, invitation.id, details)
        mail = MailRequest(
            "invitation", now, tenant_id=organisation_id, address=address, subject_id=invitation.id
        )
        self.invitations.add(invitation, [act, mail])
        return invitation

    def page(self, admin: Person, organisation_id: UUID, limit: int, after: UUID | None) -> InvitationPage:
        self.standing.admin(organisation_id, admin.user_id)
        found = self.invitations.page(organisation_id, limit + 1, after)
        items = found[:limit]
        return InvitationPage(items, items[-1].id if len(found) > limit else None)

    def revoke(self, admin: Person, organisation_id: UUID, invitation_id: UUID) -> None:
        self.standing.admin(organisation_id, admin.user_id)
        kind: ActKind = "invitation.revoked"
        act = Act(kind, self.clock.now(), organisation_id, admin.user_id, invitation_id)
        if not self.invitations.withdraw(organisation_id, invitation_id, [act]):
            raise NoSuchInvitation("There is no such invitation.")
