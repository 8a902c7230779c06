"""What users tell about themselves, and the names that they take."""

from typing import Any

import pytest

from chassis.errors import InvalidInput
from services.auth.domain.errors import BadUsername
from services.auth.domain.profile import Profile
from services.auth.domain.username import Username

TOLD = Profile("MSc", "Cambridge", "Analyst", 3.5, {"theme": "dark", "goal": 30}, {"aims": ("jobs",)})


def test_what_is_not_named_stays_and_null_takes_away() -> None:
    changed = TOLD.merged(
        {"degree": " PhD ", "university": None, "preferences": {"goal": None, "voice": True}}
    )
    assert changed == Profile(
        "PhD", None, "Analyst", 3.5, {"theme": "dark", "voice": True}, {"aims": ("jobs",)}
    )
    assert TOLD.merged({}) == TOLD
    assert TOLD.merged({"onboarding": None, "years_of_experience": None, "degree": "  "}) == Profile(
        None, "Cambridge", "Analyst", None, {"theme": "dark", "goal": 30}, {}
    )


def test_answers_may_have_lines() -> None:
    assert Profile().merged({"onboarding": {"why": "I speak\nfast. "}}).onboarding == {
        "why": "I speak\nfast."
    }


@pytest.mark.parametrize(
    "change",
    [
        {"degree": "x" * 201},
        {"university": "a\u202eb"},
        {"target_position": "a\nb"},
        {"years_of_experience": -1},
        {"years_of_experience": 81.0},
        {"years_of_experience": float("nan")},
        {"preferences": {"": 1}},
        {"preferences": {"Upper": 1}},
        {"preferences": {"x" * 65: 1}},
        {"preferences": {f"n{number}": 1 for number in range(51)}},
        {"preferences": {"a": "x" * 1001}},
        {"preferences": {"a": "nul\x00"}},
        {"preferences": {"a": {"nested": 1}}},
        {"preferences": {"a": [1]}},
        {"preferences": {"a": ["x"] * 21}},
        {"preferences": {"a": float("inf")}},
        {"onboarding": {"a": ["x" * 201]}},
    ],
)
def test_what_is_too_much_or_can_not_be_shown_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        TOLD.merged(change)


@pytest.mark.parametrize("name", ["ada", "Ada.Lovelace", "a1-b2_c3", "a" * 30])
def test_a_username_is_kept_in_lower_case(name: str) -> None:
    assert Username.parse(name).value == name.lower()


@pytest.mark.parametrize(
    "name",
    ["", "ab", "a" * 31, "1ada", ".ada", "ada.", "a..b", "a b", "ada@x", "adа", "ａda", "İda", "ada\n",
     "admin", "Adm1n", "r00t", "sup.port", "rnoderator"],
)  # fmt: skip
def test_what_could_be_mistaken_is_no_username(name: str) -> None:
    with pytest.raises(BadUsername):
        Username.parse(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("mary", "rnary"), ("will", "w1ll"), ("vvill", "will"), ("a.b-c", "abc"), ("bob", "b0b")],
)
def test_names_that_look_alike_are_one(one: str, other: str) -> None:
    assert Username.parse(one).skeleton == Username.parse(other).skeleton
