"""Every hostile input of the catalogue has a test; what has no door is refused."""

from pathlib import Path

from docs.hostile_inputs_page import catalogue, files_about

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = list(range(1, 51))


def test_every_row_has_a_test_and_every_mark_a_row() -> None:
    assert [one.number for one in catalogue(ROOT)] == NUMBERS
    assert sorted(files_about(ROOT)) == NUMBERS
