"""`make bench-analyze`: pauses, fillers and rates put into real speech; speed; the same result every time."""

import sys
import tempfile
from pathlib import Path

from benchmarks.analysis_fillers import inserted_fillers
from benchmarks.analysis_pauses import inserted_pauses
from benchmarks.analysis_rates import EACH, rates, talk
from benchmarks.analysis_speech import readings
from benchmarks.analysis_speed import growth, identity, speed
from benchmarks.figures import Figure, table, write


def main() -> int:
    results: dict[str, list[Figure]] = {}
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as name:
        folder = Path(name)
        sentences, source = readings(folder)
        print(f"Speech: {len(sentences)} {source}.")
        source_talk = talk(sentences[:EACH])
        results["Pauses"] = inserted_pauses(sentences, folder)
        results["Fillers"] = inserted_fillers(sentences, folder)
        results["Rates"] = rates(sentences, folder)
        results["Speed of the analyses"] = speed(source_talk, folder)
        results["Growth with the transcript"] = growth(source_talk, folder)
        results["Byte for byte"] = identity(source_talk, folder)
    for title, figures in results.items():
        sys.stdout.write("\n" + table(title, figures))
    sys.stdout.write(f"\nkept in {write(results)}\n")
    return 1 if any(figure.met is False for figures in results.values() for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
