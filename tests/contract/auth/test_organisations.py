"""What every keeper of organisations, members and invitations does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chassis.clock import new_id
from services.auth.adapters.outbound.messaging.wire_events import WireEvents
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_accounts import PostgresAccounts
from services.auth.adapters.outbound.postgres.postgres_audit import PostgresAuditTrail
from services.auth.adapters.outbound.postgres.postgres_roles import PostgresRoles
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.audit import ActFilter, AuditLog
from services.auth.application.ports.organisations import OrganisationStores
from services.auth.application.ports.roles import Roles
from services.auth.bootstrap.organisations import postgres_organisations
from services.auth.domain.audit import Act
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import LastAdmin
from services.auth.domain.events import deletion_events
from services.auth.domain.organisation import (
    INVITATION_LIFE,
    Invitation,
    Member,
    MemberRole,
    Organisation,
    Person,
)
from tests.builders.auth import a_user
from tests.builders.chassis_database import opened
from tests.fakes.auth_administration import FakeAudit
from tests.fakes.auth_organisations import fake_organisations
from tests.fakes.auth_stores import AuthState, FakeAccounts, FakeRoles
from tests.fakes.clock import FakeClock
from tests.infrastructure.fixtures import MakeDatabase


@dataclass(frozen=True)
class Registry:
    """The stores, and a clock."""

    accounts: Accounts
    roles: Roles
    stores: OrganisationStores
    log: AuditLog
    clock: FakeClock

    def person(self, email: str) -> Person:
        user = replace(a_user(self.clock, email), display_name=email.partition("@")[0])
        self.accounts.add(user, "hash", [])
        return Person(user.id, user.tenant_id)

    def founded(self, founder: Person, name: str = "Speakers") -> Organisation:
        now = self.clock.now()
        organisation = Organisation(new_id(), name, now)
        admin = Member(organisation.id, founder, EmailAddress("ada@example.org"), "admin", now, now)
        act = Act("organisation.created", now, organisation.id, founder.user_id)
        self.stores.organisations.found(organisation, admin, [act])
        return organisation

    def invited(self, organisation: Organisation, email: str, role: MemberRole = "user") -> Invitation:
        now = self.clock.now()
        invitation = Invitation(new_id(), organisation.id, EmailAddress(email), role, new_id(), now)
        self.stores.invitations.add(invitation, [])
        return invitation

    def joined(self, organisation: Organisation, person: Person, role: MemberRole = "user") -> Member:
        invitation = self.invited(organisation, f"{person.user_id}@example.org", role)
        member = invitation.accepted(person, self.clock.now())
        assert self.stores.invitations.accept(invitation, member, [])
        return member

    def kinds(self, organisation: Organisation) -> Sequence[str]:
        acts = self.log.page(ActFilter(tenant_id=organisation.id), 100, None)
        return [recorded.act.kind for recorded in reversed(acts)]

    def erase(self, person: Person) -> None:
        now = self.clock.now()
        self.accounts.begin_erasure(
            person.tenant_id,
            person.user_id,
            now,
            lambda ended: deletion_events(person.tenant_id, person.user_id, ended, now),
        )


@pytest.fixture(params=["memory", "postgres"])
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    clock = FakeClock()
    if request.param == "memory":
        state = AuthState()
        fakes = FakeAccounts(state), FakeRoles(state), fake_organisations(state), FakeAudit(state)
        yield Registry(*fakes, clock)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        facts = FactWriter(WireEvents(new_id), new_id)
        yield Registry(
            PostgresAccounts(database, facts),
            PostgresRoles(database),
            postgres_organisations(database, facts),
            PostgresAuditTrail(database, facts),
            clock,
        )


def test_the_founder_finds_the_organisation_and_strangers_do_not(registry: Registry) -> None:
    ada, eve = registry.person("ada@example.org"), registry.person("eve@example.org")
    organisation = registry.founded(ada)
    assert [each.organisation for each in registry.stores.organisations.of(ada)] == [organisation]
    assert registry.stores.organisations.of(eve) == []
    assert registry.stores.organisations.find(organisation.id) == organisation
    assert registry.stores.organisations.find(new_id()) is None
    assert registry.kinds(organisation) == ["organisation.created"]


def test_a_rename_is_made_to_the_version_before_it_only(registry: Registry) -> None:
    organisation = registry.founded(registry.person("ada@example.org"))
    renamed = organisation.renamed("Orators")
    assert registry.stores.organisations.rename(renamed, [])
    assert not registry.stores.organisations.rename(renamed, [])
    assert registry.stores.organisations.find(organisation.id) == renamed


def test_deletion_takes_members_and_invitations_along(registry: Registry) -> None:
    ada, coach = registry.person("ada@example.org"), registry.person("coach@example.org")
    organisation, other = registry.founded(ada), registry.founded(ada, "Others")
    registry.joined(organisation, coach, "coach")
    invitation = registry.invited(organisation, "eve@example.org")
    act = Act("organisation.deleted", registry.clock.now(), organisation.id, ada.user_id)
    assert registry.stores.organisations.delete(organisation.id, [act])
    assert not registry.stores.organisations.delete(organisation.id, [act])
    assert [each.organisation for each in registry.stores.organisations.of(ada)] == [other]
    assert registry.stores.organisations.of(coach) == []
    assert registry.stores.invitations.addressed_to(invitation.email, registry.clock.now()) == []
    assert registry.kinds(organisation) == ["organisation.created", "organisation.deleted"]


def test_members_are_paged_by_role_and_named_as_they_call_themselves(registry: Registry) -> None:
    people = [registry.person(f"{name}@example.org") for name in ("ada", "ben", "cem")]
    organisation = registry.founded(people[0])
    registry.joined(organisation, people[1], "coach")
    registry.joined(organisation, people[2], "user")
    members = registry.stores.members
    everyone = members.page(organisation.id, 10, None, {"user", "coach", "admin"})
    assert [each.name for each in everyone] == ["ada", "ben", "cem"]
    rest = members.page(organisation.id, 10, people[0].user_id, {"user", "coach", "admin"})
    assert rest == everyone[1:]
    assert members.page(organisation.id, 1, None, {"coach", "user"}) == everyone[1:2]
    assert members.among(organisation.id, [people[2].user_id, new_id()]) == everyone[2:]


def test_who_is_being_erased_is_no_member(registry: Registry) -> None:
    ada, coach = registry.person("ada@example.org"), registry.person("coach@example.org")
    organisation = registry.founded(ada)
    registry.joined(organisation, coach, "coach")
    registry.erase(coach)
    assert registry.stores.members.find(organisation.id, coach.user_id) is None
    assert registry.stores.members.page(organisation.id, 10, None, {"coach"}) == []


def test_a_coach_has_the_role_in_tokens_for_as_long_as_they_coach(registry: Registry) -> None:
    ada, ben = registry.person("ada@example.org"), registry.person("ben@example.org")
    organisation = registry.founded(ada)
    member = registry.joined(organisation, ben, "coach")
    assert registry.roles.of(ben.tenant_id, ben.user_id) == ("coach",)
    assert registry.roles.of(ada.tenant_id, ada.user_id) == ()
    registry.roles.replace(ben.tenant_id, ben.user_id, {"admin", "coach"})
    later = registry.clock.now() + timedelta(minutes=1)
    assert registry.stores.members.change_role(member.given("user", later), [])
    assert registry.roles.of(ben.tenant_id, ben.user_id) == ("admin",)
    assert registry.stores.members.find(organisation.id, ben.user_id) == member.given("user", later)


def parting(registry: Registry, member: Member) -> Sequence[Callable[[], bool]]:
    members, now = registry.stores.members, registry.clock.now()
    return (
        lambda: members.remove(member.organisation_id, member.person.user_id, []),
        lambda: members.change_role(member.given("user", now), []),
    )


@pytest.mark.parametrize("way", [0, 1])
def test_the_last_administrator_stays(registry: Registry, way: int) -> None:
    ada, ben = registry.person("ada@example.org"), registry.person("ben@example.org")
    organisation = registry.founded(ada)
    admin = registry.stores.members.find(organisation.id, ada.user_id)
    assert admin is not None
    registry.joined(organisation, ben, "coach")
    with pytest.raises(LastAdmin):
        parting(registry, admin)[way]()
    registry.stores.members.remove(organisation.id, ben.user_id, [])
    registry.joined(organisation, ben, "admin")
    assert parting(registry, admin)[way]()


def test_who_is_no_member_is_neither_changed_nor_removed(registry: Registry) -> None:
    ada, eve = registry.person("ada@example.org"), registry.person("eve@example.org")
    organisation, other = registry.founded(ada), registry.founded(eve, "Others")
    member = registry.joined(other, ada, "coach")
    stranger = replace(member, organisation_id=organisation.id, person=eve)
    assert not registry.stores.members.remove(organisation.id, eve.user_id, [])
    assert not registry.stores.members.change_role(stranger, [])


def test_an_invitation_is_found_by_its_address_until_it_expires(registry: Registry) -> None:
    organisation = registry.founded(registry.person("ada@example.org"))
    invitation = registry.invited(organisation, "ben@example.org", "coach")
    invitations, now = registry.stores.invitations, registry.clock.now()
    (opened_one,) = invitations.addressed_to(invitation.email, now)
    assert (opened_one.invitation, opened_one.organisation) == (invitation, organisation)
    assert invitations.addressed_to(EmailAddress("eve@example.org"), now) == []
    assert invitations.addressed_to(invitation.email, now + INVITATION_LIFE) == []
    assert invitations.page(organisation.id, 10, None) == [invitation]


def test_inviting_again_replaces_and_the_newest_come_first(registry: Registry) -> None:
    organisation = registry.founded(registry.person("ada@example.org"))
    first = registry.invited(organisation, "ben@example.org")
    second = registry.invited(organisation, "cem@example.org")
    again = registry.invited(organisation, "ben@example.org", "coach")
    assert registry.stores.invitations.page(organisation.id, 10, None) == [again, second]
    assert registry.stores.invitations.page(organisation.id, 10, again.id) == [second]
    assert not registry.stores.invitations.withdraw(organisation.id, first.id, [])


def test_an_invitation_is_used_once(registry: Registry) -> None:
    organisation = registry.founded(registry.person("ada@example.org"))
    ben, eve = registry.person("ben@example.org"), registry.person("eve@example.org")
    invitation = registry.invited(organisation, "ben@example.org")
    invitations, now = registry.stores.invitations, registry.clock.now()
    late = invitation.accepted(ben, now + INVITATION_LIFE)
    act = Act("member.joined", now, organisation.id, ben.user_id)
    assert invitations.accept(invitation, invitation.accepted(ben, now), [act])
    assert not invitations.accept(invitation, invitation.accepted(eve, now), [act])
    expired = registry.invited(organisation, "eve@example.org")
    assert not invitations.accept(expired, replace(late, person=eve), [act])
    assert registry.kinds(organisation).count("member.joined") == 1


def test_an_invitation_can_be_withdrawn_by_its_own_organisation(registry: Registry) -> None:
    ada = registry.person("ada@example.org")
    organisation, other = registry.founded(ada), registry.founded(ada, "Others")
    invitation = registry.invited(organisation, "ben@example.org")
    assert not registry.stores.invitations.withdraw(other.id, invitation.id, [])
    assert registry.stores.invitations.withdraw(organisation.id, invitation.id, [])
    assert registry.stores.invitations.addressed_to(invitation.email, registry.clock.now()) == []
