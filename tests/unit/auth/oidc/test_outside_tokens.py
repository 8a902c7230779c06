"""Tokens of identity providers: which are believed, and how far."""

import pytest

from chassis.errors import Unavailable
from services.auth.adapters.outbound.oidc.oidc_identity_providers import OidcIdentityProviders
from services.auth.application.ports.outside_identity import OutsideTokenRefused
from services.auth.domain.outside_identity import OutsideIdentity
from tests.builders.outside_tokens import (
    EC_KEY,
    ED_KEY,
    PROVIDER_ISSUER,
    RSA_KEY,
    SIGNING_KEYS,
    SUPABASE_ISSUER,
    FakeConnection,
    TokenMaker,
    a_provider,
    connected,
    jwk_of,
    jwks,
    supabase,
)
from tests.fakes.clock import FakeClock

EVERY_KEY = jwks(jwk_of(RSA_KEY, "first"), jwk_of(EC_KEY, "second"), jwk_of(ED_KEY, "third"))
KIDS = {"RS256": "first", "PS256": "first", "ES256": "second", "EdDSA": "third"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def providers(
    clock: FakeClock, connection: FakeConnection | None = None, **changes: object
) -> OidcIdentityProviders:
    known = [a_provider(**changes), supabase()]
    reached = connection or FakeConnection(EVERY_KEY)
    return OidcIdentityProviders([connected(each, reached, clock) for each in known])


@pytest.mark.parametrize("algorithm", SIGNING_KEYS)
def test_every_algorithm_that_a_provider_is_known_for_holds(clock: FakeClock, algorithm: str) -> None:
    maker = TokenMaker(clock, algorithm, kid=KIDS[algorithm])
    verified = providers(clock, algorithms=(algorithm,)).verify(maker.token())
    assert verified.identity.subject == "248289761001"
    other = "ES256" if algorithm != "ES256" else "RS256"
    with pytest.raises(OutsideTokenRefused, match="an algorithm that is not this provider's"):
        providers(clock, algorithms=(other,)).verify(maker.token())


def test_what_is_believed_of_a_token(clock: FakeClock) -> None:
    identity = providers(clock).verify(TokenMaker(clock).token(locale="de-CH")).identity
    assert identity == OutsideIdentity(
        "keycloak", PROVIDER_ISSUER, "248289761001", identity.email, "Ada", "de-CH", two_factors=False
    )
    assert str(identity.email) == "ada@example.org"


@pytest.mark.parametrize("verified", [None, False, "false", "yes", 0, ["true"]])
def test_an_address_that_is_not_verified_is_none(clock: FakeClock, verified: object) -> None:
    token = TokenMaker(clock).token(email_verified=verified)
    assert providers(clock).verify(token).identity.email is None
    assert providers(clock, emails_verified=True).verify(token).identity.email is not None


@pytest.mark.parametrize(("name", "shown"), [("A\u202eda", ""), ("x" * 101, ""), (7, ""), (" Ada ", "Ada")])
def test_names_are_cleaned_or_left_out(clock: FakeClock, name: object, shown: str) -> None:
    assert providers(clock).verify(TokenMaker(clock).token(name=name)).identity.display_name == shown


@pytest.mark.parametrize(
    ("claims", "two"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"aal": "aal2"}, True),
        ({"acr": "gold"}, True),
        ({"acr": ["gold"]}, False),
        ({"acr": "silver"}, False),
    ],
)
def test_two_factors_are_the_providers_word(clock: FakeClock, claims: dict[str, object], two: bool) -> None:
    token = TokenMaker(clock).token(**claims)
    assert providers(clock, second_factor_acr=("gold",)).verify(token).identity.two_factors is two


