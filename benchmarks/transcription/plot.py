"""A line chart as SVG, written by hand: no plotting library for one picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 40, 50
COLOURS = ("#1f77b4", "#d62728")


@dataclass(frozen=True)
class Line:
    """A named series of (slots, efficiency)."""

    name: str
    points: list[tuple[int, float]]


def write_plot(lines: Sequence[Line], bars: Sequence[tuple[int, float]], path: Path) -> Path:
    """Efficiency over the number of slots, which doubles from mark to mark; bars are short strokes."""
    slots = sorted({at for line in lines for at, _ in line.points})
    body = [*_axes(slots), *(_bar(at, bar, slots) for at, bar in bars if at in slots)]
    for number, line in enumerate(lines):
        body += _line(line, COLOURS[number % len(COLOURS)], number, slots)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )
    return path


def _x(at: int, slots: Sequence[int]) -> float:
    span = math.log2(slots[-1] / slots[0]) or 1.0
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log2(at / slots[0]) / span


def _y(efficiency: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - min(1.05, max(0.0, efficiency)) / 1.05)


def _axes(slots: Sequence[int]) -> list[str]:
    marks = [
        f'<text x="{_x(at, slots):.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{at}</text>'
        for at in slots
    ]
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        marks.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
        marks.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{tenth / 10:.1f}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    marks.append(f'<text x="{middle:.0f}" y="{HEIGHT - 10}" text-anchor="middle">slots</text>')
    marks.append(f'<text x="{LEFT}" y="20">efficiency: ideal time / measured time</text>')
    return marks


def _bar(at: int, efficiency: float, slots: Sequence[int]) -> str:
    x, y = _x(at, slots), _y(efficiency)
    place = f'x1="{x - 12:.0f}" x2="{x + 12:.0f}" y1="{y:.0f}" y2="{y:.0f}"'
    return f'<line {place} stroke="black" stroke-width="2"/>'


def _line(line: Line, colour: str, number: int, slots: Sequence[int]) -> list[str]:
    places = [(_x(at, slots), _y(efficiency)) for at, efficiency in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - BOTTOM - 30 + 16 * number}" text-anchor="end" '
        f'fill="{colour}">{line.name}</text>',
    ]
