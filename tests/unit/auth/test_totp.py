"""Codes of authenticator apps, and recovery codes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from services.auth.domain.recovery_code import RecoveryCode, new_codes
from services.auth.domain.second_factor import Enrolment, means_of
from services.auth.domain.totp import is_app_code, otpauth_uri, step_of, written
from tests.builders.auth import code_of

SECRET = b"12345678901234567890"
"""Of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_a_clock_may_be_one_step_off_and_no_more() -> None:
    now = datetime(2026, 11, 21, 9, 0, 15, tzinfo=UTC)
    shown = [code_of(SECRET, now + timedelta(seconds=30 * drift)) for drift in range(-2, 3)]
    steps = [step_of(SECRET, code, now) for code in shown]
    present = int(now.timestamp()) // 30
    assert steps == [None, present - 1, present, present + 1, None]


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"])
def test_what_is_no_code_of_an_app(text: str) -> None:
    assert not is_app_code(text)


def test_an_app_reads_the_secret_from_the_address() -> None:
    uri = urlsplit(otpauth_uri(SECRET, "ada@example.org"))
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Rostrum:ada%40example.org")
    assert parse_qs(uri.query) == {"secret": [written(SECRET)], "issuer": ["Rostrum"]}


def test_recovery_codes_are_read_however_they_are_written_down() -> None:
    codes = new_codes(lambda size: bytes(range(size)))
    assert len(codes) == 10
    shown = codes[0].shown
    assert [len(group) for group in shown.split("-")] == [4, 4, 4, 4]
    for typed in (shown, shown.upper(), shown.replace("-", " "), shown.replace("-", "")):
        assert RecoveryCode.typed(typed).digest == codes[0].digest
    assert shown not in repr(codes[0])


def test_recovery_codes_alone_are_no_second_factor() -> None:
    left = Enrolment(recovery_codes_left=10)
    assert not left.exists
    assert left.methods == ()


def test_a_session_tells_how_it_was_opened() -> None:
    assert means_of("password", "totp") == "password_and_code"
    assert means_of("password", "passkey") == "password_and_passkey"
    assert means_of("identity_provider", "recovery_code") == "identity_provider_and_code"
    assert means_of("identity_provider", "passkey") == "identity_provider_and_passkey"
