"""Making, listing, rotating, revoking and showing API tokens, on fakes."""

from datetime import timedelta

import pytest

from chassis.clock import new_id
from chassis.errors import InvalidInput
from services.auth.application.use_cases.create_api_token import TokenWish
from services.auth.domain.api_token import MAX_TOKENS, TokenSecret
from services.auth.domain.errors import BadToken, NoSuchToken, ProofRequired, TokenNameTaken, TooManyTokens
from tests.builders.auth import PEER
from tests.builders.auth_api_tokens import TokenBench
from tests.builders.auth_factors import FactorBench


@pytest.fixture
def bench() -> TokenBench:
    return TokenBench()


def acts(bench: TokenBench) -> list[tuple[str, str]]:
    return [(act.kind, act.details.get("reason", "")) for act in bench.state.acts]


def test_a_token_lives_ninety_days_unless_told_otherwise(bench: TokenBench) -> None:
    made = bench.create()
    assert made.token.expires_at == bench.clock.now() + timedelta(days=90)
    assert bench.create("other", days=365).token.expires_at == bench.clock.now() + timedelta(days=365)
    assert made.text.endswith(made.token.last_four)
    assert made.text not in repr(made)


def test_what_is_stored_does_not_tell_the_token(bench: TokenBench) -> None:
    text = bench.create().text
    secret = TokenSecret.parse(text)
    assert secret is not None
    assert text not in repr(vars(bench.state))
    assert secret.secret not in [kept.digest for kept in bench.state.api_tokens.values()]


def test_a_name_belongs_to_one_token_at_a_time(bench: TokenBench) -> None:
    first = bench.create("ci").token
    with pytest.raises(TokenNameTaken):
        bench.create(" ci ")
    bench.use.revoke(bench.ada.tenant_id, bench.ada.id, first.id)
    assert bench.create("ci").token.id != first.id


def test_an_account_has_so_many_tokens_at_most(bench: TokenBench) -> None:
    made = [bench.create(f"token {number}").token for number in range(MAX_TOKENS)]
    with pytest.raises(TooManyTokens):
        bench.create("one more")
    bench.use.revoke(bench.ada.tenant_id, bench.ada.id, made[0].id)
    assert bench.create("one more")


def test_a_refused_wish_makes_nothing(bench: TokenBench) -> None:
    for wish in (TokenWish("", ["admin"]), TokenWish("a", ["root"]), TokenWish("a", ["admin"], 366)):
        with pytest.raises(InvalidInput):
            bench.use.create(bench.ada.tenant_id, bench.ada.id, wish)
    assert not bench.state.api_tokens


def test_the_newest_come_first_and_only_ones_own(bench: TokenBench) -> None:
    names = ["one", "two", "three"]
    for name in names:
        bench.create(name)
    listed = bench.use.list(bench.ada.tenant_id, bench.ada.id)
    assert [token.name for token in listed] == names[::-1]
    eve = bench.a_user("eve@example.org")
    assert bench.use.list(eve.tenant_id, eve.id) == []


def test_nobody_ends_or_rotates_what_is_not_theirs(bench: TokenBench) -> None:
    made = bench.create()
    eve = bench.a_user("eve@example.org")
    for act in (bench.use.revoke, bench.rotate):
        with pytest.raises(NoSuchToken):
            act(eve.tenant_id, eve.id, made.token.id)
        with pytest.raises(NoSuchToken):
            act(bench.ada.tenant_id, bench.ada.id, new_id())
    assert bench.exchange(made.text, PEER)


def test_the_access_token_has_the_scopes_the_roles_of_now_and_the_tokens_id_as_session(
    bench: TokenBench,
) -> None:
    made = bench.create("ci", "recordings:write")
    bench.exchange(made.text, PEER)
    bench.roles.replace(bench.ada.tenant_id, bench.ada.id, {"admin"})
    bench.exchange(made.text, PEER)
    before, after = bench.issuer.grants
    assert (before.user_id, before.tenant_id, before.session_id) == (
        bench.ada.id,
        bench.ada.tenant_id,
        made.token.id,
    )
    assert before.scopes == ("recordings:read", "recordings:write")
    assert (before.roles, after.roles) == ((), ("admin",))
    assert before.token_id != after.token_id


def test_an_access_token_never_outlives_the_api_token(bench: TokenBench) -> None:
    made = bench.create(days=1)
    assert bench.exchange(made.text, PEER).expires_in_s == 600
    bench.clock.advance(24 * 3600 - 90)
    assert bench.exchange(made.text, PEER).expires_in_s == 90
    assert [grant.life_s for grant in bench.issuer.grants] == [600, 90]
    bench.clock.advance(90)
    with pytest.raises(BadToken):
        bench.exchange(made.text, PEER)