@pytest.mark.parametrize(
    ("claims", "holds"),
    [
        ({"aud": ["rostrum-web"]}, True),
        ({"aud": ["rostrum-web", "other"]}, False),
        ({"aud": ["rostrum-web", "other"], "azp": "rostrum-web"}, True),
        ({"aud": ["rostrum-web", "other"], "azp": "phone"}, True),
        ({"azp": "stranger"}, False),
        ({"azp": ["phone"]}, False),
        ({"aud": "other"}, False),
        ({"aud": []}, False),
        ({"aud": {"rostrum-web": 1}}, False),
        ({"aud": None}, False),
    ],
)
def test_a_token_is_for_us_and_issued_to_somebody_we_know(
    clock: FakeClock, claims: dict[str, object], holds: bool
) -> None:
    asked, token = providers(clock, clients=("phone",)), TokenMaker(clock).token(**claims)
    if holds:
        assert asked.verify(token)
    else:
        with pytest.raises(OutsideTokenRefused):
            asked.verify(token)


def test_a_supabase_project_shares_its_secret(clock: FakeClock) -> None:
    maker = TokenMaker(clock, "HS256", SUPABASE_ISSUER, "authenticated", kid=None)
    verified = providers(clock).verify(maker.token(**maker.supabase_claims()))
    assert (verified.identity.provider, str(verified.identity.email)) == ("supabase", "ada@example.org")
    assert len(verified.proofs) == 2
    confirmed = providers(clock).verify(maker.token(**maker.supabase_claims() | {"aal": "aal2"}))
    assert confirmed.identity.two_factors


def test_the_keys_of_a_supabase_project_are_no_users(clock: FakeClock) -> None:
    """`anon` and `service_role` are signed with the same secret and live for years."""
    now = int(clock.now().timestamp())
    for changes in (
        {"iss": "supabase", "sub": None},
        {"sub": None, "role": "service_role"},
        {"exp": now + 3 * 10**8},
    ):
        maker = TokenMaker(clock, "HS256", SUPABASE_ISSUER, "authenticated", kid=None)
        with pytest.raises(OutsideTokenRefused):
            providers(clock).verify(maker.token(**changes))


def test_a_login_at_the_provider_is_one_proof_and_each_token_another(clock: FakeClock) -> None:
    maker, asked = TokenMaker(clock), providers(clock)
    first, second = (asked.verify(maker.token(sid="one", jti=jti)).proofs for jti in "ab")
    assert first[0] == second[0]
    assert first[-1] != second[-1]
    assert asked.verify(maker.token(sid="two", jti="a")).proofs[0] != first[0]
    assert len(asked.verify(maker.token()).proofs) == 1


def test_another_signature_over_the_same_words_proves_the_same(clock: FakeClock) -> None:
    """Of ECDSA each signature is another: a revocation must hold for all of them."""
    maker, asked = TokenMaker(clock, "ES256", kid="second"), providers(clock, algorithms=("ES256",))
    tokens = {maker.token() for _ in range(3)}
    assert len(tokens) == 3
    assert len({asked.verify(token).proofs for token in tokens}) == 1


def test_a_new_key_is_found_and_known_ones_stay_while_the_provider_is_away(clock: FakeClock) -> None:
    connection = FakeConnection(jwks(jwk_of(RSA_KEY, "first")))
    asked = providers(clock, connection, algorithms=("RS256", "ES256"))
    new = TokenMaker(clock, "ES256", kid="second")
    assert asked.verify(TokenMaker(clock).token())
    connection.document = EVERY_KEY
    clock.advance(2)
    assert asked.verify(new.token())
    connection.away = True
    clock.advance(3600)
    assert asked.verify(new.token())
    clock.advance(2)
    for number in range(20):
        with pytest.raises(OutsideTokenRefused):
            asked.verify(TokenMaker(clock, kid=f"made-up-{number}").token())
    assert connection.asked == 4


@pytest.mark.parametrize("named", ["first", None])
def test_a_token_need_not_name_the_only_key(clock: FakeClock, named: str | None) -> None:
    unnamed = TokenMaker(clock, kid=None)
    assert providers(clock, FakeConnection(jwks(jwk_of(RSA_KEY, named)))).verify(unnamed.token())
    with pytest.raises(OutsideTokenRefused):
        providers(clock, FakeConnection(EVERY_KEY)).verify(unnamed.token())


def test_without_any_key_nothing_is_refused_for_good(clock: FakeClock) -> None:
    connection = FakeConnection(EVERY_KEY, away=True)
    asked = providers(clock, connection)
    with pytest.raises(Unavailable):
        asked.verify(TokenMaker(clock).token())
