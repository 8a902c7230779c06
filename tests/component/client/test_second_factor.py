"""Logging in with a second factor, in the SDK and on the command line."""

from collections.abc import Sequence

import pytest
from rostrum_client import RostrumClient
from rostrum_client.errors import SecondFactorNeeded, Unauthenticated

from tests.component.client.conftest import PASSWORD, CommandLine
from tests.fakes.gateway_server import Answer, Gateway

ANN = "ann@example.org"
ASKED = {"challenge": "rsf_abc", "methods": ["totp", "recovery_code"]}


@pytest.fixture
def asking(gateway: Gateway, client: RostrumClient) -> Gateway:
    """Asks the next login for a second factor, and takes any."""
    client.log_out()
    gateway.faults = [
        ("/v1/auth/login", Answer.of(202, ASKED)),
        ("/v1/auth/login/second-factor", Answer.of(200, gateway.tokens())),
    ]
    return gateway


def test_the_code_is_asked_for_when_the_server_wants_one(asking: Gateway, client: RostrumClient) -> None:
    asked: list[Sequence[str]] = []

    def code(methods: Sequence[str]) -> str:
        asked.append(methods)
        return "123456"

    client.log_in(ANN, PASSWORD, code=code)
    assert asked == [["totp", "recovery_code"]]
    assert client.me().email == ANN


def test_where_nobody_can_be_asked_it_is_said(asking: Gateway, client: RostrumClient) -> None:
    with pytest.raises(SecondFactorNeeded):
        client.log_in(ANN, PASSWORD)


def test_a_wrong_code_is_told_as_such(asking: Gateway, client: RostrumClient) -> None:
    asking.faults[1] = (
        "/v1/auth/login/second-factor",
        Answer.problem(401, "second_factor_refused", "The answer is wrong."),
    )
    with pytest.raises(Unauthenticated, match="wrong") as error:
        client.log_in(ANN, PASSWORD, code=lambda _: "000000")
    assert "each is good once" in error.value.fix


def test_the_command_reads_the_code_after_the_password(asking: Gateway, rostrum: CommandLine) -> None:
    assert rostrum("login", ANN, "--password-stdin", stdin=f"{PASSWORD}\n123456\n") == 0
    assert "POST /v1/auth/login/second-factor" in asking.requests
    assert rostrum("whoami") == 0
