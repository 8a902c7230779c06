"""Which addresses may be called: cases 34, 35 and 37 of the catalogue of bad input."""

import pytest

from chassis.remote import Destinations, RemoteOffLimits
from chassis.remote.destinations import LONGEST_URL
from tests.builders.resolvers import PUBLIC, Names


def check(url: str, *addresses: str, private: bool = False) -> None:
    Destinations(private=private, resolve=Names(addresses or (PUBLIC,))).check_url(url)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_may_be_called(address: str) -> None:
    check("https://models.example.org/v1", address)
    check("https://models.example.org/v1", address, private=True)


@pytest.mark.hostile(35)
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
    ],
)
def test_private_addresses_are_the_operators_to_open(address: str) -> None:
    with pytest.raises(RemoteOffLimits, match="may not be called"):
        check("https://models.example.org/v1", address)
    check("http://models.example.org:11434/v1", address, private=True)


@pytest.mark.hostile(35)
@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "100.100.100.200",
        "0.0.0.0",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "::127.0.0.1",
        "::",
        "::ffff:0:127.0.0.1",
        "ff02::1",
        "5f00::1",
        "3fff::1",
    ],
)
def test_metadata_translations_and_what_is_nowhere_are_never_called(address: str, private: bool) -> None:
    with pytest.raises(RemoteOffLimits, match="may not be called"):
        check("https://models.example.org/v1", address, private=private)


@pytest.mark.hostile(36)
def test_one_bad_address_spoils_the_name() -> None:
    with pytest.raises(RemoteOffLimits):
        check("https://models.example.org/v1", PUBLIC, "127.0.0.1")
    with pytest.raises(RemoteOffLimits):
        Destinations(resolve=Names(())).check_url("https://models.example.org")


@pytest.mark.hostile(34)
@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "127.0.0.1"]
)
def test_other_spellings_of_loopback_are_seen_through(host: str) -> None:
    """By the system's own resolver, which reads them all."""
    with pytest.raises(RemoteOffLimits):
        Destinations().check_url(f"https://{host}/v1")
    with pytest.raises(RemoteOffLimits, match="may not be called"):
        Destinations().addresses(host, 443, 1.0)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_usual_spellings_are_called_where_private_networks_are_open(host: str) -> None:
    Destinations(private=True).check_url(f"http://{host}:11434/v1")


@pytest.mark.hostile(34)
@pytest.mark.parametrize(
    "host", ["2130706433", "0177.0.0.1", "127.1", "999.1.1.1", "0x7f000001", "0X7F.1", "127.0.0.0x1", "0x"]
)
def test_numbers_that_libraries_read_differently_are_no_hosts_anywhere(host: str) -> None:
    with pytest.raises(RemoteOffLimits, match="none"):
        Destinations(private=True).check_url(f"http://{host}/v1")


@pytest.mark.hostile(34, 37)
@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.org/v1",
        "ftp://models.example.org",
        "gopher://models.example.org",
        "file:///etc/passwd",
        "models.example.org/v1",
        "https://",
        "https:///v1",
        "https://user:pass@models.example.org",
        "https://models.example.org@127.0.0.1/",
        "https://models.example.org\\@127.0.0.1/",
        "https://models.example.org:22/",
        "https://models.example.org:99999/",
        "https://models.example.org:x/",
        "https://models.example.org./",
        "https://models..example.org/",
        "https://models.example.org/?to=127.0.0.1",
        "https://models.example.org/#here",
        "https://modèles.example.org/",
        "https://①②⑦.⓪.⓪.①/",
        "https://models.example.org/a b",
        "https://models.example.org/\r\nHost: other",
        "https://[::1/",
        f"https://models.example.org/{'a' * LONGEST_URL}",
        f"https://{'a.' * 130}org/",
    ],
)
def test_what_is_no_plain_https_address_is_refused_before_anybody_resolves_it(url: str) -> None:
    names = Names((PUBLIC,))
    with pytest.raises(RemoteOffLimits):
        Destinations(resolve=names).check_url(url)
    assert names.asked == []


def test_with_private_networks_plain_http_stays_within_them() -> None:
    check("http://ollama.lan:11434/v1", "192.168.1.5", private=True)
    with pytest.raises(RemoteOffLimits, match="unencrypted"):
        check("http://models.example.org/v1", PUBLIC, private=True)
    with pytest.raises(RemoteOffLimits):
        check("ftp://ollama.lan/v1", "192.168.1.5", private=True)


@pytest.mark.hostile(37)
def test_without_them_only_the_ports_of_the_web_are_called() -> None:
    names = Destinations(resolve=Names((PUBLIC,)))
    assert names.addresses("models.example.org", 443, 1.0) == (PUBLIC,)
    with pytest.raises(RemoteOffLimits, match="port"):
        names.addresses("models.example.org", 8443, 1.0)
