"""Accounts and sessions for whom an identity provider vouches, on fakes."""

from dataclasses import replace

import pytest

from chassis.errors import Unavailable
from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.token_pairs import TokenPair
from services.auth.application.use_cases.prove_again import Evidence
from services.auth.application.use_cases.register_user import Registration
from services.auth.domain.errors import (
    AddressTaken,
    BadToken,
    IdentityRefused,
    IdentityTaken,
    IdentityUnlinked,
    LastWayIn,
    NoSuchIdentity,
    ProofRequired,
)
from services.auth.domain.events import SessionRevoked, UserRegistered
from tests.builders.auth import PASSWORD
from tests.builders.auth_outside import OutsideBench, an_identity


@pytest.fixture
def bench() -> OutsideBench:
    return OutsideBench()


def verify_address(bench: OutsideBench) -> None:
    """As the mail of a registration does."""
    user = bench.known()
    bench.state.users[user.id] = replace(user, email_verified=True)


def test_the_first_token_makes_an_account_and_the_next_finds_it(bench: OutsideBench) -> None:
    first, second = bench.exchange(an_identity()), bench.exchange(an_identity(), "another")
    user = bench.known()
    assert (user.display_name, user.locale, user.email_verified) == ("Ada", "en", True)
    assert bench.state.logins[user.email].password_hash is None
    assert bench.caller_of(first).user_id == bench.caller_of(second).user_id == user.id
    registered = [event for event in bench.state.events if isinstance(event, UserRegistered)]
    assert [event.user_id for event in registered] == [user.id]
    assert [act.kind for act in bench.state.acts].count("identity.linked") == 1


def test_an_identity_stays_the_same_person_when_its_address_changes(bench: OutsideBench) -> None:
    bench.exchange(an_identity())
    pair = bench.exchange(an_identity(email="countess@example.org"), "another")
    assert bench.caller_of(pair).user_id == bench.known().id
    assert len(bench.state.users) == 1


def test_without_a_verified_address_there_is_an_account_that_has_none(bench: OutsideBench) -> None:
    """Nobody can have or write to the one that stands for it, and nobody's is taken."""
    first, again = bench.exchange(an_identity(email=None)), bench.exchange(an_identity(email=None), "again")
    other = bench.exchange(an_identity("eve", email=None), "other")
    users = [bench.state.users[bench.caller_of(pair).user_id] for pair in (first, again, other)]
    assert users[0] == users[1]
    assert users[2] != users[0]
    assert all(str(user.email).endswith("@identity.invalid") for user in users)
    assert not any(user.email_verified for user in users)


def test_an_address_that_is_verified_on_both_sides_leads_to_the_account(bench: OutsideBench) -> None:
    bench.register()
    verify_address(bench)
    pair = bench.exchange(an_identity())
    assert bench.caller_of(pair).user_id == bench.known().id
    assert isinstance(bench.log_in(), TokenPair)


def test_whoever_registered_an_address_first_does_not_get_its_owners_identity(bench: OutsideBench) -> None:
    """Pre-hijacking: the account is not verified, so it may be anybody's."""
    bench.register()
    with pytest.raises(AddressTaken):
        bench.exchange(an_identity())
    assert bench.log_in_there(an_identity()) == {"error": "identity_address_taken"}
    assert bench.logins.list(bench.known().tenant_id, bench.known().id) == []
    assert len(bench.state.users) == 1
    assert bench.refused() == [("google", "identity_address_taken")] * 2
    verify_address(bench)
    assert bench.caller_of(bench.exchange(an_identity())).user_id == bench.known().id


def test_an_address_that_the_provider_has_not_verified_leads_nowhere(bench: OutsideBench) -> None:
    bench.register()
    verify_address(bench)
    pair = bench.exchange(an_identity(email=None))
    assert bench.caller_of(pair).user_id != bench.known().id


def test_a_deleted_user_does_not_come_back_by_the_identity(bench: OutsideBench) -> None:
    bench.exchange(an_identity())
    user = bench.known()
    bench.application.delete_user(user.tenant_id, user.id)
    with pytest.raises(IdentityRefused):
        bench.exchange(an_identity(), "another")


