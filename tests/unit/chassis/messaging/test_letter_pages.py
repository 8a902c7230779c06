"""What operators are shown of a dead letter: everything but secrets."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.messaging import StoredDeadLetter
from chassis.messaging.letter_pages import age, count_lines, line_of, page_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TENANT = "0193a4f2-7c1e-7d53-9f0e-6f1c7be2a901"


def a_letter(data: bytes, detail: str = "the object is not there") -> StoredDeadLetter:
    return StoredDeadLetter(
        sequence=12,
        time=NOW - timedelta(minutes=5, seconds=30),
        address=f"dlq.ingest.ingest-recording-received.{TENANT}",
        code="not_found",
        detail=detail,
        attempts=5,
        subject=f"evt.ingest.recording.received.v1.{TENANT}",
        headers={"ce-id": "an id", "ce-type": "dev.rostrum.ingest.recording.received.v1"},
        data=data,
    )


def test_a_page_has_all_that_is_known() -> None:
    page = page_of(a_letter(b'{"recording_id": "r1", "size_bytes": "42"}'), NOW)
    for told in (
        "dead letter 12",
        "ingest-recording-received",
        TENANT,
        "2026-11-21 11:54:30 UTC, 5 min ago",
        "the object is not there",
        "dev.rostrum.ingest.recording.received.v1",
        '"size_bytes": "42"',
    ):
        assert told in page


def test_secrets_are_not_shown() -> None:
    letter = a_letter(b'{"password": "sesame", "note": "rst_' + b"x" * 44 + b'"}', "Bearer abcdefghijkl")
    page, line = page_of(letter, NOW), line_of(letter, NOW)
    for secret in ("sesame", "rst_xxxx", "abcdefghijkl"):
        assert secret not in page + line


def test_a_reason_moves_no_cursor() -> None:
    letter = a_letter(b"{}", "no file \x1b[2J\nof that name")
    assert "no file \\x1b[2J\\nof that name" in line_of(letter, NOW)
    assert "\x1b" not in page_of(letter, NOW)


@pytest.mark.parametrize("data", [b"\xff\x00\x1b[2J", b"[" * 100_000, b""])
def test_what_is_no_json_is_shown_in_part_and_moves_no_cursor(data: bytes) -> None:
    page = page_of(a_letter(data), NOW)
    assert f"{len(data)} bytes that are no JSON" in page
    assert "\x1b" not in page
    assert len(page) < 2_000


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=90), "1 h"),
        (timedelta(days=3, hours=23), "3 d"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(past: timedelta, text: str) -> None:
    assert age(NOW - past, NOW) == text


def test_counts_begin_with_the_most_frequent() -> None:
    counts = {("a", "x"): 1, ("b", "y"): 12}
    assert list(count_lines(counts)) == ["    12  b  y", "     1  a  x"]
