"""Tokens that an identity provider has signed, as bearers and in exchange."""

import jwt
import pytest

from tests.builders.auth import PASSWORD
from tests.builders.outside_tokens import SUPABASE_ISSUER, TokenMaker
from tests.integration.auth.outside.visit import ELSEWHERE, Visit


def test_a_providers_token_is_a_bearer(visit: Visit) -> None:
    me = visit.door.me(visit.brought(sid="one"))
    assert (me.status_code, me.json["email"]) == (200, "ada@example.org")
    visit.door.me(visit.brought(sid="one", jti="another"))
    own = visit.exchange(visit.brought()).json["access_token"]
    sessions = visit.door.call("GET", "/v1/users/me/sessions", own).json["items"]
    assert len(sessions) == 2


def test_a_bearer_that_was_logged_out_is_refused_at_once(visit: Visit) -> None:
    token = visit.brought(sid="one")
    assert visit.door.call("POST", "/v1/auth/logout", token).status_code == 204
    for again in (token, visit.brought(sid="one", jti="another")):
        assert visit.door.me(again).status_code == 401
        assert visit.exchange(again).status_code == 401
    assert visit.door.me(visit.brought(sid="two")).status_code == 200


def test_a_bearer_is_kept_while_its_provider_is_away(visit: Visit) -> None:
    token, other = visit.brought(sid="one"), visit.brought(sid="two")
    assert visit.door.me(token).status_code == 200
    visit.provider.child.kill()
    visit.door.clock.advance(250)
    assert visit.door.me(other).status_code == 200


def test_a_forged_bearer_is_refused_with_the_one_answer(visit: Visit) -> None:
    visit.door.me(visit.brought())
    claims = jwt.decode(visit.brought(), options={"verify_signature": False})
    forged = jwt.encode({**claims, "sub": "eve"}, "a secret of thirty-two bytes or more", algorithm="HS256")
    for token in (forged, visit.brought(aud="another"), visit.brought(exp=1)):
        answer = visit.door.me(token)
        assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
        assert visit.exchange(token).json["code"] == "identity_refused"


def test_an_issuer_without_a_discovery_document_is_known_by_its_keys(visit: Visit) -> None:
    me = visit.door.me(visit.brought(iss=ELSEWHERE, aud="api"))
    assert (me.status_code, me.json["email"]) == (200, "ada@example.org")
    assert [each["name"] for each in visit.door.client.get("/v1/auth/providers").json["items"]] == ["local"]


def test_a_supabase_project_brings_its_users(visit: Visit) -> None:
    maker = TokenMaker(visit.door.clock, "HS256", SUPABASE_ISSUER, "authenticated", kid=None)
    token = maker.token(**maker.supabase_claims())
    assert visit.door.me(token).json["email"] == "ada@example.org"
    assert visit.exchange(token, session="cookie").status_code == 200


def test_a_token_without_a_verified_address_takes_nobodys(visit: Visit) -> None:
    visit.door.register()
    me = visit.door.me(visit.brought(email_verified=False)).json
    assert (me["email"].partition("@")[2], me["email_verified"]) == ("identity.invalid", False)
    assert visit.door.log_in().status_code == 200


def test_an_address_that_somebody_registered_is_not_taken_over_nor_handed_over(visit: Visit) -> None:
    visit.door.register()
    refused = visit.exchange(visit.brought())
    assert (refused.status_code, refused.json["code"]) == (409, "identity_address_taken")
    assert visit.door.me(visit.brought()).status_code == 401
    assert visit.door.log_in(password=PASSWORD).status_code == 200


def test_identities_are_listed_linked_and_unlinked(visit: Visit) -> None:
    own = visit.log_in().json["access_token"]
    path = "/v1/users/me/identities"
    brought = visit.exchange(visit.brought()).json["access_token"]
    link = visit.door.call("POST", path, brought, json={"token": visit.brought(sub="work")})
    assert (link.status_code, link.json["code"]) == (403, "proof_required")
    (identity,) = visit.door.call("GET", path, own).json["items"]
    assert set(identity) == {"id", "provider", "subject", "linked_at"}
    last = visit.door.call("DELETE", f"{path}/{identity['id']}", own)
    assert (last.status_code, last.json["code"]) == (409, "last_way_in")
    work = visit.door.call("POST", path, own, json={"token": visit.brought(sub="work")})
    assert (work.status_code, work.headers["Location"]) == (201, f"{path}/{work.json['id']}")
    assert visit.door.call("DELETE", f"{path}/{identity['id']}", own).status_code == 204
    gone = visit.exchange(visit.brought(jti="another"))
    assert (gone.status_code, gone.json["code"]) == (403, "identity_unlinked")
    assert [each["id"] for each in visit.door.call("GET", path, own).json["items"]] == [work.json["id"]]


def test_exchanges_are_throttled(visit: Visit) -> None:
    statuses = {visit.exchange("forged").status_code for _ in range(61)}
    assert statuses == {401, 429}


@pytest.mark.parametrize("body", [{}, {"token": 7}, {"token": "x" * 4097}, {"token": "x", "role": "admin"}])
def test_what_is_no_exchange_is_told_so(visit: Visit, body: dict[str, object]) -> None:
    assert visit.door.client.post("/v1/auth/exchange", json=body).status_code == 422
