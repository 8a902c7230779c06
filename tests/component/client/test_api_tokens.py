"""API tokens in the SDK and on the command line."""

import pytest
from rostrum_client import RostrumClient
from rostrum_client.errors import ApiError

from tests.component.client.conftest import CommandLine
from tests.fakes.gateway_server import Answer, Gateway


def test_a_given_token_needs_no_login(gateway: Gateway, client: RostrumClient) -> None:
    made = client.api_tokens.create("ci", ["recordings:read"])
    assert made.secret not in repr(made)
    with RostrumClient(gateway.url, token=made.secret) as machine:
        assert machine.recordings().items


def test_a_token_is_made_listed_and_revoked(client: RostrumClient) -> None:
    made = client.api_tokens.create("ci", ["recordings:read"], days=30)
    assert [token.name for token in client.api_tokens.list()] == ["ci"]
    assert client.api_tokens.rotate(made.token.id).token.name == "ci"
    (rotated,) = client.api_tokens.list()
    client.api_tokens.revoke(rotated.id)
    assert client.api_tokens.list() == []
    with pytest.raises(ApiError):
        client.api_tokens.revoke(rotated.id)


def test_creating_is_not_repeated_behind_the_scenes(gateway: Gateway, client: RostrumClient) -> None:
    gateway.faults.append(("/v1/users/me/tokens", Answer.problem(503, "unavailable", "Try again.")))
    with pytest.raises(ApiError):
        client.api_tokens.create("ci", ["recordings:read"])
    assert gateway.requests.count("POST /v1/users/me/tokens") == 1


def test_the_command_writes_the_token_alone(logged_in: CommandLine) -> None:
    assert logged_in("tokens", "create", "ci", "--scope", "recordings:read", "--days", "30") == 0
    assert logged_in.out.startswith("rst_")
    assert logged_in.out.count("\n") == 1
    assert "shown this once" in logged_in.err
    assert logged_in("tokens", "list") == 0
    assert "ci" in logged_in.out
    assert "never" in logged_in.out
    assert logged_in("tokens", "rotate", "ci") == 0
    assert logged_in.out.startswith("rst_")
    assert logged_in("tokens", "revoke", "ci") == 0
    assert logged_in("tokens", "list") == 0
    assert "There are no tokens." in logged_in.out
    assert logged_in("tokens", "revoke", "ci") == 1
    assert "rostrum tokens list" in logged_in.err


def test_a_token_in_the_environment_goes_first(logged_in: CommandLine) -> None:
    logged_in("tokens", "create", "ci", "--scope", "recordings:read")
    machine = CommandLine(logged_in.url, logged_in.folder / "elsewhere", token=logged_in.out.strip())
    assert machine("list") == 0
    assert machine("login", "ann@example.org", "--password-stdin", stdin="x") == 1
    assert machine("logout") == 1
    assert "ROSTRUM_TOKEN" in machine.err
