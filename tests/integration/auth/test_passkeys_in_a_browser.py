"""Passkeys with a real browser's own WebAuthn, where one is installed."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.builders.browser import Page, installed, opened_page
from tests.builders.chassis_database import opened
from tests.infrastructure.fixtures import MakeDatabase
from tests.integration.auth.conftest import AuthDoor, body

PASSKEYS = "/v1/users/me/factors/passkeys"
CREATE = """async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({publicKey})).toJSON();
}"""
GET = """async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({publicKey})).toJSON();
}"""


@pytest.fixture
def door(make_database: MakeDatabase) -> Iterator[AuthDoor]:
    """Known by the address that the browser opens."""
    server = make_server("127.0.0.1", 0, Response("a page"), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    target = make_database("auth")
    try:
        with opened(target, "app") as database:
            yield AuthDoor(database, target, public_url=f"http://localhost:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(door: AuthDoor, tmp_path: Path) -> Iterator[Page]:
    program = installed()
    if program is None:
        pytest.skip("no browser is installed")
    with opened_page(program, door.public_url, tmp_path / "profile") as opened_one:
        yield opened_one


def test_a_browser_registers_a_passkey_and_logs_in_with_it(door: AuthDoor, page: Page) -> None:
    token = door.tokens()["access_token"]
    question = body(door.call("POST", f"{PASSKEYS}/challenge", token), 201)
    made = {"challenge": question["challenge"], "passkey": page.run(CREATE, question["options"])}
    assert len(body(door.call("POST", PASSKEYS, token, json=made), 201)["recovery_codes"]) == 10

    asked = body(door.log_in(), 202)
    answer = {"challenge": asked["challenge"], "passkey": page.run(GET, asked["options"])}
    body(door.client.post("/v1/auth/login/second-factor", json=answer), 200)

    alone = body(door.client.post("/v1/auth/login/passkey/challenge"), 201)
    answer = {"challenge": alone["challenge"], "passkey": page.run(GET, alone["options"])}
    tokens = body(door.client.post("/v1/auth/login/passkey", json=answer), 200)
    assert body(door.me(tokens["access_token"]), 200) == body(door.me(token), 200)
