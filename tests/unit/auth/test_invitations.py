"""Inviting and being invited, and who coaches whom then, on fakes."""

import pytest

from chassis.clock import new_id
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import (
    AddressNotVerified,
    AlreadyMember,
    BadEmail,
    NoSuchInvitation,
    TooManyOrganisations,
)
from services.auth.domain.organisation import INVITATION_LIFE, MAX_OF_ONE_USER
from tests.builders.auth_organisations import OrganisationBench, address


@pytest.fixture
def bench() -> OrganisationBench:
    return OrganisationBench()


def test_an_invitation_is_mailed_to_its_address_and_holds_no_secret(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    invitation = bench.cases.invite.invite(ada, organisation_id, new_id(), "Ben@Example.org", "coach")
    (mail,) = bench.state.mails
    assert (mail.kind, mail.address) == ("invitation", EmailAddress("ben@example.org"))
    assert (mail.tenant_id, mail.subject_id) == (organisation_id, invitation.id)
    (act,) = [act for act in bench.state.acts if act.kind == "member.invited"]
    assert "example.org" not in repr(act)


def test_inviting_tells_nothing_of_accounts(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    bench.person("ben")
    known, unknown = (
        bench.cases.invite.invite(ada, organisation_id, new_id(), address(name), "user")
        for name in ("ben", "nobody")
    )
    assert (known.role, known.expires_at) == (unknown.role, unknown.expires_at)
    assert [mail.kind for mail in bench.state.mails] == ["invitation", "invitation"]


def test_what_is_no_address_is_not_invited(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    with pytest.raises(BadEmail):
        bench.cases.invite.invite(ada, bench.founded(ada), new_id(), "ben", "user")


def test_the_invited_joins_once(bench: OrganisationBench) -> None:
    ada, ben = bench.person("ada"), bench.person("ben")
    organisation_id = bench.founded(ada)
    invitation = bench.cases.invite.invite(ada, organisation_id, new_id(), address("ben"), "coach")
    (mine,) = bench.cases.answer.mine(ben)
    assert mine.invitation == invitation
    own = bench.cases.answer.accept(ben, invitation.id)
    assert (own.organisation.id, own.member.role) == (organisation_id, "coach")
    assert bench.cases.answer.mine(ben) == []
    with pytest.raises(NoSuchInvitation):
        bench.cases.answer.accept(ben, invitation.id)
    assert bench.kinds(organisation_id) == ["organisation.created", "member.invited", "member.joined"]


def test_who_has_the_address_but_has_not_verified_it_gets_nothing(bench: OrganisationBench) -> None:
    ada, imposter = bench.person("ada"), bench.person("ben", verified=False)
    invitation = bench.cases.invite.invite(ada, bench.founded(ada), new_id(), address("ben"), "admin")
    for attempt in (
        lambda: bench.cases.answer.mine(imposter),
        lambda: bench.cases.answer.accept(imposter, invitation.id),
        lambda: bench.cases.answer.decline(imposter, invitation.id),
    ):
        with pytest.raises(AddressNotVerified):
            attempt()


def test_nobody_comes_back_by_an_invitation_of_their_own(bench: OrganisationBench) -> None:
    ada, mal = bench.person("ada"), bench.person("mal")
    alter_ego, organisation_id = bench.person("ben"), bench.founded(ada)
    first = bench.cases.invite.invite(ada, organisation_id, new_id(), address("mal"), "admin")
    bench.cases.answer.accept(mal, first.id)
    second = bench.cases.invite.invite(mal, organisation_id, new_id(), address("ben"), "admin")
    assert len(bench.cases.answer.mine(alter_ego)) == 1
    bench.cases.members.change_role(ada, organisation_id, mal.user_id, "user")
    assert bench.cases.answer.mine(alter_ego) == []
    bench.cases.members.remove(ada, organisation_id, mal.user_id)
    with pytest.raises(NoSuchInvitation):
        bench.cases.answer.accept(alter_ego, second.id)


def test_an_invitation_of_somebody_else_is_not_there(bench: OrganisationBench) -> None:
    ada, eve = bench.person("ada"), bench.person("eve")
    invitation = bench.cases.invite.invite(ada, bench.founded(ada), new_id(), address("ben"), "admin")
    assert bench.cases.answer.mine(eve) == []
    for invitation_id in (invitation.id, new_id()):
        for attempt in (bench.cases.answer.accept, bench.cases.answer.decline):
            with pytest.raises(NoSuchInvitation):
                attempt(eve, invitation_id)


def test_expired_revoked_and_declined_invitations_are_over(bench: OrganisationBench) -> None:
    ada, ben = bench.person("ada"), bench.person("ben")
    organisation_id = bench.founded(ada)
    invite, answer = bench.cases.invite, bench.cases.answer
    expired = invite.invite(ada, organisation_id, new_id(), address("ben"), "user")
    bench.clock.advance(INVITATION_LIFE.total_seconds())
    with pytest.raises(NoSuchInvitation):
        answer.accept(ben, expired.id)
    revoked = invite.invite(ada, organisation_id, new_id(), address("ben"), "user")
    invite.revoke(ada, organisation_id, revoked.id)
    with pytest.raises(NoSuchInvitation):
        answer.accept(ben, revoked.id)
    with pytest.raises(NoSuchInvitation):
        invite.revoke(ada, organisation_id, revoked.id)
    declined = invite.invite(ada, organisation_id, new_id(), address("ben"), "user")
    answer.decline(ben, declined.id)
    assert invite.page(ada, organisation_id, 10, None).items == []
    assert bench.kinds(organisation_id)[-1] == "invitation.declined"


def test_pages_of_invitations_follow_each_other(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    sent = [
        bench.cases.invite.invite(ada, organisation_id, new_id(), address(f"guest{n}"), "user")
        for n in range(3)
    ]
    first = bench.cases.invite.page(ada, organisation_id, 2, None)
    assert first.items == [sent[2], sent[1]]
    rest = bench.cases.invite.page(ada, organisation_id, 2, first.after)
    assert (rest.items, rest.after) == ([sent[0]], None)


def test_a_member_joins_no_second_time_and_nobody_joins_too_many(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    ben = bench.joined(organisation_id, ada, "ben")
    with pytest.raises(AlreadyMember):
        bench.rejoined(organisation_id, ada, ben, "ben", "admin")
    eve = bench.person("eve")
    for _ in range(MAX_OF_ONE_USER):
        bench.founded(eve)
    with pytest.raises(TooManyOrganisations):
        bench.rejoined(organisation_id, ada, eve, "eve")


def test_learners_find_the_coaches_of_their_organisations(bench: OrganisationBench) -> None:
    ada, eve = bench.person("ada"), bench.person("eve")
    one, other = bench.founded(ada), bench.founded(eve, "Others")
    ben = bench.joined(one, ada, "ben")
    coach, stranger = bench.joined(one, ada, "coach", "coach"), bench.joined(other, eve, "stranger", "coach")
    (bond,) = bench.cases.coaches.of(ben)
    assert (bond.person, bond.name, bond.organisation.id) == (coach, "coach", one)
    assert bench.cases.coaches.of(coach) == []
    everybody = [ada.user_id, ben.user_id, coach.user_id, eve.user_id, stranger.user_id]
    assert [bond.name for bond in bench.cases.coaches.learners(coach, everybody)] == ["ada", "ben"]
    assert [bond.name for bond in bench.cases.coaches.learners(stranger, everybody)] == ["eve"]
    for nobody in (ada, ben):
        assert bench.cases.coaches.learners(nobody, everybody) == []


def test_a_bond_that_begins_again_is_another_one(bench: OrganisationBench) -> None:
    ada = bench.person("ada")
    organisation_id = bench.founded(ada)
    coach = bench.joined(organisation_id, ada, "coach", "coach")
    ben = bench.joined(organisation_id, ada, "ben")
    members, seen = bench.cases.members, {bench.cases.coaches.of(ben)[0].since}
    bench.clock.advance(60)
    members.change_role(ada, organisation_id, coach.user_id, "user")
    assert bench.cases.coaches.of(ben) == []
    assert bench.cases.coaches.learners(coach, [ben.user_id]) == []
    bench.clock.advance(60)
    members.change_role(ada, organisation_id, coach.user_id, "coach")
    seen.add(bench.cases.coaches.of(ben)[0].since)
    bench.clock.advance(60)
    members.leave(ben, organisation_id)
    bench.rejoined(organisation_id, ada, ben, "ben")
    (bond,) = bench.cases.coaches.learners(coach, [ben.user_id])
    assert len({*seen, bond.since}) == 3
