"""Founding, keeping and leaving organisations, and what members may do to each other, on fakes."""

import pytest

from chassis.clock import new_id
from chassis.errors import InvalidInput
from services.auth.domain.errors import (
    AddressNotVerified,
    LastAdmin,
    NoSuchMember,
    NoSuchOrganisation,
    NotConfirmed,
    NotOrganisationAdmin,
    TooManyOrganisations,
)
from services.auth.domain.organisation import MAX_NAME, MAX_OF_ONE_USER, Organisation
from tests.builders.auth_organisations import OrganisationBench


@pytest.fixture
def bench() -> OrganisationBench:
    return OrganisationBench()


def unchanged(organisation: Organisation) -> None:
    del organisation


def test_the_founder_looks_after_the_organisation(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada, "  Caf\u0065\u0301 Speakers ")
    (own,) = bench.cases.keep.mine(ada)
    assert (own.organisation.id, own.organisation.name) == (organisation_id, "Caf\u00e9 Speakers")
    assert own.member.role == "admin"
    assert bench.kinds(organisation_id) == ["organisation.created"]


def test_founding_needs_a_verified_address(bench: OrganisationBench) -> None:
    with pytest.raises(AddressNotVerified):
        bench.founded(bench.person("ada", verified=False))


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\u202eb", "x" * (MAX_NAME + 1)])
def test_a_name_is_printable_and_not_endless(bench: OrganisationBench, name: str) -> None:
    with pytest.raises(InvalidInput):
        bench.founded(bench.person("ada"), name)


def test_nobody_belongs_to_more_organisations_than_a_list_shows(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    for _ in range(MAX_OF_ONE_USER):
        bench.founded(ada)
    with pytest.raises(TooManyOrganisations):
        bench.founded(ada)


def test_for_strangers_an_organisation_is_not_there(bench: OrganisationBench) -> None:
    organisation_id, eve = bench.founded(bench.person("ada")), bench.person("eve")
    keep, members = bench.cases.keep, bench.cases.members
    for attempt in (
        lambda: keep.read(eve, organisation_id),
        lambda: keep.rename(eve, organisation_id, "Mine", unchanged),
        lambda: keep.delete(eve, organisation_id, "Speakers"),
        lambda: members.page(eve, organisation_id, 10, None),
        lambda: members.leave(eve, organisation_id),
        lambda: members.remove(eve, organisation_id, eve.user_id),
        lambda: members.change_role(eve, organisation_id, eve.user_id, "admin"),
        lambda: bench.cases.invite.invite(eve, organisation_id, new_id(), "eve@example.org", "admin"),
        lambda: bench.cases.invite.page(eve, organisation_id, 10, None),
        lambda: bench.cases.invite.revoke(eve, organisation_id, new_id()),
    ):
        with pytest.raises(NoSuchOrganisation):
            attempt()


@pytest.mark.parametrize("role", ["user", "coach"])
def test_only_administrators_change_it(bench: OrganisationBench, role: str) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    ben = bench.joined(organisation_id, ada, "ben", "coach" if role == "coach" else "user")
    keep, members = bench.cases.keep, bench.cases.members
    assert keep.read(ben, organisation_id).member.role == role
    for attempt in (
        lambda: keep.rename(ben, organisation_id, "Mine", unchanged),
        lambda: keep.delete(ben, organisation_id, "Speakers"),
        lambda: members.remove(ben, organisation_id, ada.user_id),
        lambda: members.change_role(ben, organisation_id, ben.user_id, "admin"),
        lambda: bench.cases.invite.invite(ben, organisation_id, new_id(), "eve@example.org", "admin"),
    ):
        with pytest.raises(NotOrganisationAdmin):
            attempt()


def test_an_administrator_of_one_is_none_of_another(bench: OrganisationBench) -> None:
    ada, eve = bench.person("ada"), bench.person("eve")
    organisation_id, elsewhere = bench.founded(ada), bench.founded(eve)
    bench.joined(elsewhere, eve, "ben")
    with pytest.raises(NoSuchOrganisation):
        bench.cases.members.remove(eve, organisation_id, ada.user_id)
    with pytest.raises(NoSuchMember):
        bench.cases.members.remove(eve, elsewhere, ada.user_id)


def test_deleting_asks_for_the_name(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    with pytest.raises(NotConfirmed):
        bench.cases.keep.delete(ada, organisation_id, "speakers")
    bench.cases.keep.delete(ada, organisation_id, "Speakers")
    assert bench.cases.keep.mine(ada) == []
    assert bench.kinds(organisation_id)[-1] == "organisation.deleted"


def test_members_other_than_administrators_see_whom_they_can_turn_to(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    coach, learner = (
        bench.joined(organisation_id, ada, "coach", "coach"),
        bench.joined(organisation_id, ada, "ben"),
    )
    everyone = bench.cases.members.page(ada, organisation_id, 10, None)
    assert [each.name for each in everyone.items] == ["ada", "coach", "ben"]
    assert everyone.with_addresses
    for person in (coach, learner):
        seen = bench.cases.members.page(person, organisation_id, 10, None)
        assert [each.name for each in seen.items] == ["ada", "coach"]
        assert not seen.with_addresses
    first = bench.cases.members.page(ada, organisation_id, 2, None)
    assert first.after == coach.user_id
    assert bench.cases.members.page(ada, organisation_id, 2, first.after).items == everyone.items[2:]


def test_a_new_role_is_audited_and_the_same_again_changes_nothing(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    ben = bench.joined(organisation_id, ada, "ben")
    bench.clock.advance(60)
    changed = bench.cases.members.change_role(ada, organisation_id, ben.user_id, "coach")
    assert (changed.role, changed.role_since) == ("coach", bench.clock.now())
    bench.clock.advance(60)
    assert bench.cases.members.change_role(ada, organisation_id, ben.user_id, "coach") == changed
    (act,) = [act for act in bench.state.acts if act.kind == "member.role_changed"]
    assert (act.actor_id, act.target_id) == (ada.user_id, ben.user_id)
    assert act.details == {"role": "coach", "before": "user"}


def test_the_last_administrator_can_neither_leave_nor_step_down(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    ben = bench.joined(organisation_id, ada, "ben")
    members = bench.cases.members
    for attempt in (
        lambda: members.leave(ada, organisation_id),
        lambda: members.remove(ada, organisation_id, ada.user_id),
        lambda: members.change_role(ada, organisation_id, ada.user_id, "user"),
    ):
        with pytest.raises(LastAdmin):
            attempt()
    members.change_role(ada, organisation_id, ben.user_id, "admin")
    members.leave(ada, organisation_id)
    assert bench.cases.keep.mine(ada) == []
    assert bench.kinds(organisation_id)[-1] == "member.left"


def test_administrators_read_what_happened_and_nobody_else_does(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    ben = bench.joined(organisation_id, ada, "ben")
    first = bench.cases.activity(ada, organisation_id, 2, None)
    rest = bench.cases.activity(ada, organisation_id, 2, first.after)
    told = [recorded.act.kind for page in (first, rest) for recorded in page.items]
    assert told == ["member.joined", "member.invited", "organisation.created"]
    with pytest.raises(NotOrganisationAdmin):
        bench.cases.activity(ben, organisation_id, 2, None)
    with pytest.raises(NoSuchOrganisation):
        bench.cases.activity(bench.person("eve"), organisation_id, 2, None)
