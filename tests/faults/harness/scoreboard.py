"""The numbers of each scenario: held against its bar when it is told, and shown in a table at the end."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from benchmarks.figures import Figure

FIGURE = "figure"
SCENARIO = "scenario"
NOTE = "note"


def scenario(name: str, promise: str, *, quick: bool = False) -> pytest.MarkDecorator:
    """A test of a promise of docs/reliability.md, by its id; `make test` runs it only where it is quick."""
    mark = pytest.mark.scenario(name, promise)
    return mark if quick else _both(mark, pytest.mark.faults)


def _both(first: pytest.MarkDecorator, second: pytest.MarkDecorator) -> pytest.MarkDecorator:
    def apply(test: Callable[..., object]) -> Callable[..., object]:
        return first(second(test))

    return apply  # type: ignore[return-value]


@dataclass
class Score:
    """Numbers go into the report of the test; one that misses its bar fails it there and then."""

    tell: Callable[[str, object], None]
    figures: list[Figure] = field(default_factory=list)

    def note(self, text: str) -> None:
        """What helps to understand or replay a run."""
        self.tell(NOTE, text)

    def number(self, name: str, value: float, unit: str = "") -> None:
        """Told without a bar."""
        self.keep(Figure(name, float(value), unit))

    def at_most(self, name: str, value: float, bar: float, unit: str = "") -> None:
        self.keep(Figure(name, float(value), unit, f"at most {bar:g}", bool(value <= bar)))

    def at_least(self, name: str, value: float, bar: float, unit: str = "") -> None:
        self.keep(Figure(name, float(value), unit, f"at least {bar:g}", bool(value >= bar)))

    def exactly(self, name: str, value: float, bar: float, unit: str = "") -> None:
        self.keep(Figure(name, float(value), unit, f"exactly {bar:g}", bool(value == bar)))

    def keep(self, figure: Figure) -> None:
        """One that has been held against its bar already."""
        self.figures.append(figure)
        self.tell(FIGURE, asdict(figure))
        missed = f"{figure.name}: {figure.value:g} {figure.unit}, promised {figure.bar}"
        assert figure.met is not False, missed


@dataclass
class Result:
    """One scenario of a run; `outcome` is passed, failed or skipped, with the reason of the last two."""

    name: str
    promise: str
    outcome: str = "passed"
    reason: str = ""
    took_s: float = 0.0
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        return self.outcome if self.outcome == "passed" else f"{self.outcome}, {self.reason}"


class Scoreboard:
    """A pytest plugin: gathers what tests told, from all processes of a run, and writes it to a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._results: dict[str, Result] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = dict(report.user_properties)
        if SCENARIO not in told:
            return
        name, promise = str(told[SCENARIO]).split(": ", 1)
        result = self._results.setdefault(report.nodeid, Result(name, promise))
        result.took_s += report.duration
        if report.when == "call":
            result.figures = [_figure(value) for key, value in report.user_properties if key == FIGURE]
            result.notes = [str(value) for key, value in report.user_properties if key == NOTE]
        if report.outcome != "passed":
            result.outcome, result.reason = report.outcome, _reason(report)

    def pytest_sessionfinish(self) -> None:
        self._file.write_text(json.dumps([asdict(result) for result in self._results.values()]))


def results_in(file: Path) -> list[Result]:
    """What a scoreboard wrote; nothing where there is no file, since pytest did not get so far."""
    if not file.exists():
        return []
    told = json.loads(file.read_text())
    return [Result(**{**each, "figures": [Figure(**figure) for figure in each["figures"]]}) for each in told]


def _figure(told: object) -> Figure:
    assert isinstance(told, dict)
    return Figure(**told)


def _reason(report: pytest.TestReport) -> str:
    """The first line: of a skip its reason, of a failure what was not so."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr).splitlines()[0]
