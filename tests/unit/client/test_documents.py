"""What the server tells, read with tolerance."""

from rostrum_client.documents import Recording, User
from rostrum_client.errors import InvalidInput, RateLimited, ServerFault, error_of


def test_a_recording_of_few_fields_is_complete() -> None:
    found = Recording.of({"id": "x", "status": "received"})
    assert (found.title, found.duration_s, found.created_at, found.problem) == ("", 0.0, None, None)
    assert (found.progress.stage, found.is_finished) == ("prepare", False)


def test_fields_of_the_wrong_kind_and_unknown_ones_are_ignored() -> None:
    found = Recording.of({"id": 7, "status": "completed", "duration_s": "x", "size_bytes": True, "new": 1})
    assert (found.id, found.duration_s, found.size_bytes) == ("", 0.0, 0)
    assert found.is_finished


def test_times_are_read_with_their_zone() -> None:
    found = Recording.of({"created_at": "2026-11-21T08:29:00Z"})
    assert found.created_at
    assert found.created_at.tzinfo is not None


def test_a_user() -> None:
    assert User.of({"id": "x", "email": "a@b"}) == User("x", "a@b")


def test_an_error_without_detail_tells_its_title() -> None:
    assert str(error_of(422, {"title": "Invalid input"})) == "Invalid input"
    assert str(error_of(422, {})) == "HTTP status 422"


def test_every_status_has_an_error() -> None:
    assert isinstance(error_of(500, {}), ServerFault)
    assert isinstance(error_of(418, {}), InvalidInput)


def test_a_limit_says_when_to_come_back() -> None:
    limited = error_of(429, {}, 12.0)
    assert isinstance(limited, RateLimited)
    assert limited.fix == "Try again in 12 s."
