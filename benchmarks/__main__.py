"""`make bench`: start the platform in a temporary folder, measure, print tables, keep the figures as JSON."""

import sys
import tempfile
from pathlib import Path

from benchmarks import counting, latency, throughput, tokens
from benchmarks.figures import Figure, table, write
from benchmarks.subjects import LIMITS
from deploy.local.platform import LocalPlatform
from tests.builders.people import Person
from tests.builders.speech import Speech

SETTINGS = {
    "ROSTRUM_UPLOAD_MAX_BYTES": str(2 * throughput.BIG_UPLOAD_BYTES),
    "ROSTRUM_LIMITS_FILE": str(LIMITS),
}
"""The limits that a benchmark would run into, raised for its run."""


def main() -> int:
    results: dict[str, list[Figure]] = {"Access tokens": tokens.token_checks()}
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        platform = LocalPlatform(
            Path(folder) / "data", settings=SETTINGS, public_port=None, trace=True, say=print
        )
        with platform, Person(platform) as person:
            speech = Speech(Path(folder))
            results["Report"] = latency.report_overhead(platform, person, speech)
            results["Events"] = latency.event_latency(platform, person)
            results["HTTP"] = throughput.reads(platform, person) + throughput.uploads(platform, person)
            results["Limits"] = counting.limits(platform, person)
            results["Memory during a big upload"] = throughput.big_upload(platform, person)
            results["Memory of each process with its children"] = throughput.memory(platform)
    for title, figures in results.items():
        sys.stdout.write("\n" + table(title, figures))
    sys.stdout.write(f"\nkept in {write(results)}\n")
    return 1 if any(figure.met is False for figures in results.values() for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
