"""Organisations with members, on auth's application with fakes."""

from dataclasses import dataclass, replace
from uuid import UUID

from chassis.clock import new_id
from services.auth.application.organisations import OrganisationCases
from services.auth.domain.organisation import MemberRole, Person
from tests.builders.auth import AuthBench, a_user
from tests.fakes.auth_stores import FakeAccounts


@dataclass
class OrganisationBench(AuthBench):
    """People are known by their names; each has an address of that name."""

    @property
    def cases(self) -> OrganisationCases:
        return self.application.organisations

    def person(self, name: str, *, verified: bool = True) -> Person:
        user = replace(a_user(self.clock, address(name)), display_name=name, email_verified=verified)
        FakeAccounts(self.state).add(user, "hash", [])
        return Person(user.id, user.tenant_id)

    def founded(self, founder: Person, name: str = "Speakers") -> UUID:
        return self.cases.found(founder, new_id(), name).organisation.id

    def joined(self, organisation_id: UUID, admin: Person, name: str, role: MemberRole = "user") -> Person:
        person = self.person(name)
        self.rejoined(organisation_id, admin, person, name, role)
        return person

    def rejoined(
        self, organisation_id: UUID, admin: Person, person: Person, name: str, role: MemberRole = "user"
    ) -> None:
        invitation = self.cases.invite.invite(admin, organisation_id, new_id(), address(name), role)
        self.cases.answer.accept(person, invitation.id)

    def kinds(self, organisation_id: UUID) -> list[str]:
        return [act.kind for act in self.state.acts if act.tenant_id == organisation_id]


def address(name: str) -> str:
    return f"{name}@example.org"
