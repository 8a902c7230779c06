"""The doors of the running service: people over HTTP, services over gRPC, and an orderly end."""

import json
from uuid import UUID

import jwt
import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb

from chassis.clock import new_id
from chassis.errors import InvalidInput
from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth


def test_people_and_services_see_the_same_session(auth: RunningAuth) -> None:
    tokens = _tokens(auth)
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    with auth.stub() as stub:
        keys = json.loads(stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json)
        assert keys == auth.http.get("/.well-known/jwks.json").json()
        asked = pb.CheckSessionRequest(session_id=claims["sid"])
        assert stub.CheckSession(asked).active
        assert auth.http.post("/v1/auth/logout", headers=_bearer(tokens)).status_code == 204
        state = stub.CheckSession(asked)
        assert not state.active
        assert state.HasField("revoked_at")
        assert not stub.CheckSession(pb.CheckSessionRequest(session_id=str(new_id()))).active
        with pytest.raises(InvalidInput):
            stub.CheckSession(pb.CheckSessionRequest(session_id="' OR 1=1"))
    assert auth.http.get("/v1/users/me", headers=_bearer(tokens)).status_code == 401


def test_it_ends_in_order(auth: RunningAuth) -> None:
    _tokens(auth)
    auth.child.ask_to_stop()
    assert auth.child.wait(20)
    assert auth.child.exit_code() == 0


def _tokens(auth: RunningAuth) -> dict[str, str]:
    credentials = {"email": "ada@example.org", "password": PASSWORD}
    assert auth.http.post("/v1/auth/register", json=credentials).status_code == 202
    answer = auth.http.post("/v1/auth/login", json=credentials)
    assert answer.status_code == 200
    found: dict[str, str] = answer.json()
    assert UUID(jwt.decode(found["access_token"], options={"verify_signature": False})["sub"])
    return found


def _bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}