def test_one_session_stands_for_a_login_at_the_provider(bench: OutsideBench) -> None:
    one = bench.admit(bench.brings(an_identity(), "login", "first"))
    two = bench.admit(bench.brings(an_identity(), "login", "second"))
    other = bench.admit(bench.brings(an_identity(), "another login", "third"))
    assert bench.session_of(one) == bench.session_of(two)
    assert bench.session_of(other) != bench.session_of(one)
    assert one.access_token != two.access_token
    assert one.expires_in_s == 600
    assert {session.means for session in bench.state.sessions.values()} == {"identity_provider_token"}


def test_what_is_given_for_a_token_does_not_outlive_it(bench: OutsideBench) -> None:
    assert bench.admit(bench.brings(an_identity(), life_s=90)).expires_in_s == 90


def test_an_ended_session_is_not_opened_again_by_its_tokens(bench: OutsideBench) -> None:
    """A3: whatever the edge keeps, the token itself is worth nothing from then on."""
    token = bench.brings(an_identity(), "login", "first")
    session_id = bench.session_of(bench.admit(token))
    user = bench.known()
    bench.application.log_out(user.tenant_id, user.id, session_id)
    for again in (token, bench.brings(an_identity(), "login", "second")):
        with pytest.raises(BadToken):
            bench.admit(again)
        with pytest.raises(IdentityRefused):
            bench.logins.exchange(again, "bearer")
    assert bench.admit(bench.brings(an_identity(), "another login", "third"))
    assert ("google", "identity_refused") in bench.refused()
    assert len([event for event in bench.state.events if isinstance(event, SessionRevoked)]) == 1


def test_a_session_that_ran_out_is_replaced(bench: OutsideBench) -> None:
    token = bench.brings(an_identity())
    first = bench.session_of(bench.admit(token))
    bench.clock.advance(7 * 86400)
    assert bench.session_of(bench.admit(token)) != first


def test_a_lost_reply_is_asked_for_again_until_its_session_is_ended(bench: OutsideBench) -> None:
    bench.exchange(an_identity())
    caller = bench.caller_of(bench.exchange(an_identity()))
    bench.application.log_out(caller.tenant_id, caller.user_id, caller.session_id)
    with pytest.raises(IdentityRefused):
        bench.exchange(an_identity())
    assert bench.exchange(an_identity(), "another")


def test_every_bearer_that_is_refused_is_refused_alike(bench: OutsideBench) -> None:
    bench.register()
    for token in ("forged", bench.brings(an_identity())):
        with pytest.raises(BadToken) as refusal:
            bench.admit(token)
        assert refusal.value.detail == "The token is not valid or has expired."
    assert bench.refused() == [(None, "other issuer"), ("google", "identity_address_taken")]


def test_while_the_provider_is_away_nothing_is_said_of_its_tokens(bench: OutsideBench) -> None:
    token = bench.brings(an_identity())
    bench.providers.away = True
    with pytest.raises(Unavailable):
        bench.admit(token)
    assert bench.refused() == []


def test_a_second_factor_stays_asked_for(bench: OutsideBench) -> None:
    caller = bench.logged_in(an_identity())
    bench.add_app(caller)
    assert isinstance(bench.logins.exchange(bench.brings(an_identity()), "bearer"), SecondFactorNeeded)
    challenge = bench.redeem(bench.log_in_there(an_identity())["code"])
    assert isinstance(challenge, SecondFactorNeeded)
    bench.clock.advance(60)
    assert bench.answer(challenge, bench.code())
    with pytest.raises(BadToken):
        bench.admit(bench.brings(an_identity(), "login", "a bearer"))
    assert bench.refused() == [("google", "second_factor_needed")]


def test_a_second_factor_at_the_provider_counts_here(bench: OutsideBench) -> None:
    bench.add_app(bench.logged_in(an_identity()))
    proven = an_identity(two_factors=True)
    assert isinstance(bench.logins.exchange(bench.brings(proven), "bearer"), TokenPair)
    assert isinstance(bench.redeem(bench.log_in_there(proven)["code"]), TokenPair)
    assert bench.admit(bench.brings(proven, "login", "a bearer"))


