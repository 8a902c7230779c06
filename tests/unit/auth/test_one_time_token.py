"""Secrets that are used once."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from services.auth.domain.one_time_token import TokenKind

KIND = TokenKind("rtest_", timedelta(hours=1))


def test_a_token_is_read_back_as_it_was_written() -> None:
    token = KIND.issue(random.Random(1).randbytes)
    assert token.encode().startswith("rtest_")
    assert KIND.parse(token.encode()) == token
    assert len(token.digest) == 32
    assert token.digest != KIND.issue(random.Random(2).randbytes).digest


def test_a_token_shows_nothing_of_its_secret() -> None:
    token = KIND.issue(lambda length: b"s" * length)
    assert "sss" not in repr(token)
    assert token.encode() not in repr(token)


def test_a_token_of_one_kind_is_none_of_another() -> None:
    other = TokenKind("rother_", timedelta(hours=1))
    token = KIND.issue(lambda length: b"s" * length)
    assert other.parse(token.encode()) is None
    assert other.issue(lambda length: b"s" * length).digest != token.digest


@pytest.mark.parametrize("damage", ["=", "A", "==", " ", "\n", "é"])
def test_what_was_not_written_by_us_is_no_token(damage: str) -> None:
    text = KIND.issue(random.Random(3).randbytes).encode()
    assert KIND.parse(text + damage) is None
    assert KIND.parse(text[:-2] + damage) is None
    assert KIND.parse(text.removeprefix("rtest_")) is None
    assert KIND.parse("rtest_" + damage) is None


def test_a_token_lives_as_long_as_its_kind() -> None:
    issued = datetime(2026, 1, 1, tzinfo=UTC)
    assert KIND.expires_at(issued) == issued + timedelta(hours=1)
