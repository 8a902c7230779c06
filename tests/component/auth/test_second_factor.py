"""Second factors in the running service."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from pyotp import TOTP

from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth

CREDENTIALS = {"email": "ada@example.org", "password": PASSWORD}
TOTP_PATH = "/v1/users/me/factors/totp"


def body(answer: Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def app(auth: RunningAuth) -> TOTP:
    """An authenticator app; the code of the present step has confirmed it."""
    auth.http.post("/v1/auth/register", json=CREDENTIALS)
    token = body(auth.http.post("/v1/auth/login", json=CREDENTIALS))["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    app = TOTP(body(auth.http.post(TOTP_PATH, headers=bearer), 201)["secret"])
    code = {"code": app.at(time.time())}
    codes = body(auth.http.post(f"{TOTP_PATH}/confirm", headers=bearer, json=code))["recovery_codes"]
    assert len(codes) == 10
    return app


def answer(auth: RunningAuth, code: str) -> Response:
    asked = body(auth.http.post("/v1/auth/login", json=CREDENTIALS), 202)
    return auth.http.post(
        "/v1/auth/login/second-factor", json={"challenge": asked["challenge"], "code": code}
    )


def test_of_many_who_come_at_once_with_a_code_one_gets_in(auth: RunningAuth, app: TOTP) -> None:
    code = app.at(time.time() + 30)
    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(found.status_code for found in pool.map(lambda _: answer(auth, code), range(6)))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {401, 429}


def test_neither_secret_nor_code_is_in_the_log(auth: RunningAuth, app: TOTP, tmp_path: Path) -> None:
    code = app.at(time.time() + 30)
    tokens: Mapping[str, Any] = body(answer(auth, code))
    body(answer(auth, "jbsw-y3dp-ehpk-3pxp"), 401)
    log = (tmp_path / "auth.log").read_text()
    assert "answer_second_factor" in log
    assert not [secret for secret in (app.secret, "jbsw", tokens["access_token"], "rsf_") if secret in log]
