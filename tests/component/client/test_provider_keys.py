"""Keys of providers in the SDK and on the command line."""

import pytest
from rostrum_client import RostrumClient
from rostrum_client.errors import ApiError

from tests.component.client.conftest import CommandLine
from tests.fakes.gateway_server import Gateway

KEY = "sk-proj-0123456789abcdefXk3g"
OWN = "/v1/users/me/provider-keys"


def test_a_key_is_set_listed_tested_and_deleted(gateway: Gateway, client: RostrumClient) -> None:
    keys = client.provider_keys()
    assert keys.set("openai", KEY).last_four == "Xk3g"
    assert gateway.provider_keys.secrets == {f"{OWN}/openai": KEY}
    assert keys.test("openai").test_result == "ok"
    assert [key.provider for key in keys.list()] == ["openai"]
    keys.delete("openai")
    assert keys.list() == []
    with pytest.raises(ApiError):
        keys.delete("openai")


def test_an_organisation_has_keys_of_its_own(gateway: Gateway, client: RostrumClient) -> None:
    client.provider_keys("speakers").set("deepseek", KEY)
    assert list(gateway.provider_keys.secrets) == ["/v1/organisations/speakers/provider-keys/deepseek"]
    assert client.provider_keys().list() == []


def test_the_command_reads_the_key_from_its_input_and_never_shows_it(
    gateway: Gateway, logged_in: CommandLine
) -> None:
    server = ("--base-url", "https://models.example.org/v1", "--speech-model", "whisper")
    assert logged_in("keys", "set", "openai_compatible", "--key-stdin", *server, stdin=f"{KEY}\n") == 0
    assert logged_in.out == "Stored the key of openai_compatible (...Xk3g).\n"
    assert gateway.provider_keys.secrets == {f"{OWN}/openai_compatible": KEY}
    assert logged_in("keys", "list") == 0
    assert "never" in logged_in.out
    assert KEY not in logged_in.out
    assert logged_in("keys", "test", "openai_compatible") == 0
    assert logged_in.out == "openai_compatible: ok\n"
    assert logged_in("keys", "delete", "openai_compatible") == 0
    assert logged_in("keys", "list") == 0
    assert "rostrum keys set" in logged_in.out


def test_a_key_on_the_command_line_is_refused(logged_in: CommandLine) -> None:
    with pytest.raises(SystemExit):
        logged_in("keys", "set", "openai", KEY)
