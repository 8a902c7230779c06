"""The numbers of a run, in docs/reliability.md."""

import os
import platform as machine
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure, commit, decimal
from tests.faults.harness.scoreboard import Result

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reliability.md"
PART = re.compile(r"(<!-- results -->\n).*(<!-- /results -->)", re.DOTALL)


def record(results: Sequence[Result], seed: int, minutes: float) -> Path:
    """Puts the table between the page's marks."""
    taken = f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, seed {seed}, in {minutes:.1f} minutes"
    text = PAGE.read_text()
    PAGE.write_text(PART.sub(lambda marks: marks[1] + _table(results, taken) + marks[2], text))
    return PAGE


def _table(results: Sequence[Result], taken: str) -> str:
    on = f"{os.cpu_count()} cores, {machine.system()} {machine.machine()}, Python {machine.python_version()}"
    head = f"Taken {taken}, on {on}.\n\n| id | promise | measured | verdict |\n|---|---|---|---|\n"
    names = sorted({result.name for result in results}, key=_order)
    return head + "".join(_row([each for each in results if each.name == name]) for name in names)


def _row(results: Sequence[Result]) -> str:
    """Of all tests of one scenario: each figure of the same bar with the least and the most that it was."""
    promise = "<br>".join(dict.fromkeys(result.promise for result in results))
    measured: dict[tuple[str, str], list[Figure]] = {}
    for figure in (figure for result in results for figure in result.figures):
        measured.setdefault((figure.name, figure.bar), []).append(figure)
    cells = "<br>".join(_cell(figures) for figures in measured.values())
    verdict = "<br>".join(dict.fromkeys(result.verdict.replace("|", "/") for result in results))
    return f"| {results[0].name} | {promise} | {cells} | {verdict} |\n"


def _cell(figures: Sequence[Figure]) -> str:
    values = sorted(figure.value for figure in figures)
    span = decimal(values[0]) if values[0] == values[-1] else f"{decimal(values[0])} to {decimal(values[-1])}"
    one = figures[0]
    return f"{one.name}: {span} {one.unit}".rstrip() + (f" ({one.bar})" if one.bar else "")


def _order(name: str) -> tuple[str, int]:
    """D2 before D10."""
    found = re.fullmatch(r"([A-Z]+)(\d+)", name)
    return (found[1], int(found[2])) if found else (name, 0)