def test_every_refusal_is_the_same_and_the_audit_trail_knows_why(bench: TokenBench) -> None:
    made, other = bench.create("ci"), bench.create("old", days=1)
    bench.use.revoke(bench.ada.tenant_id, bench.ada.id, made.token.id)
    bench.clock.advance(24 * 3600)
    unknown, guessed = (TokenSecret(each, b"g" * 32).encode() for each in (new_id(), other.token.id))
    told = set()
    for text in (made.text, other.text, unknown, guessed, "rst_hunter2", made.text[:-1]):
        with pytest.raises(BadToken) as refused:
            bench.exchange(text, PEER)
        told.add(str(refused.value.to_problem()))
    assert len(told) == 1
    reasons = [reason for kind, reason in acts(bench) if kind == "api_token.refused"]
    assert reasons == ["revoked", "expired", "unknown", "wrong_secret"]
    assert not bench.issuer.grants


def test_the_last_use_is_noted_by_the_minute(bench: TokenBench) -> None:
    made = bench.create()

    def last_use() -> tuple[object, object]:
        (token,) = bench.use.list(bench.ada.tenant_id, bench.ada.id)
        return token.last_used_at, token.last_used_peer

    assert last_use() == (None, None)
    bench.exchange(made.text, PEER)
    first = last_use()
    assert first == (bench.clock.now().replace(second=0, microsecond=0), PEER)
    bench.exchange(made.text, "198.51.100.7")
    assert last_use() == first
    bench.clock.advance(60)
    bench.exchange(made.text, "198.51.100.7")
    assert last_use() == (bench.clock.now().replace(second=0, microsecond=0), "198.51.100.7")


def test_a_revoked_token_ends_as_a_session_does_and_is_audited_as_what_it_is(bench: TokenBench) -> None:
    made = bench.create()
    assert bench.check_session(made.token.id).active
    bench.use.revoke(bench.ada.tenant_id, bench.ada.id, made.token.id)
    assert not bench.check_session(made.token.id).active
    (event,) = bench.state.events
    assert getattr(event, "session_id", None) == made.token.id
    assert acts(bench) == [("api_token.created", ""), ("api_token.revoked", "token_revoked")]


def test_a_rotated_token_is_the_same_for_as_long_again_and_the_old_one_ends(bench: TokenBench) -> None:
    old = bench.create("ci", "usage:read", days=30)
    bench.exchange(old.text, PEER)
    bench.clock.advance(10 * 24 * 3600)
    new = bench.rotate(bench.ada.tenant_id, bench.ada.id, old.token.id)
    assert (new.token.name, new.token.scopes) == (old.token.name, old.token.scopes)
    assert new.token.expires_at == bench.clock.now() + timedelta(days=30)
    assert new.token.last_used_at is None
    assert bench.exchange(new.text, PEER)
    with pytest.raises(BadToken):
        bench.exchange(old.text, PEER)
    assert [token.id for token in bench.use.list(bench.ada.tenant_id, bench.ada.id)] == [new.token.id]
    with pytest.raises(NoSuchToken):
        bench.rotate(bench.ada.tenant_id, bench.ada.id, old.token.id)


def test_a_stolen_session_does_not_live_on_in_a_token() -> None:
    bench = FactorBench()
    bench.register()
    caller = bench.caller()
    issue, wish = bench.application.api_tokens.issue_own, TokenWish("ci", ["recordings:read"])
    made = issue.create(caller, wish)
    bench.add_app(caller)
    assert issue.rotate(caller, made.token.id), "the login was a moment ago"
    bench.clock.advance(301)
    with pytest.raises(ProofRequired):
        issue.create(caller, wish)
    with pytest.raises(ProofRequired):
        issue.rotate(caller, made.token.id)


def test_a_service_account_has_no_way_in_but_its_token(bench: TokenBench) -> None:
    made = bench.use.create_service_account(bench.ada.id, "Backup", TokenWish("first", ["recordings:read"]))
    machine = bench.state.users[made.token.user_id]
    login = bench.accounts.find_login(machine.email)
    assert login is not None
    assert login.password_hash is None
    assert bench.exchange(made.text, PEER)
    assert bench.issuer.grants[-1].roles == ("service",)
    assert bench.issuer.grants[-1].user_id == machine.id
    made_by = {act.kind: act.actor_id for act in bench.state.acts if act.kind != "account.registered"}
    assert made_by == {"account.created": bench.ada.id, "api_token.created": bench.ada.id}
