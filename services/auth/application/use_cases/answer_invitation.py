"""The invited accept or decline."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.organisations import (
    Affiliation,
    Invitations,
    Members,
    OpenInvitation,
    Organisations,
)
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.use_cases.found_organisation import check_room
from services.auth.application.verified import verified_address
from services.auth.domain.audit import Act
from services.auth.domain.errors import AlreadyMember, NoSuchInvitation
from services.auth.domain.organisation import Invitation, Person


@dataclass(frozen=True)
class AnswerInvitation:
    """Only who has verified the invited address can see, accept or decline an invitation.

    For everybody else, and once it is expired, used or withdrawn, there is no such invitation. Nor is there
    once whoever invited is no administrator: nobody comes back by an invitation of their own.
    """

    accounts: Accounts
    organisations: Organisations
    invitations: Invitations
    members: Members
    clock: Clock

    def mine(self, person: Person) -> Sequence[OpenInvitation]:
        address = verified_address(self.accounts, person)
        found = self.invitations.addressed_to(address, self.clock.now())
        return [each for each in found if self._counts(each.invitation)]

    def accept(self, person: Person, invitation_id: UUID) -> Affiliation:
        opened = self._find(person, invitation_id)
        mine = self.organisations.of(person)
        if any(own.organisation.id == opened.organisation.id for own in mine):
            raise AlreadyMember("You belong to this organisation already.")
        check_room(mine)
        now = self.clock.now()
        member = opened.invitation.accepted(person, now)
        details = {"role": member.role}
        act = Act("member.joined", now, member.organisation_id, person.user_id, invitation_id, details)
        if not self.invitations.accept(opened.invitation, member, [act]):
            raise _no_such_invitation()
        return Affiliation(opened.organisation, member)

    def decline(self, person: Person, invitation_id: UUID) -> None:
        organisation_id = self._find(person, invitation_id).organisation.id
        act = Act("invitation.declined", self.clock.now(), organisation_id, person.user_id, invitation_id)
        if not self.invitations.withdraw(organisation_id, invitation_id, [act]):
            raise _no_such_invitation()

    def _counts(self, invitation: Invitation) -> bool:
        inviter = self.members.find(invitation.organisation_id, invitation.invited_by)
        return inviter is not None and inviter.role == "admin"

    def _find(self, person: Person, invitation_id: UUID) -> OpenInvitation:
        found = [each for each in self.mine(person) if each.invitation.id == invitation_id]
        if not found:
            raise _no_such_invitation()
        return found[0]


def _no_such_invitation() -> NoSuchInvitation:
    return NoSuchInvitation("There is no such invitation.")
