"""What the edge asks of auth: an access token for a bearer that is none of ours."""

import jwt
import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb

from chassis.errors import Unauthenticated
from chassis.rpc import PeerFailed
from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth

TOKENS = "/v1/users/me/tokens"
PEER = "203.0.113.9"


@pytest.fixture
def session(auth: RunningAuth) -> dict[str, str]:
    """Headers of somebody who is logged in."""
    credentials = {"email": "ada@example.org", "password": PASSWORD}
    auth.http.post("/v1/auth/register", json=credentials).raise_for_status()
    tokens = auth.http.post("/v1/auth/login", json=credentials).raise_for_status().json()
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def test_an_api_token_is_exchanged_until_it_is_revoked(auth: RunningAuth, session: dict[str, str]) -> None:
    wish = {"name": "ci", "scopes": ["recordings:write"]}
    made = auth.http.post(TOKENS, json=wish, headers=session).raise_for_status().json()
    asked = pb.ExchangeTokenRequest(token=made["token"], peer=PEER)
    with auth.stub() as stub:
        answer = stub.ExchangeToken(asked)
        claims = jwt.decode(answer.access_token, options={"verify_signature": False})
        assert (claims["sid"], claims["scope"]) == (made["id"], "recordings:read recordings:write")
        assert answer.expires_in_s == claims["exp"] - claims["iat"] == 600
        assert stub.CheckSession(pb.CheckSessionRequest(session_id=made["id"])).active
        (listed,) = auth.http.get(TOKENS, headers=session).json()["items"]
        assert listed["last_used_peer"] == PEER

        auth.http.delete(f"{TOKENS}/{made['id']}", headers=session).raise_for_status()
        assert not stub.CheckSession(pb.CheckSessionRequest(session_id=made["id"])).active
        with pytest.raises(Unauthenticated):
            stub.ExchangeToken(asked)
    (refusal,) = (
        act
        for act in auth.http.get("/v1/users/me/activity", headers=session).json()["items"]
        if act["kind"] == "api_token.refused"
    )
    assert (refusal["peer"], refusal["details"]) == (PEER, {"reason": "revoked"})


def test_only_the_edge_may_ask(auth: RunningAuth) -> None:
    with auth.stub("report") as stub, pytest.raises(PeerFailed):
        stub.ExchangeToken(pb.ExchangeTokenRequest(token="rst_", peer=PEER))
