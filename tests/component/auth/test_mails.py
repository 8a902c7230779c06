"""Mails of the running service: asked for at the door, written by the worker, found in the folder."""

import shlex
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.builders.waiting import eventually
from tests.component.auth.conftest import RunningAuth
from tests.component.client.conftest import CommandLine

ADA = {"email": "ada@example.org", "password": "a long and quiet sentence"}
NEW_PASSWORD = "another long sentence"


@pytest.fixture
def mail(tmp_path: Path) -> Callable[[str], str]:
    """The text of the one with this subject, once it is there."""

    def read(subject: str) -> str:
        pattern = f"*-{subject.lower().replace(' ', '-')}-*.eml"
        eventually(lambda: any((tmp_path / "mails").glob(pattern)))
        (path,) = (tmp_path / "mails").glob(pattern)
        body = message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    return read


def test_an_account_is_verified_and_recovered_by_mail(
    auth: RunningAuth, mail: Callable[[str], str], tmp_path: Path
) -> None:
    auth.http.post("/v1/auth/register", json=ADA).raise_for_status()
    verify = _token(mail("Verify your email address"), "rev_")
    auth.http.post("/v1/auth/email/verify", json={"token": verify}).raise_for_status()
    auth.http.post("/v1/auth/password/forgotten", json={"email": ADA["email"]}).raise_for_status()
    reset = _token(mail("Set a new password"), "rpr_")
    body = {"token": reset, "password": NEW_PASSWORD}
    auth.http.post("/v1/auth/password/reset", json=body).raise_for_status()
    tokens = auth.http.post("/v1/auth/login", json=ADA | {"password": NEW_PASSWORD}).json()
    me = auth.http.get("/v1/users/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert me["email_verified"] is True
    mail("Your password was changed")
    log = (tmp_path / "auth.log").read_text()
    assert not [secret for secret in (verify, reset, NEW_PASSWORD, ADA["email"]) if secret in log]


def _token(text: str, prefix: str) -> str:
    (command,) = [line.strip() for line in text.splitlines() if prefix in line]
    assert command.startswith("rostrum ")
    return command.rsplit(" ", 1)[-1]


def test_a_mail_says_what_to_type(auth: RunningAuth, mail: Callable[[str], str], tmp_path: Path) -> None:
    rostrum = CommandLine(str(auth.http.base_url), tmp_path)

    def typed(subject: str, *more: str, stdin: str = "") -> int:
        (command,) = [line for line in mail(subject).splitlines() if line.strip().startswith("rostrum ")]
        return rostrum(*shlex.split(command)[1:], *more, stdin=stdin)

    password = ("--password-stdin",)
    assert rostrum("register", ADA["email"], "--username", "ada", *password, stdin=ADA["password"]) == 0
    assert typed("Verify your email address") == 0
    assert rostrum("login", "ada", *password, stdin=ADA["password"]) == 0
    passwords = f"{ADA['password']}\n{NEW_PASSWORD}\n"
    assert rostrum("change-password", *password, stdin=passwords) == 0
    assert rostrum("forgot-password", ADA["email"]) == 0
    assert typed("Set a new password", *password, stdin=ADA["password"]) == 0
    assert rostrum("login", ADA["email"], *password, stdin=ADA["password"]) == 0
    change = ("change-email", "countess@example.org", *password)
    assert rostrum(*change, stdin=ADA["password"]) == 0
    assert typed("Confirm your new email address") == 0
    assert rostrum("whoami") == 0
    assert "countess@example.org" in rostrum.out
    assert typed("Confirm your new email address") == 1
    assert "ask for a new mail" in rostrum.err
    assert rostrum("send-verification", "countess@example.org") == 0
    assert rostrum("delete-account") == 0
    assert "Logging in before then cancels" in rostrum.out
    assert rostrum("delete-account", "--cancel") == 0
    assert rostrum("delete-account", "--now", stdin="n") == 1
    assert rostrum("delete-account", "--now", "--yes") == 0
    assert rostrum("login", "ada", *password, stdin=ADA["password"]) == 1
