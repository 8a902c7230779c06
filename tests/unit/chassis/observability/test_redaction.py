"""Secrets are kept out by the name of their field and by their look; what merely sounds alike stays."""

import time

import pytest

from chassis.observability import REDACTED, redact

JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "Authorization",
        "access_token",
        "client-secret",
        "API_KEY",
        "signing.key",
        "dsn",
        "Set-Cookie",
    ],
)
def test_a_field_named_as_a_secret_is_redacted(name: str) -> None:
    assert redact({name: "canary"}) == {name: REDACTED}
    assert redact([{"deep": {name: ["canary"]}}]) == [{"deep": {name: REDACTED}}]


@pytest.mark.parametrize("name", ["token_id", "token_count", "monkey", "keyboard", "recording_id"])
def test_a_field_that_only_sounds_like_one_stays(name: str) -> None:
    assert redact({name: "value"}) == {name: "value"}


@pytest.mark.parametrize(
    "text",
    [
        f"refused {JWT}",
        f"no such thing: rst_{'canary-' * 10}",
        "Authorization: Bearer canary-canary",
        "postgresql://app:canary@db:5432/auth",
        "connect failed: password=canary host=db",
        "token: canary",
        "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----",
    ],
)
def test_a_text_that_holds_a_secret_is_scrubbed(text: str) -> None:
    shown = str(redact(text))
    assert REDACTED in shown
    assert "canary" not in shown
    assert "c2lnbmF0dXJl" not in shown


def test_an_object_is_shown_as_scrubbed_text() -> None:
    assert redact(ValueError("password=canary")) == f"password={REDACTED}"


@pytest.mark.hostile(33)
def test_a_long_text_is_cut_and_says_how_long_it_was() -> None:
    assert str(redact("a" * 10_000)).endswith("... (10000 characters)")


@pytest.mark.hostile(33, 45)
@pytest.mark.parametrize(
    "text", ["eyJ" * 100_000, "password=" * 50_000, "://a:" * 60_000, "-----BEGIN " * 9_000]
)
def test_hostile_texts_are_scrubbed_in_no_time(text: str) -> None:
    begun = time.monotonic()
    redact(text)
    assert time.monotonic() - begun < 0.5


def test_depth_is_bounded() -> None:
    nested: list[object] = []
    for _ in range(5_000):
        nested = [nested]
    assert "..." in str(redact(nested))
