"""auth's stores of organisations in memory; they share the state of its other stores."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.organisations import (
    Affiliation,
    NamedMember,
    OpenInvitation,
    OrganisationStores,
)
from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.organisation import Invitation, Member, Organisation, Person, keep_an_admin
from tests.fakes.auth_stores import AuthState


def fake_organisations(state: AuthState) -> OrganisationStores:
    return OrganisationStores(FakeOrganisations(state), FakeMembers(state), FakeInvitations(state))


class FakeOrganisations:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def found(self, organisation: Organisation, founder: Member, facts: Sequence[Fact]) -> None:
        self._state.organisations[organisation.id] = organisation
        self._state.members[organisation.id, founder.person.user_id] = founder
        self._state.note(facts)

    def of(self, person: Person) -> Sequence[Affiliation]:
        own = [member for member in self._state.members.values() if member.person == person]
        own.sort(key=lambda member: (member.joined_at, member.organisation_id))
        return [Affiliation(self._state.organisations[member.organisation_id], member) for member in own]

    def find(self, organisation_id: UUID) -> Organisation | None:
        return self._state.organisations.get(organisation_id)

    def rename(self, organisation: Organisation, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            present = self.find(organisation.id)
            if present is None or present.version != organisation.version - 1:
                return False
            self._state.organisations[organisation.id] = organisation
            self._state.note(facts)
            return True

    def delete(self, organisation_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            if self._state.organisations.pop(organisation_id, None) is None:
                return False
            for key in [key for key in self._state.members if key[0] == organisation_id]:
                del self._state.members[key]
            for invitation in list(self._state.invitations.values()):
                if invitation.organisation_id == organisation_id:
                    del self._state.invitations[invitation.id]
            self._state.forget_provider_keys(organisation_id)
            self._state.note(facts)
            return True


class FakeMembers:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def find(self, organisation_id: UUID, user_id: UUID) -> Member | None:
        return next((each.member for each in self.among(organisation_id, [user_id])), None)

    def page(
        self, organisation_id: UUID, limit: int, after: UUID | None, shown: Collection[str]
    ) -> Sequence[NamedMember]:
        found = [each for each in self._active(organisation_id) if each.member.role in shown]
        return [each for each in found if after is None or each.member.person.user_id > after][:limit]

    def among(self, organisation_id: UUID, user_ids: Collection[UUID]) -> Sequence[NamedMember]:
        return [each for each in self._active(organisation_id) if each.member.person.user_id in user_ids]

    def change_role(self, member: Member, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            key = (member.organisation_id, member.person.user_id)
            if member.role != "admin":
                self._keep_an_admin(*key)
            if key not in self._state.members:
                return False
            self._state.members[key] = member
            self._state.note(facts)
            return True

    def remove(self, organisation_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            self._keep_an_admin(organisation_id, user_id)
            if self._state.members.pop((organisation_id, user_id), None) is None:
                return False
            self._state.note(facts)
            return True

    def _keep_an_admin(self, organisation_id: UUID, user_id: UUID) -> None:
        admins = self.page(organisation_id, len(self._state.members), None, {"admin"})
        keep_an_admin([each.member.person.user_id for each in admins], user_id)

    def _active(self, organisation_id: UUID) -> list[NamedMember]:
        members = [
            NamedMember(member, self._state.users[user_id].display_name)
            for (own_id, user_id), member in self._state.members.items()
            if own_id == organisation_id and user_id not in self._state.disabled
        ]
        return sorted(members, key=lambda each: each.member.person.user_id)


class FakeInvitations:
    def __init__(self, state: AuthState) -> None:
        self._state = state

    def add(self, invitation: Invitation, facts: Sequence[Fact]) -> None:
        with self._state.lock:
            for other in list(self._state.invitations.values()):
                same = (other.organisation_id, other.email) == (invitation.organisation_id, invitation.email)
                if same:
                    del self._state.invitations[other.id]
            self._state.invitations[invitation.id] = invitation
            self._state.note(facts)

    def page(self, organisation_id: UUID, limit: int, after: UUID | None) -> Sequence[Invitation]:
        own = [each for each in self._state.invitations.values() if each.organisation_id == organisation_id]
        older = [each for each in own if after is None or each.id < after]
        return sorted(older, key=lambda each: each.id, reverse=True)[:limit]

    def withdraw(self, organisation_id: UUID, invitation_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            found = self._state.invitations.get(invitation_id)
            if found is None or found.organisation_id != organisation_id:
                return False
            del self._state.invitations[invitation_id]
            self._state.note(facts)
            return True

    def addressed_to(self, email: EmailAddress, now: datetime) -> Sequence[OpenInvitation]:
        found = [each for each in self._state.invitations.values() if each.email == email]
        return [
            OpenInvitation(each, self._state.organisations[each.organisation_id])
            for each in sorted(found, key=lambda each: each.id, reverse=True)
            if each.expires_at > now
        ]

    def accept(self, invitation: Invitation, member: Member, facts: Sequence[Fact]) -> bool:
        with self._state.lock:
            found = self._state.invitations.pop(invitation.id, None)
            key = (member.organisation_id, member.person.user_id)
            if found is None or found.expires_at <= member.joined_at or key in self._state.members:
                return False
            self._state.members[key] = member
            self._state.note(facts)
            return True
