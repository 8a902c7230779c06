"""The text chart of the pace."""

from services.report.application.documents.pace_chart import pace_chart
from services.report.domain.analysis import PaceWindow
from services.report.domain.report import PaceIdeal

IDEAL = PaceIdeal(3.0, 4.0)


def window(start_s: float, pace: float, band: str) -> PaceWindow:
    return PaceWindow(start_s, start_s + 10, pace, None, band)


def test_bars_grow_with_the_pace_and_tell_their_band_in_words() -> None:
    slow, ideal, fast, scale = pace_chart(
        [window(0, 2.0, "slow"), window(5, 3.5, "ideal"), window(10, 5.0, "fast")], IDEAL
    )
    assert slow.count("█") < ideal.count("█") < fast.count("█")
    assert (slow.endswith("▼ slow"), ideal.endswith("● ideal"), fast.endswith("▲ fast")) == (True,) * 3
    assert scale.endswith("ideal 3–4 syllables per second")


def test_the_ideal_range_is_marked_where_no_bar_covers_it() -> None:
    silent, scale = pace_chart([window(0, 0.0, "silent")], IDEAL)
    assert [place for place, sign in enumerate(silent) if sign == "│"] == [
        scale.index("└"),
        scale.index("┘"),
    ]


def test_all_rows_are_of_one_width_up_to_the_number() -> None:
    rows = pace_chart([window(0, pace / 7, "ideal") for pace in range(1, 40)], IDEAL)[:-1]
    assert {row.index(".") for row in rows} == {rows[0].index(".")}


def test_nothing_spoken_has_no_chart() -> None:
    assert pace_chart([], None) == []
    assert pace_chart([window(0, 0.0, "silent")], None) == []
