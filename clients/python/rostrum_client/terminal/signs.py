"""Bands and scores as signs: the shape tells what the colour tells, for eyes and terminals without colour."""

from rich.text import Text

GOOD = "cyan"
OFF = "yellow"
QUIET = "dim"

_LOW = frozenset({"slow", "low", "few", "short", "flat", "monotone", "sparse"})
_HIGH = frozenset({"fast", "high", "many", "long", "erratic", "frequent"})
SCORE_WIDTH = 8


def band(name: str) -> Text:
    """● ideal, ○ acceptable, ▼ slow, ▲ fast, ◆ anything else that is not ideal."""
    if not name:
        return Text("")
    if name in {"ideal", "acceptable"}:
        return Text(f"{'●' if name == 'ideal' else '○'} {name}", style=GOOD)
    if name == "silent":
        return Text("· silent", style=QUIET)
    sign = "▼" if name in _LOW else "▲" if name in _HIGH else "◆"
    return Text(f"{sign} {name.replace('_', ' ')}", style=f"bold {OFF}")


def score(value: float | None) -> Text:
    """A bar with its number; nothing where no score is defined."""
    if value is None:
        return Text("")
    filled = round(max(0.0, min(100.0, value)) / 100 * SCORE_WIDTH)
    style = GOOD if value >= 80 else OFF
    bar = Text("■" * filled, style=style)
    return bar.append("·" * (SCORE_WIDTH - filled), style=QUIET).append(f" {value:>3.0f}", style="bold")