def test_who_logs_in_there_comes_back_from_a_scheduled_deletion(bench: OutsideBench) -> None:
    caller = bench.caller_of(bench.exchange(an_identity()))
    bench.application.accounts.schedule_deletion(caller.tenant_id, caller.user_id)
    assert bench.known().deletion_due_at is not None
    bench.exchange(an_identity(), "another")
    assert bench.known().deletion_due_at is None


def test_identities_are_listed_and_unlinked_for_good(bench: OutsideBench) -> None:
    bench.register()
    verify_address(bench)
    caller = bench.logged_in(an_identity())
    (identity,) = bench.logins.list(caller.tenant_id, caller.user_id)
    bench.logins.unlink(caller, identity.id)
    assert bench.logins.list(caller.tenant_id, caller.user_id) == []
    with pytest.raises(IdentityUnlinked):
        bench.exchange(an_identity(), "another")
    with pytest.raises(NoSuchIdentity):
        bench.logins.unlink(caller, identity.id)
    again = bench.logins.link(caller, bench.brings(an_identity(), name="third"))
    assert bench.logins.list(caller.tenant_id, caller.user_id) == [again]
    assert bench.exchange(an_identity(), "fourth")


def test_the_last_way_in_stays(bench: OutsideBench) -> None:
    caller = bench.logged_in(an_identity())
    (identity,) = bench.logins.list(caller.tenant_id, caller.user_id)
    with pytest.raises(LastWayIn):
        bench.logins.unlink(caller, identity.id)


def test_linking_and_unlinking_need_a_fresh_proof(bench: OutsideBench) -> None:
    caller = bench.logged_in(an_identity())
    (identity,) = bench.logins.list(caller.tenant_id, caller.user_id)
    bench.clock.advance(301)
    with pytest.raises(ProofRequired):
        bench.logins.unlink(caller, identity.id)
    with pytest.raises(ProofRequired):
        bench.logins.link(caller, bench.brings(an_identity("second"), name="second"))


def test_a_token_that_is_brought_proves_no_presence_even_with_two_factors(bench: OutsideBench) -> None:
    """A stolen one must not change how its owner logs in."""
    bench.add_app(bench.logged_in(an_identity()))
    brought = bench.brings(an_identity(two_factors=True))
    opened = bench.logins.exchange(brought, "bearer")
    assert isinstance(opened, TokenPair)
    for session_id in (opened.session_id, bench.session_of(bench.admit(brought))):
        caller = replace(bench.caller_of(opened), session_id=session_id)
        with pytest.raises(ProofRequired):
            bench.application.factors.remove_totp(caller)
    bench.clock.advance(60)
    bench.application.factors.prove_again(caller, Evidence(code=bench.code()))
    bench.application.factors.remove_totp(caller)


@pytest.mark.parametrize("email", [None, "eve@example.org"])
def test_nobody_links_an_identity_with_another_address(bench: OutsideBench, email: str | None) -> None:
    caller = bench.logged_in(an_identity())
    with pytest.raises(IdentityRefused):
        bench.logins.link(caller, bench.brings(an_identity("eve", email), name="eve"))
    assert bench.refused() == [("google", "other_address")]


def test_nobody_links_by_an_address_that_they_have_not_verified(bench: OutsideBench) -> None:
    bench.application.register_user(Registration("ada@example.org", PASSWORD))
    caller = bench.caller_of(bench.log_in())
    with pytest.raises(IdentityRefused):
        bench.logins.link(caller, bench.brings(an_identity()))


def test_an_identity_is_linked_once(bench: OutsideBench) -> None:
    caller = bench.logged_in(an_identity())
    with pytest.raises(IdentityTaken):
        bench.logins.link(caller, bench.brings(an_identity(), name="another"))
    assert bench.logins.link(caller, bench.brings(an_identity("work"), name="work"))
    assert len(bench.logins.list(caller.tenant_id, caller.user_id)) == 2
