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


def record(results: Sequence[Result], seed: int) -> Path:
    """Puts the table between the page's marks."""
    text = PAGE.read_text()
    PAGE.write_text(PART.sub(lambda marks: marks[1] + _table(results, seed) + marks[2], text))
    return PAGE


def _table(results: Sequence[Result], seed: int) -> str:
    taken = f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, seed {seed}"
    on = f"{os.cpu_count()} cores, {machine.system()} {machine.machine()}, Python {machine.python_version()}"
    head = f"Taken {taken}, on {on}.\n\n| id | promise | measured | verdict |\n|---|---|---|---|\n"
    return head + "".join(_row(result) for result in sorted(results, key=lambda each: _order(each.name)))


def _row(result: Result) -> str:
    measured = "<br>".join(_cell(figure) for figure in result.figures)
    return f"| {result.name} | {result.promise} | {measured} | {result.verdict.replace('|', '/')} |\n"


def _cell(figure: Figure) -> str:
    bar = f" ({figure.bar})" if figure.bar else ""
    return f"{figure.name}: {decimal(figure.value)} {figure.unit}".rstrip() + bar


def _order(name: str) -> tuple[str, int]:
    """D2 before D10."""
    found = re.fullmatch(r"([A-Z]+)(\d+)", name)
    return (found[1], int(found[2])) if found else (name, 0)
