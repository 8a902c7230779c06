"""What the command line says to do about a refusal."""

import getpass
from pathlib import Path

import pytest
from rostrum_client.errors import error_of
from rostrum_client.fixes import FIXES

from tests.component.client.conftest import CommandLine
from tests.fakes.gateway_server import Answer, Gateway

PROBLEMS = Path(__file__).resolve().parents[3] / "docs" / "problems.md"


@pytest.mark.parametrize("code", FIXES)
def test_fixes_are_for_codes_that_there_are(code: str) -> None:
    assert f'<a id="{code}">' in PROBLEMS.read_text(encoding="utf-8")


def test_another_code_has_the_fix_of_its_status() -> None:
    assert error_of(403, {"code": "role_required"}).fix == "Use an account that may do this."
    assert "rostrum list" in error_of(404, {"code": "recording_not_found"}).fix


def test_a_token_without_the_scope_leads_to_one_with_it(logged_in: CommandLine, gateway: Gateway) -> None:
    gateway.faults.append(("/v1/usage", Answer.problem(403, "scope_required", "It needs usage:read.")))
    assert logged_in("usage") == 1
    assert "rostrum tokens create" in logged_in.err


def test_where_nobody_can_type_a_password_it_is_said(
    rostrum: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", ended)
    assert rostrum("login", "ann@example.org") == 1
    assert "--password-stdin" in rostrum.err
