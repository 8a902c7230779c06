"""Limits by role, and the file that changes them."""

from math import inf
from pathlib import Path

import pytest

from chassis.rate_limits import Limit
from chassis.role_limits import ROLES, read_role_limits
from chassis.settings import SettingsError


def written(folder: Path, text: str) -> Path:
    path = folder / "limits.toml"
    path.write_text(text)
    return path


def test_every_limit_says_something_for_every_role_and_no_less_for_a_higher_one() -> None:
    limits = read_role_limits()
    for name in limits.names:
        amounts = [limits.amount(name, (role,)) for role in ROLES]
        assert amounts == sorted(amounts)


def test_the_highest_role_counts_and_strange_ones_say_nothing(tmp_path: Path) -> None:
    limits = read_role_limits(written(tmp_path, "[stored_bytes]\nuser = 1\ncoach = 2\nadmin = 4\n"))
    amounts = [limits.amount("stored_bytes", roles) for roles in ((), ("owner",), ("admin", "coach"))]
    assert amounts == [1, 1, 4]


def test_a_file_takes_the_place_of_what_it_names(tmp_path: Path) -> None:
    limits = read_role_limits(written(tmp_path, "[uploads_per_hour]\nuser = 7\nadmin = inf\n"))
    assert limits.rates(("user",))["uploads"] == Limit("uploads", 7, 3600, "uploads")
    assert limits.rates(("user",))["requests"] == read_role_limits().rates(("user",))["requests"]
    assert "uploads" not in limits.rates(("admin",))
    assert limits.amount("uploads_per_hour", ("admin",)) == inf


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[downloads]\nuser = 1", "no limit 'downloads'"),
        ("uploads_per_hour = 1", "no limit"),
        ("[uploads_per_hour]\nowner = 1", "no role 'owner'"),
        ("[uploads_per_hour]\nuser = 0", "from 1"),
        ("[stored_bytes]\nuser = -1", "from 0"),
        ("[stored_bytes]\nuser = nan", "from 0"),
        ("[stored_bytes]\nuser = true", "must be a number"),
        ("[stored_bytes", "can't be read"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match="limits_file") as refused:
        read_role_limits(written(tmp_path, text))
    assert said in str(refused.value)
