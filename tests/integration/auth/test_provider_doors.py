"""Trying keys at providers: what each answer means, and that nothing of it gets out."""

from collections.abc import Iterator

import pytest

from chassis.clock import SystemClock
from services.auth.adapters.outbound.providers.http_provider_doors import HttpProviderDoors
from services.auth.domain.errors import BadProviderKey
from services.auth.domain.key_providers import PROVIDERS
from services.auth.domain.provider_key import KeyText
from tests.builders.remote_servers import NONSENSE, Received, RemoteServer, Reply, error, serving

KEY = KeyText("sk-proj-0123456789abcdefXk3g")
OPENAI, ASSEMBLYAI, ELEVENLABS, OWN = (
    PROVIDERS[name] for name in ("openai", "assemblyai", "elevenlabs", "openai_compatible")
)


def knows(received: Received) -> Reply:
    """Each of them in its own way."""
    sent = {
        "/v1/models": ("Authorization", f"Bearer {KEY.text}"),
        "/v2/transcript?limit=1": ("Authorization", KEY.text),
        "/eleven/models": ("xi-api-key", KEY.text),
    }
    header, value = sent[received.path]
    known = received.method == "GET" and received.headers[header] == value
    return Reply.of({"data": []}) if known else error(401)


@pytest.fixture
def server() -> Iterator[RemoteServer]:
    with serving(knows) as running:
        yield running


@pytest.fixture
def doors(server: RemoteServer) -> HttpProviderDoors:
    addresses = {
        "openai": f"{server.url}/v1/",
        "assemblyai": server.url,
        "elevenlabs": f"{server.url}/eleven",
    }
    return HttpProviderDoors(addresses, SystemClock().now, private=True)


def test_each_provider_is_asked_in_its_own_way(doors: HttpProviderDoors, server: RemoteServer) -> None:
    for provider in (OPENAI, ASSEMBLYAI, ELEVENLABS):
        assert doors.test(provider, None, KEY) == "ok"
        assert doors.test(provider, None, KeyText("another")) == "refused"
    assert doors.test(OWN, f"{server.url}/v1", KEY) == "ok"


@pytest.mark.hostile(36, 39)
@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (error(400), "refused"),
        (error(403), "refused"),
        (error(404), "refused"),
        (error(429), "unreachable"),
        (error(500), "unreachable"),
        (Reply(302, headers={"Location": "http://169.254.169.254/"}), "refused"),
        (NONSENSE["html"], "unreachable"),
        (NONSENSE["long"], "unreachable"),
        (NONSENSE["cut-connection"], "unreachable"),
    ],
)
def test_every_answer_is_one_of_three_words(
    doors: HttpProviderDoors, server: RemoteServer, answer: Reply, result: str
) -> None:
    server.broken = answer
    assert doors.test(OPENAI, None, KEY) == result


def test_a_provider_that_is_not_there_is_unreachable() -> None:
    doors = HttpProviderDoors({"openai": "http://127.0.0.1:1"}, SystemClock().now)
    assert doors.test(OPENAI, None, KEY) == "unreachable"
    assert doors.address(ASSEMBLYAI) == "https://api.assemblyai.com"


@pytest.mark.hostile(34, 35)
def test_b3_without_the_operators_leave_no_server_of_the_house_is_called(server: RemoteServer) -> None:
    doors = HttpProviderDoors({}, SystemClock().now)
    for url in (server.url, "https://127.0.0.1/v1", "https://169.254.169.254/latest", "https://localhost"):
        with pytest.raises(BadProviderKey, match="can't be used"):
            doors.check_url(url)
        assert doors.test(OWN, url, KEY) == "unreachable"
    assert server.received == []


def test_with_it_servers_of_the_house_are_called_and_metadata_never(
    doors: HttpProviderDoors, server: RemoteServer
) -> None:
    doors.check_url(f"{server.url}/v1")
    for url in ("http://169.254.169.254/latest", "ftp://127.0.0.1", "http://me:pw@127.0.0.1"):
        with pytest.raises(BadProviderKey):
            doors.check_url(url)
