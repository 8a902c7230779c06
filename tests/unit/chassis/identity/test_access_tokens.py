"""A token is believed only if everything that must be in it is in it, in its one spelling."""

from uuid import UUID, uuid4

import pytest

from chassis.errors import Unauthenticated, Unavailable
from chassis.identity import (
    AccessTokenRules,
    AccessTokenVerifier,
    KeySet,
    RevocationList,
    TokenRefused,
    check_claims,
)
from tests.builders.forged_tokens import FORGERIES, Forgery
from tests.builders.identity import ISSUER, Issuer, user_verifier
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def issuer(clock: FakeClock) -> Issuer:
    return Issuer(clock)


def test_a_good_token_names_its_user(issuer: Issuer) -> None:
    ids = {name: str(uuid4()) for name in ("sub", "tid", "sid")}
    principal = user_verifier(issuer).verify(issuer.token({**ids, "jti": "t1", "roles": ["admin"]}))
    assert (principal.user_id, principal.tenant_id) == (UUID(ids["sub"]), UUID(ids["tid"]))
    assert (principal.session_id, principal.token_id) == (UUID(ids["sid"]), "t1")
    assert principal.roles == ("admin",)


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_is_refused(issuer: Issuer, forge: Forgery) -> None:
    with pytest.raises(Unauthenticated):
        user_verifier(issuer).verify(forge(issuer))


def test_every_refusal_looks_the_same(issuer: Issuer) -> None:
    shown = set()
    for forge in FORGERIES.values():
        with pytest.raises(Unauthenticated) as caught:
            user_verifier(issuer).verify(forge(issuer))
        shown.add(str(caught.value.to_problem()))
    assert len(shown) == 1


@pytest.mark.parametrize(("age", "accepted"), [(0, True), (629, True), (630, False)])
def test_a_token_lives_ten_minutes_and_a_leeway(
    issuer: Issuer, clock: FakeClock, age: int, accepted: bool
) -> None:
    token, verifier = issuer.token(), user_verifier(issuer)
    clock.advance(age)
    if accepted:
        assert verifier.verify(token)
    else:
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


def test_clocks_may_differ_by_the_leeway(issuer: Issuer, clock: FakeClock) -> None:
    token, verifier = issuer.token(), user_verifier(issuer)
    clock.advance(-30)
    assert verifier.verify(token)
    clock.advance(-1)
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_a_revoked_session_ends_its_tokens(issuer: Issuer, clock: FakeClock) -> None:
    session = uuid4()
    revocations = RevocationList(lambda _: True, clock)
    verifier = user_verifier(issuer, revocations)
    token = issuer.token({"sid": str(session)})
    verifier.verify(token)
    revocations.revoke(session)
    with pytest.raises(Unauthenticated):
        verifier.verify(token, writes=False)


def test_without_any_key_nobody_is_told_that_the_token_is_bad(issuer: Issuer, clock: FakeClock) -> None:
    def unreachable() -> str:
        raise Unavailable("auth can't be reached just now.")

    verifier = AccessTokenVerifier(
        AccessTokenRules(ISSUER), KeySet(unreachable, clock), clock, RevocationList(lambda _: True, clock)
    )
    with pytest.raises(Unavailable):
        verifier.verify(issuer.token())


def test_claims_can_be_checked_where_a_library_checked_the_signature(
    issuer: Issuer, clock: FakeClock
) -> None:
    header = {"alg": "EdDSA", "typ": "at+jwt", "kid": "k"}
    claims = issuer.default_claims()
    assert check_claims(header, claims, AccessTokenRules(ISSUER), clock.now()).token_id == claims["jti"]
    with pytest.raises(TokenRefused):
        check_claims({**header, "alg": "HS256"}, claims, AccessTokenRules(ISSUER), clock.now())


@pytest.mark.parametrize("roles", ["admin", [1], ["r"] * 17])
def test_roles_are_a_short_list_of_names(issuer: Issuer, roles: object) -> None:
    with pytest.raises(Unauthenticated):
        user_verifier(issuer).verify(issuer.token({"roles": roles}))


def test_a_token_without_scopes_may_do_everything(issuer: Issuer) -> None:
    principal = user_verifier(issuer).verify(issuer.token())
    assert (principal.scopes, principal.csrf) == (None, None)


@pytest.mark.parametrize(
    ("written", "read"), [("a:read", {"a:read"}), ("a:read a:write", {"a:read", "a:write"}), ("", set())]
)
def test_scopes_are_names_with_single_spaces_between_them(
    issuer: Issuer, written: str, read: set[str]
) -> None:
    assert user_verifier(issuer).verify(issuer.token({"scope": written})).scopes == read


@pytest.mark.parametrize("claims", [{"scope": value} for value in (["a"], 1, "a  b", " a", "x " * 17 + "x")])
def test_scopes_of_any_other_form_are_refused(issuer: Issuer, claims: dict[str, object]) -> None:
    with pytest.raises(Unauthenticated):
        user_verifier(issuer).verify(issuer.token(claims))


def test_a_token_for_cookies_holds_what_the_page_must_show(issuer: Issuer) -> None:
    principal = user_verifier(issuer).verify(issuer.token({"csrf": "c" * 43}))
    assert principal.csrf == "c" * 43
    assert "c" * 43 not in repr(principal)
    for wrong in ("", 7, "c" * 65):
        with pytest.raises(Unauthenticated):
            user_verifier(issuer).verify(issuer.token({"csrf": wrong}))
