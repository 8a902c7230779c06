"""A pace chart of plain text: one row per window, the ideal range marked on the bar."""

from collections.abc import Sequence

from services.report.domain.analysis import PaceWindow
from services.report.domain.report import PaceIdeal
from services.report.domain.wording import clock, number

MOST_ROWS = 24
BAR_WIDTH = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SIGNS = {
    "slow": "▼ slow",
    "ideal": "● ideal",
    "acceptable": "○ acceptable",
    "fast": "▲ fast",
    "silent": "· silent",
}


def pace_chart(windows: Sequence[PaceWindow], ideal: PaceIdeal | None) -> list[str]:
    """Rows such as `0:10  ████▌   │  │  3.4  ● ideal`; a long recording is thinned to MOST_ROWS windows."""
    shown = thinned(windows)
    top = max([w.syllables_per_s for w in shown] + ([ideal.high] if ideal else [])) * 1.1 if shown else 0
    if top <= 0:
        return []
    rows = [_row(window, top, ideal) for window in shown]
    return [*rows, _scale(top, ideal)] if ideal else rows


def thinned(windows: Sequence[PaceWindow]) -> list[PaceWindow]:
    """Every n-th window, evenly, so that the chart keeps the recording's shape in few rows."""
    step = -(-len(windows) // MOST_ROWS) or 1
    return list(windows[::step])


def _row(window: PaceWindow, top: float, ideal: PaceIdeal | None) -> str:
    bar = _bar(window.syllables_per_s / top * BAR_WIDTH)
    if ideal:
        for edge in (ideal.low, ideal.high):
            bar = _edge(bar, _column(edge, top))
    band = _shown_band(window, ideal)
    sign = _SIGNS.get(band, band)
    return f"{clock(window.start_s):>7}  {bar}  {window.syllables_per_s:4.1f}  {sign}".rstrip()


def _shown_band(window: PaceWindow, ideal: PaceIdeal | None) -> str:
    """A window may be called ideal that is only near the range which the chart draws."""
    is_outside = ideal and not ideal.low <= window.syllables_per_s <= ideal.high
    return "acceptable" if is_outside and window.band == "ideal" else window.band


def _bar(length: float) -> str:
    eighths = max(0, min(BAR_WIDTH * 8, round(length * 8)))
    partial = _EIGHTHS[eighths % 8] if eighths % 8 else ""
    return ("█" * (eighths // 8) + partial).ljust(BAR_WIDTH)


def _column(value: float, top: float) -> int:
    return min(BAR_WIDTH - 1, max(0, int(value / top * BAR_WIDTH)))


def _edge(bar: str, column: int) -> str:
    return bar[:column] + "│" + bar[column + 1 :] if bar[column] == " " else bar


def _scale(top: float, ideal: PaceIdeal) -> str:
    low, high = _column(ideal.low, top), _column(ideal.high, top)
    line = " " * low + "└" + "─" * max(0, high - low - 1) + "┘"
    return f"{'':7}  {line} ideal {number(ideal.low)}–{number(ideal.high)} syllables per second"
