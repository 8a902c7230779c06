"""What somebody is in an organisation, as its own rows say: the roles of an access token don't count here."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.organisations import Members
from services.auth.domain.errors import NoSuchOrganisation, NotOrganisationAdmin
from services.auth.domain.organisation import Member


@dataclass(frozen=True)
class Standing:
    """An organisation that somebody does not belong to looks to them like none."""

    members: Members

    def member(self, organisation_id: UUID, user_id: UUID) -> Member:
        """Raises NoSuchOrganisation."""
        member = self.members.find(organisation_id, user_id)
        if member is None:
            raise NoSuchOrganisation("There is no such organisation.")
        return member

    def admin(self, organisation_id: UUID, user_id: UUID) -> Member:
        """Raises NoSuchOrganisation, and NotOrganisationAdmin for its other members."""
        member = self.member(organisation_id, user_id)
        if member.role != "admin":
            raise NotOrganisationAdmin("Only administrators of the organisation can do this.")
        return member
