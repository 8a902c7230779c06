"""Whose address a limit is keyed by, and which bodies are never read."""

import ipaddress

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from chassis.errors import RostrumError
from chassis.web import prefer
from chassis.web.cursors import Cursors
from chassis.web.incoming import check_encodings, peer

PROXIES = [ipaddress.ip_network("127.0.0.0/8")]


def request(remote: str, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = EnvironBuilder(headers=named).get_environ()
    length = {"CONTENT_LENGTH": headers["Content_Length"]} if "Content_Length" in headers else {}
    return Request(environ | {"REMOTE_ADDR": remote} | length)


@pytest.mark.hostile(31)
@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", "unknown"),
    ],
)
def test_only_a_trusted_proxy_names_the_peer(remote: str, forwarded: str, expected: str) -> None:
    assert peer(request(remote, X_Forwarded_For=forwarded), PROXIES) == expected


@pytest.mark.hostile(28, 30)
@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Encoding": "gzip"},
        {"Transfer_Encoding": "chunked", "Content_Length": "5"},
        {"Host": "a.example, b.example"},
    ],
)
def test_ambiguous_or_compressed_requests_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(RostrumError):
        check_encodings(request("127.0.0.1", **headers))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=10", 10),
        ("respond-async, wait=5", 5),
        ("WAIT = 7; x=1", 7),
        ('wait="3"', 3),
        ("wait=600", 60),
        ("wait=0", None),
        ("wait=-1", None),
        ("wait=99999999999999999999", None),
        ("", None),
        (None, None),
    ],
)
def test_prefer_wait(header: str | None, seconds: int | None) -> None:
    assert prefer.wait_s(header) == seconds


def test_a_cursor_opens_only_its_own_list() -> None:
    cursors = Cursors(b"key" * 11)
    cursor = cursors.encode("recordings:tenant-a", {"after": "x", "n": 3})
    assert cursors.decode("recordings:tenant-a", cursor) == {"after": "x", "n": 3}
    forged = [
        cursor[:-1],
        cursor + "A",
        "",
        "x.y",
        "ü",
        Cursors(b"other" * 7).encode("recordings:tenant-a", {}),
    ]
    for wrong in forged:
        with pytest.raises(RostrumError) as refusal:
            cursors.decode("recordings:tenant-a", wrong)
        assert refusal.value.code == "invalid_cursor"
    with pytest.raises(RostrumError):
        cursors.decode("recordings:tenant-b", cursor)
