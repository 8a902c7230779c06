"""Reading, renaming and deleting an organisation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.organisations import Affiliation, Organisations
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.standing import Standing
from services.auth.domain.audit import Act
from services.auth.domain.errors import ChangedMeanwhile, NoSuchOrganisation, NotConfirmed
from services.auth.domain.organisation import Organisation, Person


@dataclass(frozen=True)
class KeepOrganisation:
    """Members read it; administrators rename and delete it.

    - Deleting asks for the name once more. Members, invitations, provider keys and every share between its
      learners and coaches end with it; recordings don't, for they belong to those who made them.
    """

    organisations: Organisations
    standing: Standing
    clock: Clock

    def mine(self, person: Person) -> Sequence[Affiliation]:
        return self.organisations.of(person)

    def read(self, person: Person, organisation_id: UUID) -> Affiliation:
        member = self.standing.member(organisation_id, person.user_id)
        return Affiliation(self._found(organisation_id), member)

    def rename(
        self, person: Person, organisation_id: UUID, name: str, expect: Callable[[Organisation], None]
    ) -> Affiliation:
        """`expect` sees the present one and raises when the client has seen another version."""
        member = self.standing.admin(organisation_id, person.user_id)
        present = self._found(organisation_id)
        expect(present)
        renamed = present.renamed(name)
        act = Act("organisation.renamed", self.clock.now(), organisation_id, person.user_id)
        if not self.organisations.rename(renamed, [act]):
            raise ChangedMeanwhile("Another request changed the organisation first: read it again.")
        return Affiliation(renamed, member)

    def delete(self, person: Person, organisation_id: UUID, confirmed_name: str) -> None:
        self.standing.admin(organisation_id, person.user_id)
        if self._found(organisation_id).name != confirmed_name:
            raise NotConfirmed("To delete the organisation, repeat its name exactly in `confirm`.")
        act = Act("organisation.deleted", self.clock.now(), organisation_id, person.user_id)
        self.organisations.delete(organisation_id, [act])

    def _found(self, organisation_id: UUID) -> Organisation:
        organisation = self.organisations.find(organisation_id)
        if organisation is None:
            raise NoSuchOrganisation("There is no such organisation.")
        return organisation
