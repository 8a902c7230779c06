"""`make faults`: every scenario, a table of its numbers, and the same as JSON.

First what is busy, two at a time; then what mostly waits, four at a time; then, one by one, what measures
how fast the platform is.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import table, write
from tests.faults.harness.page import record
from tests.faults.harness.requirements import missing
from tests.faults.harness.scoreboard import Result, results_in

SCENARIOS = "tests/faults/scenarios"
PHASES = {"busy": ("not waits and not alone", 2), "waiting": ("waits", 4), "alone": ("alone", 0)}
"""By name: which tests, and in how many processes side by side."""
WITHOUT = ("-p", "no:schemathesis", "-p", "no:anyio")
"""Plugins that are installed and not needed here; loading them takes a second of each process."""
PASSED, NOTHING_CHOSEN = 0, 5
"""Exit codes of pytest."""


def main() -> int:
    options = _options()
    if lacking := missing():
        sys.stderr.write("".join(f"error: {line}\n" for line in lacking))
        return 2
    seed: int = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    sys.stdout.write(f"seed {seed}\n")
    began = time.monotonic()
    codes, results = _run_all(seed, options.scenario)
    minutes = (time.monotonic() - began) / 60
    _tell(results)
    sys.stdout.write(f"took {minutes:.1f} min\n")
    if options.record:
        sys.stdout.write(f"written to {record(results, seed, minutes)}\n")
    return 0 if results and codes <= {PASSED, NOTHING_CHOSEN} else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--scenario", help="only this one, such as D1")
    parser.add_argument("--seed", type=int, help="what chance begins with; by default another each time")
    parser.add_argument("--record", action="store_true", help="keep the numbers in docs/reliability.md")
    return parser.parse_args()


def _run_all(seed: int, scenario: str | None) -> tuple[set[int], list[Result]]:
    """pytest's exit codes and what the scenarios told."""
    codes: set[int] = set()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="rostrum-faults-") as folder:
        for phase, (which, processes) in PHASES.items():
            file = Path(folder) / f"{phase}.json"
            settings = {"SEED": str(seed), "RESULTS": str(file), "SCENARIO": scenario or ""}
            codes.add(_run(which, processes, settings))
            results += results_in(file)
    return codes, results


def _run(which: str, processes: int, settings: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", SCENARIOS, *WITHOUT, "-m", which]
    told = {f"ROSTRUM_FAULTS_{name}": value for name, value in settings.items()}
    told["PYTEST_DEBUG_TEMPROOT"] = tempfile.gettempdir()  # on a disk, as the platform is
    side_by_side = ["--numprocesses", str(processes), "--dist", "loadscope"]
    return subprocess.run([*command, *side_by_side], env=os.environ | told, check=False).returncode


def _tell(results: list[Result]) -> None:
    for result in results:
        title = f"{result.name}  {result.promise} ({result.took_s:.0f} s): {result.verdict}"
        sys.stdout.write("\n" + (table(title, result.figures) if result.figures else f"{title}\n"))
        sys.stdout.writelines(f"{note}\n" for note in result.notes)
    kept = write({f"{result.name} {result.promise}": result.figures for result in results})
    sys.stdout.write(f"\nkept in {kept}\n")


if __name__ == "__main__":
    sys.exit(main())
