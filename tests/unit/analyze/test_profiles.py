"""The thresholds as an operator may change them."""

from pathlib import Path

import pytest

from chassis.settings import SettingsError
from services.analyze.adapters.outbound.standards.profile_file import read_profiles


def _file(folder: Path, text: str) -> Path:
    path = folder / "profiles.toml"
    path.write_text(text)
    return path


def test_the_built_in_ones_are_those_that_a_client_may_ask_for() -> None:
    profiles = read_profiles()
    assert list(profiles) == ["presentation", "interview", "conversation", "reading", "podcast"]
    assert all(profile.name == name for name, profile in profiles.items())


def test_only_what_an_operator_names_is_replaced(tmp_path: Path) -> None:
    changed = read_profiles(_file(tmp_path, "[interview]\nwpm_ideal = [125, 150]\n"))
    built_in = read_profiles()
    assert changed["interview"].wpm_ideal == (125, 150)
    assert changed["interview"].wpm_acceptable == built_in["interview"].wpm_acceptable
    assert changed["podcast"] == built_in["podcast"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[speech]\nwpm_ideal = [1, 2]", "no profile 'speech'"),
        ("interview = 3", "no profile 'interview'"),
        ("[interview]\nspeed = 3", "[interview] speed"),
        ("[interview]\nwpm_ideal = [160, 120]", "must rise"),
        ("[interview]\nwpm_ideal = [90, 120]", "must rise"),
        ("[interview]\nwpm_ideal = 130", "[interview] wpm_ideal"),
        ("[interview]\nminimum_pause_s = nan", "[interview] minimum_pause_s"),
        ("[interview]\nfillers_ok = inf", "[interview] fillers_ok"),
        ("[interview", "can't be read"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_profiles(_file(tmp_path, text))
    assert fault in str(refused.value)
