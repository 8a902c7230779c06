"""Limits and usage in the SDK and on the command line."""

from rostrum_client import RostrumClient
from rostrum_client.usage import Limit

from tests.component.client.conftest import CommandLine


def test_limits_say_what_is_used_and_what_nobody_can_tell(client: RostrumClient) -> None:
    assert client.usage.limits() == [
        Limit("requests", 1200.0, 3.0, 60, 1.0),
        Limit("uploads", 300.0, 2.0, 3600, 301.0),
        Limit("audio_minutes", 600.0, 600.0, 86_400, 3661.0),
        Limit("engine_usd", None, None, 86_400, None),
    ]


def test_totals_come_from_every_page(client: RostrumClient) -> None:
    totals = list(client.usage.totals("provider", since="2026-11-01"))
    assert [(one.key, one.own_key, one.units) for one in totals] == [
        ("2026-11-01", False, 90.5),
        ("openai", True, 90.5),
    ]
    assert [entry["id"] for entry in client.usage.entries()] == ["u1"]


def test_the_command_shows_both(logged_in: CommandLine) -> None:
    assert logged_in("usage", "--by", "provider") == 0
    for told in (
        "requests",
        "1200",
        "in 1 s",
        "in 6 min",
        "in 1 h 2 min",
        "no limit",
        "?",
        "openai",
        "0.2500",
        "own key",
    ):
        assert told in logged_in.out
