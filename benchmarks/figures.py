"""Figures as a table for people and as JSON for programs."""

import json
import platform as machine
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number; `bar` is what it is held against, where there is one."""

    name: str
    value: float
    unit: str
    bar: str = ""
    met: bool | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies, 0 to 1, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(name: str, values: Sequence[float], unit: str) -> list[Figure]:
    """Median and 99th percentile of repeated measurements."""
    return [
        Figure(f"{name}, p50", statistics.median(values), unit),
        Figure(f"{name}, p99", percentile(values, 0.99), unit),
    ]


def table(title: str, figures: Sequence[Figure]) -> str:
    """Aligned columns that read well in a terminal."""
    width = max(len(figure.name) for figure in figures)
    lines = [title, "-" * len(title)]
    for figure in figures:
        verdict = "" if figure.met is None else ("  met" if figure.met else "  MISSED")
        bar = f"  ({figure.bar})" if figure.bar else ""
        lines.append(f"{figure.name:<{width}}  {decimal(figure.value):>10} {figure.unit}{bar}{verdict}")
    return "\n".join(lines) + "\n"


def decimal(value: float) -> str:
    """Counts are whole; shares and correlations need one place more than times and sizes."""
    if float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:.{3 if abs(value) < 1 else 2}f}"


def write(results: Mapping[str, Sequence[Figure]]) -> Path:
    """Keep the run as JSON, with the commit and the machine that it was made on."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    document = {
        "taken_at": now.isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": {"system": machine.platform(), "python": machine.python_version()},
        "figures": {name: [asdict(figure) for figure in figures] for name, figures in results.items()},
    }
    path = RESULTS / f"{now:%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(document, indent=2) + "\n")
    return path


def commit() -> str:
    """Of the checkout, in short."""
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return run.stdout.strip() or "unknown"
