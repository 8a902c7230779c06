"""The pace over time, as bars with the ideal range marked."""

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from rostrum_client.report_document import PaceIdeal, PaceWindow
from rostrum_client.terminal.signs import GOOD, OFF, QUIET, band
from rostrum_client.terminal.wording import clock, number, safe

MOST_ROWS = 16
BAR_WIDTH = 38
_EIGHTHS = " ▏▎▍▌▋▊▉"


def pace_chart(windows: Sequence[PaceWindow], ideal: PaceIdeal | None) -> Group | None:
    """A row per window, a long recording thinned evenly; None where nothing was spoken."""
    step = -(-len(windows) // MOST_ROWS) or 1
    shown = windows[::step]
    top = max([w["syllables_per_s"] for w in shown] + ([ideal["high"]] if ideal else []), default=0.0) * 1.1
    if top <= 0 or not shown:
        return None
    rows = [_row(window, top, ideal) for window in shown]
    return Group(*rows, *([_scale(top, ideal)] if ideal else []))


def _row(window: PaceWindow, top: float, ideal: PaceIdeal | None) -> Text:
    style = GOOD if window["band"] in {"ideal", "acceptable"} else OFF
    row = Text(f"  {clock(window['start_s']):>7} ").append_text(
        _bar(window["syllables_per_s"], top, ideal, style)
    )
    return row.append(f" {window['syllables_per_s']:4.1f}  ").append_text(band(_shown_band(window, ideal)))


def _shown_band(window: PaceWindow, ideal: PaceIdeal | None) -> str:
    """A window may be called ideal that is only near the range which the chart draws."""
    is_outside = ideal and not ideal["low"] <= window["syllables_per_s"] <= ideal["high"]
    return "acceptable" if is_outside and window["band"] == "ideal" else safe(window["band"])


def _bar(value: float, top: float, ideal: PaceIdeal | None, style: str) -> Text:
    eighths = max(0, min(BAR_WIDTH * 8, round(value / top * BAR_WIDTH * 8)))
    bar = Text("█" * (eighths // 8), style=style)
    if eighths % 8:
        bar.append(_EIGHTHS[eighths % 8], style=style)
    edges = {_column(ideal["low"], top), _column(ideal["high"], top)} if ideal else set()
    for column in range(len(bar), BAR_WIDTH):
        bar.append("│" if column in edges else " ", style=QUIET)
    return bar


def _column(value: float, top: float) -> int:
    return min(BAR_WIDTH - 1, max(0, int(value / top * BAR_WIDTH)))


def _scale(top: float, ideal: PaceIdeal) -> Text:
    low, high = _column(ideal["low"], top), _column(ideal["high"], top)
    bracket = "└" + "─" * max(0, high - low - 1) + "┘"
    text = f"ideal {number(ideal['low'])}–{number(ideal['high'])} syllables/s"
    room = low - len(text) - 1
    line = f"{' ' * room}{text} {bracket}" if room >= 0 else f"{' ' * low}{bracket} {text}"
    return Text(f"  {'':7} {line}", style=QUIET)
