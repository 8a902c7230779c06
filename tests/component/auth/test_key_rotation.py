"""A8: the key that signs access tokens is changed while tokens of the old one are in use; none is refused."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chassis.clock import SystemClock
from chassis.errors import Unauthenticated
from chassis.identity import AccessTokenRules, AccessTokenVerifier, KeySet, RevocationList
from deploy.local.environment import ISSUER
from deploy.local.processes import Child
from tests.builders.auth import PASSWORD
from tests.component.auth.conftest import RunningAuth


def pem() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class AnotherService:
    """Verifies as services do: locally, with the published keys, which it fetches now and then."""

    def __init__(self, auth: RunningAuth) -> None:
        clock = SystemClock()
        keys = KeySet(lambda: _published(auth), clock)
        revocations = RevocationList(lambda _: True, clock)
        self._verifier = AccessTokenVerifier(AccessTokenRules(ISSUER), keys, clock, revocations)
        self.checked = self.refused = 0

    def check(self, token: str) -> None:
        try:
            self._verifier.verify(token)
        except Unauthenticated:
            self.refused += 1
        self.checked += 1

    @contextmanager
    def under_load(self, tokens: list[str]) -> Iterator[None]:
        """Checks every token there is, again and again."""
        done = threading.Event()

        def work() -> None:
            while not done.wait(0.002):
                for token in tuple(tokens):
                    self.check(token)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _published(auth: RunningAuth) -> str:
    try:
        return auth.http.get("/.well-known/jwks.json").raise_for_status().text
    except httpx.HTTPError as error:
        raise OSError("auth is being restarted") from error


@contextmanager
def restarted(auth: RunningAuth, secrets: Path, **keys: str) -> Iterator[None]:
    """The process ends, and another one begins with these keys beside its other secrets."""
    auth.child.stop()
    shutil.copytree(auth.secrets.ensure("auth"), secrets)
    for name, key in keys.items():
        (secrets / name).write_text(key)
    environment = {**auth.child.program.environment, "ROSTRUM_SECRETS_DIR": str(secrets)}
    child = Child(replace(auth.child.program, environment=environment))
    try:
        child.wait_ready()
        yield
    finally:
        child.stop()


def log_in(auth: RunningAuth) -> dict[str, str]:
    answer = auth.http.post("/v1/auth/login", json={"email": "ada@example.org", "password": PASSWORD})
    found: dict[str, str] = answer.raise_for_status().json()
    return found


def key_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def me(auth: RunningAuth, token: str) -> int:
    return auth.http.get("/v1/users/me", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.long
def test_a8_no_valid_token_is_refused_while_the_signing_key_changes(
    auth: RunningAuth, tmp_path: Path
) -> None:
    old, new = (auth.secrets.ensure("auth") / "signing_key").read_text(), pem()
    account = {"email": "ada@example.org", "password": PASSWORD}
    assert auth.http.post("/v1/auth/register", json=account).status_code == 202
    first = log_in(auth)
    tokens, service = [first["access_token"]], AnotherService(auth)
    service.check(tokens[0])
    with service.under_load(tokens):
        with restarted(auth, tmp_path / "both", signing_key=new, previous_signing_key=old):
            tokens.append(log_in(auth)["access_token"])
            assert key_of(tokens[0]) != key_of(tokens[1])
            assert [me(auth, token) for token in tokens] == [200, 200]
            checked = service.checked
            while service.checked < checked + 50:
                service.check(tokens[1])
        assert (service.refused, service.checked > 100) == (0, True)
    with restarted(auth, tmp_path / "new", signing_key=new):
        assert [me(auth, token) for token in tokens] == [401, 200]
        late = AnotherService(auth)
        for token in tokens:
            late.check(token)
        assert late.refused == 1
        answer = auth.http.post("/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})
        assert key_of(answer.raise_for_status().json()["access_token"]) == key_of(tokens[1])
