"""An API token is known by its form, before anything is looked up."""

import base64
import re
import zlib
from uuid import UUID

import pytest

from chassis.errors import InvalidInput
from services.auth.domain.api_token import TokenSecret, clean_token_name, life
from services.auth.domain.scopes import SCOPES, checked, with_included

SCANNED = re.compile(r"\brst_[A-Za-z0-9_-]{70}(?![A-Za-z0-9_-])")
"""As docs/identity/api-tokens.md tells those who scan for leaks."""


def a_token(secret: bytes = b"s" * 32) -> TokenSecret:
    return TokenSecret(UUID(int=7), secret)


def test_a_token_is_read_as_it_was_written() -> None:
    token = a_token(bytes(range(32)))
    assert TokenSecret.parse(token.encode()) == token


def test_a_scanner_finds_it_in_a_text_and_can_check_it() -> None:
    text = a_token().encode()
    found = SCANNED.search(f'api_key="{text}"; rst_short = 1')
    assert found is not None
    assert found.group() == text
    checksum = zlib.crc32(text[:-6].encode()).to_bytes(4, "big")
    assert base64.urlsafe_b64encode(checksum).rstrip(b"=").decode() == text[-6:]


def test_the_digest_is_of_the_secret_alone_and_nothing_shows_it() -> None:
    token = a_token()
    assert len(token.digest) == 32
    assert token.digest != a_token(b"t" * 32).digest
    assert "s" * 32 not in repr(token)


def test_every_changed_letter_shows() -> None:
    text = a_token().encode()
    for place, letter in enumerate(text):
        other = letter.swapcase() if letter.swapcase() != letter else "A"
        if other != letter:
            assert TokenSecret.parse(text[:place] + other + text[place + 1 :]) is None


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "rst_",
        "rst_" + "a" * 70,
        a_token().encode()[:-1],
        a_token().encode() + "A",
        a_token().encode().upper(),
        a_token().encode().lower(),
        " " + a_token().encode(),
        a_token().encode() + "\n",
        a_token().encode().replace("rst_", "rrt_"),
        "rst_" + "é" * 70,
        "rst_" + "a" * 4000,
        a_token(b"short").encode(),
    ],
)
def test_what_is_not_written_like_one_is_none(broken: str) -> None:
    assert TokenSecret.parse(broken) is None


@pytest.mark.parametrize("names", [(), ("recordings",), ("recordings:read", "root")])
def test_scopes_are_those_that_there_are(names: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(names)
    assert refused.value.code == "unknown_scope"
    assert "recordings:read" in refused.value.faults[0].detail


def test_scopes_are_kept_once_and_sorted() -> None:
    assert checked(["usage:read", "recordings:read", "usage:read"]) == ("recordings:read", "usage:read")


def test_who_may_write_may_read() -> None:
    assert with_included(("recordings:write",)) == ("recordings:read", "recordings:write")
    assert with_included(("usage:read",)) == ("usage:read",)
    assert set(with_included(tuple(SCOPES))) == set(SCOPES)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lives_a_year_at_most(days: int) -> None:
    with pytest.raises(InvalidInput):
        life(days)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u202eb", "a\x00b"])
def test_a_name_can_be_read(name: str) -> None:
    with pytest.raises(InvalidInput):
        clean_token_name(name)
